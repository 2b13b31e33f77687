// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_cast.hpp>
#include <caf/actor_control_block.hpp>
#include <caf/typed_actor.hpp>

#include "messages/actor.hpp"
#include "runtime/actor/actor_type_ids.hpp"

// The one question that each actor of a role answers beside its work. It needs
// no place in the role's interface: `role_actor` answers it.
namespace leasehold {

struct seen_child {
  std::string path;
  caf::strong_actor_ptr who;
};

template <class Handle>
seen_child child_at(std::string path, const Handle& who) {
  return {std::move(path), caf::actor_cast<caf::strong_actor_ptr>(who)};
}

/// What an actor does, and a page of its children.
struct actor_report {
  /// As they were asked with.
  std::uint64_t walk = 0;
  std::uint64_t token = 0;
  std::string state;
  /// All of them.
  std::uint64_t children = 0;
  std::vector<seen_child> page;
  /// Whether there are children behind these.
  bool more = false;
};

using actor_reader = caf::typed_actor<
    // What was asked for.
    caf::reacts_to<actor_report>>;

/// Which children to tell of.
struct child_wish {
  /// Where it is not empty: the one that this path leads to, or through.
  std::string path;
  /// Otherwise so many at most, picked by `order`, behind `after`.
  std::uint32_t count_max = 0;
  actor_order order = actor_order::path;
  std::string after;
};

struct describe_actor {
  std::uint64_t walk = 0;
  std::uint64_t token = 0;
  child_wish children;
  actor_reader reader;
};

} // namespace leasehold
