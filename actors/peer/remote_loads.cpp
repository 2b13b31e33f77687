// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/peer/remote_loads.hpp"

#include <algorithm>
#include <iterator>

namespace leasehold {

namespace {

template <class Listeners>
void drop_over(Listeners& all, instant now) {
  auto over = [now](auto& each) {
    return each.until <= now;
  };
  all.erase(std::remove_if(all.begin(), all.end(), over), all.end());
}

} // namespace

bool remote_loads::listen(const resource_name& resource,
                          const load_listener_actor& who, instant until,
                          instant now) {
  if (known_.size() >= resources_max)
    forget_those_who_left(now);
  auto& x = known_[resource];
  drop_over(x.listeners, now);
  auto i = std::find_if(x.listeners.begin(), x.listeners.end(),
                        [&who](auto& each) { return each.actor == who; });
  if (i != x.listeners.end())
    i->until = std::max(i->until, until);
  else if (x.listeners.size() < listeners_max)
    x.listeners.push_back({who, until});
  if (now < x.asked_until && until < saturating_add(x.asked_until, ask_ahead))
    return false;
  x.asked_until = until;
  return true;
}

const load_hint* remote_loads::newest(const resource_name& resource) const {
  auto i = known_.find(resource);
  return i == known_.end() || i->second.newest.version == 0 ? nullptr
                                                            : &i->second.newest;
}

std::vector<load_listener_actor> remote_loads::hear(const load_hint& hint,
                                                    instant now) {
  std::vector<load_listener_actor> result;
  auto i = known_.find(hint.resource);
  if (i == known_.end() || hint.version <= i->second.newest.version)
    return result;
  i->second.newest = hint;
  drop_over(i->second.listeners, now);
  for (auto& each : i->second.listeners)
    result.push_back(each.actor);
  return result;
}

void remote_loads::forget_those_who_left(instant now) {
  for (auto i = known_.begin(); i != known_.end();) {
    drop_over(i->second.listeners, now);
    i = i->second.listeners.empty() ? known_.erase(i) : std::next(i);
  }
}

} // namespace leasehold
