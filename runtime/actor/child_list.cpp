// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/child_list.hpp"

#include <caf/abstract_actor.hpp>

namespace leasehold {

std::optional<actor_figures> figures_of(const caf::strong_actor_ptr& who) {
  const auto* seen =
      who ? dynamic_cast<const seen_actor*>(who->get()) : nullptr;
  if (seen == nullptr)
    return std::nullopt;
  return seen->figures();
}

std::uint64_t weight_of(const caf::strong_actor_ptr& who, actor_order order) {
  const auto figures = figures_of(who).value_or(actor_figures{});
  switch (order) {
  case actor_order::mailbox:
    return figures.mailbox;
  case actor_order::messages:
    return figures.messages;
  case actor_order::turn:
    return static_cast<std::uint64_t>(figures.longest_turn.count());
  case actor_order::path:
    break;
  }
  return 0;
}

} // namespace leasehold
