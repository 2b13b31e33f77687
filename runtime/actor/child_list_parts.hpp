// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The templates of child_list.hpp, which includes this.

#include <algorithm>

#include <caf/actor_cast.hpp>

#include "runtime/actor/child_list.hpp"

namespace leasehold {

template <class Children>
void child_list::pick(const Children& children, const std::string& prefix) {
  using key_type = typename Children::key_type;
  using names = child_name<key_type>;
  std::optional<key_type> after;
  if (!wish_.after.empty() && begins(wish_.after, prefix)) {
    after = names::key(wish_.after.substr(prefix.size()));
    passed_ = true;
  }
  if (!passed_)
    return;
  struct candidate {
    std::uint64_t weight;
    const key_type* key;
    const typename Children::handle_type* child;
  };
  const auto before = [](const candidate& a, const candidate& b) {
    return a.weight != b.weight ? a.weight > b.weight : *a.key < *b.key;
  };
  const auto room = wish_.count_max - report_.page.size();
  // A heap with the last of the page on top.
  std::vector<candidate> best;
  for (auto& [key, child] : children) {
    if (after && !(*after < key))
      continue;
    const candidate next{
        wish_.order == actor_order::path
            ? 0
            : weight_of(caf::actor_cast<caf::strong_actor_ptr>(child),
                        wish_.order),
        &key, &child};
    if (best.size() == room) {
      report_.more = true;
      if (room == 0)
        return;
      if (!before(next, best.front()))
        continue;
      std::pop_heap(best.begin(), best.end(), before);
      best.pop_back();
    }
    best.push_back(next);
    std::push_heap(best.begin(), best.end(), before);
  }
  std::sort_heap(best.begin(), best.end(), before);
  for (auto& each : best)
    add(prefix + names::of(*each.key), *each.child);
}

template <class Handle>
void child_list::add(std::string path, const Handle& child) {
  report_.page.push_back(child_at(std::move(path), child));
}

} // namespace leasehold
