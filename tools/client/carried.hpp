// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "messages/action.hpp"
#include "messages/actor.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/outage.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"

// What the wire makes of a value, for sessions that have no wire: it is
// encoded and read as between a client and a node, so it meets the same bounds,
// and each instant becomes one of the reader's.
namespace leasehold {

/// Both ends of one message.
struct passage {
  time_base sent;
  time_base read;
};

/// Fail as the reader of a message would.
result<lease_request> carried(const lease_request& x, const passage& by);
result<renewal_request> carried(const renewal_request& x, const passage& by);
result<change_request> carried(const change_request& x, const passage& by);
result<release_request> carried(const release_request& x, const passage& by);
result<lease_filter> carried(const lease_filter& x, const passage& by);
result<lease_outcome> carried(const lease_outcome& x, const passage& by);
result<release_outcome> carried(const release_outcome& x, const passage& by);
result<lease_info> carried(const lease_info& x, const passage& by);
result<event_page> carried(const event_page& x, const passage& by);
result<topology> carried(const topology& x, const passage& by);
result<resource_info> carried(const resource_info& x, const passage& by);
result<resource_calendar> carried(const resource_calendar& x,
                                  const passage& by);
result<gateway_info> carried(const gateway_info& x, const passage& by);
result<amounts> carried(const amounts& x, const passage& by);
result<limit_rule> carried(const limit_rule& x, const passage& by);
result<service_class> carried(const service_class& x, const passage& by);
result<demand_threshold> carried(const demand_threshold& x, const passage& by);
result<resource_demand> carried(const resource_demand& x, const passage& by);
result<decision> carried(const decision& x, const passage& by);
result<outage> carried(const outage& x, const passage& by);
result<curtailment> carried(const curtailment& x, const passage& by);
result<actor_query> carried(const actor_query& x, const passage& by);
result<actor_page> carried(const actor_page& x, const passage& by);
result<message_page> carried(const message_page& x, const passage& by);
result<audit_report> carried(const audit_report& x, const passage& by);
result<node_status> carried(const node_status& x, const passage& by);
result<action_request> carried(const action_request& x, const passage& by);
result<action_info> carried(const action_info& x, const passage& by);
result<status_page> carried(const status_page& x, const passage& by);
result<location> carried(const location& x, const passage& by);

/// All of them, or why one can't be read.
template <class T>
result<std::vector<T>> carried(const std::vector<T>& all, const passage& by) {
  std::vector<T> read;
  read.reserve(all.size());
  for (const auto& each : all) {
    auto one = carried(each, by);
    if (!one)
      return one.error();
    read.push_back(std::move(*one));
  }
  return read;
}

} // namespace leasehold
