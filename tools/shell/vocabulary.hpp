// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How scripts write the values of `messages/`: names and amounts as text
// ("10Mbit/s"), periods as text or seconds, points of time as seconds since
// 1970. What is read out can be passed in again.

#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

#include <lua5.4/lua.hpp>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/route.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"
#include "tools/shell/duration_value.hpp"
#include "tools/shell/lua_value.hpp"

namespace leasehold::shell {

/// A call that was not served becomes an error in the script.
template <class T>
T expect_served(result<T> outcome) {
  if (!outcome)
    throw std::runtime_error{outcome.error().message + " ("
                             + to_string(outcome.error().code) + ")"};
  return std::move(*outcome);
}

template <class Tag>
struct converter<name<Tag>> {
  /// An empty one would stand for none, and so for all.
  static name<Tag> get(lua_State* lua, int index) {
    auto text = get_value<std::string>(lua, index);
    if (!is_name(text, bounds::resource_name_bytes))
      reject_value(lua, index,
                   "a name, without spaces and with no '-' in front,");
    return name<Tag>{std::move(text)};
  }

  static void push(lua_State* lua, const name<Tag>& value) {
    push_value(lua, value.str());
  }
};

/// Text, because a number of 64 bits is more than scripts can hold; a number is
/// taken where it is exact.
template <>
struct converter<request_id> {
  static request_id get(lua_State* lua, int index);
  static void push(lua_State* lua, request_id value);
};

template <>
struct converter<lease_id> {
  static lease_id get(lua_State* lua, int index);
  static void push(lua_State* lua, lease_id value);
};

/// Text, or a whole number of a count.
template <>
struct converter<amounts> {
  static amounts get(lua_State* lua, int index);
  static void push(lua_State* lua, const amounts& value);
};

/// Text as "tcp/5001".
template <>
struct converter<flow_selector> {
  static flow_selector get(lua_State* lua, int index);
  static void push(lua_State* lua, flow_selector value);
};

/// Text.
template <>
struct converter<ip_address> {
  static void push(lua_State* lua, const ip_address& value);
};

template <>
struct converter<endpoint_address> {
  static void push(lua_State* lua, const endpoint_address& value);
};

/// Text as "60s", "any" or "infinite"; or seconds, negative for infinite.
template <>
struct converter<period> {
  static period get(lua_State* lua, int index);
  static void push(lua_State* lua, period value);
};

/// Seconds since 1970.
template <>
struct converter<wall_time> {
  static wall_time get(lua_State* lua, int index);
  static void push(lua_State* lua, wall_time value);
};

/// A point of time as scripts give it: text that `parse_time` reads, or
/// seconds since 1970.
struct start_time {
  std::variant<std::string, wall_time> given;

  /// @throws bad_value for text that is no time to come.
  instant on(const time_base& clock) const;
};

template <>
struct converter<start_time> {
  static start_time get(lua_State* lua, int index);
};

/// A calendar, and the clocks that its times are told by.
struct calendar_view {
  resource_calendar calendar;
  time_base clock;
};

/// A gateway, the node that tells of it, and the clocks that its times are
/// told by.
struct gateway_view {
  gateway_info info;
  std::string node;
  time_base clock;
};

// What nodes tell, as tables.
#define LEASEHOLD_SHELL_TABLE(type)                                            \
  template <>                                                                  \
  struct converter<type> {                                                     \
    static void push(lua_State* lua, const type& value);                       \
  }

LEASEHOLD_SHELL_TABLE(lease_event);
LEASEHOLD_SHELL_TABLE(route_hop);
LEASEHOLD_SHELL_TABLE(shortened_by);
LEASEHOLD_SHELL_TABLE(resource_info);
LEASEHOLD_SHELL_TABLE(calendar_view);
LEASEHOLD_SHELL_TABLE(resource_demand);
LEASEHOLD_SHELL_TABLE(nic_traffic);
LEASEHOLD_SHELL_TABLE(lessee_usage);
LEASEHOLD_SHELL_TABLE(considered_lease);
LEASEHOLD_SHELL_TABLE(decision);
LEASEHOLD_SHELL_TABLE(curtailment);
LEASEHOLD_SHELL_TABLE(gateway_view);
LEASEHOLD_SHELL_TABLE(gateway_spec);
LEASEHOLD_SHELL_TABLE(interface_spec);
LEASEHOLD_SHELL_TABLE(link_spec);
LEASEHOLD_SHELL_TABLE(endpoint_spec);
LEASEHOLD_SHELL_TABLE(resource_spec);
LEASEHOLD_SHELL_TABLE(topology);
LEASEHOLD_SHELL_TABLE(audit_finding);
LEASEHOLD_SHELL_TABLE(audit_report);
LEASEHOLD_SHELL_TABLE(node_status);

#undef LEASEHOLD_SHELL_TABLE

} // namespace leasehold::shell
