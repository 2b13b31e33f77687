// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/carried.hpp"

#include <capnp/message.h>

#include "messages/codec/action_codec.hpp"
#include "messages/codec/actor_codec.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/outage_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/codec/status_codec.hpp"
#include "messages/codec/topology_codec.hpp"

namespace leasehold {

namespace {

/// For what has no instants in it.
template <class Wire, class T>
result<T> pass(const T& x) {
  capnp::MallocMessageBuilder message;
  auto built = message.initRoot<Wire>();
  to_wire(x, built);
  return from_wire(built.asReader());
}

template <class Wire, class T>
result<T> pass(const T& x, const passage& by) {
  capnp::MallocMessageBuilder message;
  auto built = message.initRoot<Wire>();
  to_wire(x, by.sent, built);
  return from_wire(built.asReader(), by.read);
}

} // namespace

result<lease_request> carried(const lease_request& x, const passage& by) {
  capnp::MallocMessageBuilder message;
  auto built = message.initRoot<rpc::LeaseRequest>();
  to_wire(x, built);
  return from_wire(built.asReader(), by.read);
}

result<renewal_request> carried(const renewal_request& x, const passage&) {
  return pass<rpc::Renewal>(x);
}

result<change_request> carried(const change_request& x, const passage&) {
  return pass<rpc::Change>(x);
}

result<release_request> carried(const release_request& x, const passage&) {
  return pass<rpc::Release>(x);
}

result<lease_filter> carried(const lease_filter& x, const passage&) {
  return pass<rpc::LeaseFilter>(x);
}

result<lease_outcome> carried(const lease_outcome& x, const passage& by) {
  return pass<rpc::LeaseOutcome>(x, by);
}

result<release_outcome> carried(const release_outcome& x, const passage&) {
  return pass<rpc::ReleaseOutcome>(x);
}

result<lease_info> carried(const lease_info& x, const passage& by) {
  return pass<rpc::LeaseInfo>(x, by);
}

result<event_page> carried(const event_page& x, const passage& by) {
  return pass<rpc::EventPage>(x, by);
}

result<topology> carried(const topology& x, const passage&) {
  return pass<rpc::Topology>(x);
}

result<resource_info> carried(const resource_info& x, const passage&) {
  return pass<rpc::ResourceInfo>(x);
}

result<resource_calendar> carried(const resource_calendar& x,
                                  const passage& by) {
  return pass<rpc::ResourceCalendar>(x, by);
}

result<gateway_info> carried(const gateway_info& x, const passage& by) {
  return pass<rpc::GatewayInfo>(x, by);
}

result<amounts> carried(const amounts& x, const passage&) {
  return pass<rpc::Amounts>(x);
}

result<limit_rule> carried(const limit_rule& x, const passage&) {
  return pass<rpc::LimitRule>(x);
}

result<service_class> carried(const service_class& x, const passage&) {
  return pass<rpc::ServiceClass>(x);
}

result<demand_threshold> carried(const demand_threshold& x, const passage&) {
  return pass<rpc::DemandThreshold>(x);
}

result<resource_demand> carried(const resource_demand& x, const passage& by) {
  return pass<rpc::ResourceDemand>(x, by);
}

result<decision> carried(const decision& x, const passage&) {
  return pass<rpc::Decision>(x);
}

result<outage> carried(const outage& x, const passage& by) {
  return pass<rpc::Outage>(x, by);
}

result<curtailment> carried(const curtailment& x, const passage&) {
  return pass<rpc::Curtailment>(x);
}

result<actor_query> carried(const actor_query& x, const passage&) {
  return pass<rpc::ActorQuery>(x);
}

result<actor_page> carried(const actor_page& x, const passage&) {
  actor_page read;
  read.more = x.more;
  for (const auto& each : x.actors) {
    auto one = pass<rpc::ActorInfo>(each);
    if (!one)
      return one.error();
    read.actors.push_back(std::move(*one));
  }
  return read;
}

result<message_page> carried(const message_page& x, const passage&) {
  message_page read;
  read.dropped = x.dropped;
  for (const auto& each : x.notes) {
    auto one = pass<rpc::MessageNote>(each);
    if (!one)
      return one.error();
    read.notes.push_back(std::move(*one));
  }
  return read;
}

result<audit_report> carried(const audit_report& x, const passage&) {
  return pass<rpc::AuditReport>(x);
}

result<node_status> carried(const node_status& x, const passage&) {
  return pass<rpc::NodeStatus>(x);
}

result<action_request> carried(const action_request& x, const passage& by) {
  return pass<rpc::ActionRequest>(x, by);
}

result<action_info> carried(const action_info& x, const passage& by) {
  return pass<rpc::ActionInfo>(x, by);
}

result<status_page> carried(const status_page& x, const passage& by) {
  return pass<rpc::StatusPageResult::Page>(x, by);
}

result<location> carried(const location& x, const passage&) {
  return pass<rpc::Location>(x);
}

} // namespace leasehold
