// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "messages/action.hpp"
#include "messages/bounds.hpp"
#include "messages/event.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/peer.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "messages/topology.hpp"

// Random values as they may travel: every member takes every kind of value
// that the protocol allows, the largest included, with small ones more often.
namespace leasehold::gen {

/// From `first` to `last`, both included.
std::int64_t in_range(std::int64_t first, std::int64_t last);

template <class T>
T in(T first, T last) {
  return static_cast<T>(in_range(static_cast<std::int64_t>(first),
                                 static_cast<std::int64_t>(last)));
}

std::uint64_t number();
bool chance();

std::string text(std::size_t bytes_max);
std::string name_text(std::size_t bytes_max = bounds::name_bytes);

template <class Name>
Name named() {
  return Name{name_text(std::is_same_v<Name, resource_name>
                            ? bounds::resource_name_bytes
                            : bounds::name_bytes)};
}

template <class F>
auto maybe(F make) -> std::optional<decltype(make())> {
  if (chance())
    return make();
  return std::nullopt;
}

template <class F>
auto some(std::size_t size_max, F make) -> std::vector<decltype(make())> {
  std::vector<decltype(make())> y(in<std::size_t>(0, size_max));
  for (auto& x : y)
    x = make();
  return y;
}

amounts any_amounts();
period any_period();
/// Within the horizon around `now`, or `forever`.
instant any_instant(instant now);
duration any_length();
window any_window(instant now);
std::map<std::string, std::string> any_labels();
std::vector<resource_use> any_uses();
route any_route();

lease_request any_request(const time_base& now);
lease_info any_lease(instant now);
lease_outcome any_outcome(instant now);
lease_event any_event(instant now);
limit_rule any_rule();
service_class any_class();
topology any_topology();

hop_key any_hop_key();
hop_record any_hop(instant now);
lease_record any_lease_record(instant now);
verb any_verb();
child_status any_status();
target_status any_target_status();
action_request any_action_request(instant now);
permit_record any_permit();
peer_message any_peer_message(instant now);

} // namespace leasehold::gen
