// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/interface_state.hpp"

#include <algorithm>
#include <map>

namespace leasehold {

namespace {

class_number number_of(const map_element& x) noexcept {
  return static_cast<class_number>(x.value);
}

/// Whether an element is of the same writing as what is known of its channel.
bool belongs(const held_channel& x, const map_element& element) {
  return x.number == number_of(element) && x.terms.version == element.version;
}

} // namespace

interface_state put_together(const std::vector<class_state>& classes,
                             const std::vector<map_element>& elements,
                             shaping_time now) {
  std::map<class_number, std::int64_t> unused;
  for (const auto& x : classes)
    if (classes::is_of_a_channel(x.number) && x.parent == classes::all)
      unused.emplace(x.number, x.rate);
  const auto rates = unused;

  interface_state state;
  std::map<std::uint64_t, held_channel> channels;
  for (const auto& element : elements) {
    const auto number = number_of(element);
    const auto rate = rates.find(number);
    const auto known = channels.find(element.id);
    if (element.value != classes::handle(number) || rate == rates.end()
        || (known == channels.end() ? unused.count(number) == 0
                                    : !belongs(known->second, element))) {
      state.lost_elements.push_back(element);
      continue;
    }
    auto& held = channels[element.id];
    if (known == channels.end()) {
      held.terms = {
          element.id, element.version, rate->second, {}, element.lasts};
      held.number = number;
    }
    held.terms.packets.push_back(element.match);
    held.terms.lasts = std::min(held.terms.lasts, element.lasts);
    held.ends = now + held.terms.lasts;
    unused.erase(number);
  }
  for (auto& [id, held] : channels)
    state.channels.push_back(std::move(held));
  for (const auto& [number, rate] : unused)
    state.unused_classes.push_back(number);
  return state;
}

} // namespace leasehold
