// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/codec/actor_codec.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/outage_codec.hpp"
#include "tools/client/async_calls.hpp"

// What a session may do besides where its holder is an operator.
namespace leasehold {

namespace {

// As long as a node lets a reader of a trace wait.
constexpr duration::rep trace_wait_max = 10'000;

} // namespace

kj::Promise<status> async_session::load_topology(const std::string& toml) {
  if (toml.size() > bounds::toml_bytes)
    return status{
        failure{errc::too_much,
                fmt::format("the topology has {} bytes, at most {} are "
                            "allowed; describe less in it",
                            toml.size(), bounds::toml_bytes)}};
  return as_operator<std::monostate>(
      "replace the topology", [&](rpc::Operator::Client& capability) {
        auto call = capability.loadTopologyRequest();
        call.setToml(toml);
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::set_outage(const outage& value) {
  return as_operator<std::monostate>(
      "take gateways out of service", [&](rpc::Operator::Client& capability) {
        auto call = capability.setOutageRequest();
        to_wire(value, read_clocks(clock_), call.initOutage());
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::end_outage(const std::string& subject) {
  return as_operator<std::monostate>(
      "put gateways back into service", [&](rpc::Operator::Client& capability) {
        auto call = capability.endOutageRequest();
        call.setSubject(subject);
        return ask(kj::mv(call));
      });
}

kj::Promise<result<curtailment>>
async_session::plan_outage(const outage& value) {
  return as_operator<curtailment>(
      "see such plans", [&](rpc::Operator::Client& capability) {
        auto call = capability.planOutageRequest();
        to_wire(value, read_clocks(clock_), call.initOutage());
        return ask(kj::mv(call));
      });
}

kj::Promise<result<curtailment>>
async_session::plan_capacity(const resource_name& resource,
                             const amounts& capacity) {
  return as_operator<curtailment>(
      "see such plans", [&](rpc::Operator::Client& capability) {
        auto call = capability.planCapacityRequest();
        call.setResource(resource.str());
        to_wire(capacity, call.initCapacity());
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::set_capacity(const resource_name& resource,
                                                const amounts& capacity) {
  return as_operator<std::monostate>(
      "set capacities", [&](rpc::Operator::Client& capability) {
        auto call = capability.setCapacityRequest();
        call.setResource(resource.str());
        to_wire(capacity, call.initCapacity());
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::set_rule(const limit_rule& rule) {
  return as_operator<std::monostate>("set rules",
                                     [&](rpc::Operator::Client& capability) {
                                       auto call = capability.setRuleRequest();
                                       to_wire(rule, call.initRule());
                                       return ask(kj::mv(call));
                                     });
}

kj::Promise<status> async_session::remove_rule(const rule_name& rule) {
  return as_operator<std::monostate>(
      "remove rules", [&](rpc::Operator::Client& capability) {
        auto call = capability.removeRuleRequest();
        call.setName(rule.str());
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::set_class(const service_class& value) {
  return as_operator<std::monostate>("set classes",
                                     [&](rpc::Operator::Client& capability) {
                                       auto call = capability.setClassRequest();
                                       to_wire(value, call.initService());
                                       return ask(kj::mv(call));
                                     });
}

kj::Promise<status> async_session::remove_class(const class_name& name) {
  return as_operator<std::monostate>(
      "remove classes", [&](rpc::Operator::Client& capability) {
        auto call = capability.removeClassRequest();
        call.setName(name.str());
        return ask(kj::mv(call));
      });
}

kj::Promise<status>
async_session::set_threshold(const demand_threshold& value) {
  return as_operator<std::monostate>(
      "set thresholds", [&](rpc::Operator::Client& capability) {
        auto call = capability.setThresholdRequest();
        to_wire(value, call.initThreshold());
        return ask(kj::mv(call));
      });
}

kj::Promise<result<std::vector<resource_demand>>>
async_session::demand(const std::optional<resource_name>& resource) {
  return as_operator<std::vector<resource_demand>>(
      "see demand", [&](rpc::Operator::Client& capability) {
        auto call = capability.readDemandRequest();
        if (resource)
          call.setResource(resource->str());
        return ask(kj::mv(call));
      });
}

kj::Promise<result<audit_report>> async_session::audit() {
  return as_operator<audit_report>("audit",
                                   [this](rpc::Operator::Client& capability) {
                                     return ask(capability.auditRequest());
                                   });
}

kj::Promise<result<actor_page>>
async_session::actors(const actor_query& query) {
  return as_operator<actor_page>("see the actors of a node",
                                 [&](rpc::Operator::Client& capability) {
                                   auto call = capability.readActorsRequest();
                                   to_wire(query, call.initQuery());
                                   return ask(kj::mv(call));
                                 });
}

kj::Promise<status> async_session::kill_actor(const std::string& path) {
  return as_operator<std::monostate>(
      "kill actors", [&](rpc::Operator::Client& capability) {
        auto call = capability.killActorRequest();
        call.setPath(path);
        return ask(kj::mv(call));
      });
}

kj::Promise<status> async_session::begin_trace(lease_id lease) {
  using opened = rpc::MessageTrace::Client;
  return as_operator<opened>("trace messages",
                             [&](rpc::Operator::Client& capability) {
                               auto call = capability.traceLeaseRequest();
                               call.setLease(lease.value());
                               return ask(kj::mv(call));
                             })
      .then([this](result<opened>&& trace) -> status {
        if (!trace)
          return trace.error();
        trace_ = kj::mv(*trace);
        return success();
      });
}

kj::Promise<result<message_page>> async_session::read_trace(duration wait) {
  KJ_IF_MAYBE (trace, trace_) {
    auto call = trace->readRequest();
    call.setWaitMs(static_cast<std::uint32_t>(
        std::clamp<duration::rep>(wait.count(), 0, trace_wait_max)));
    return ask(kj::mv(call));
  }
  return result<message_page>{
      failure{errc::conflict, "no trace has begun; begin one"}};
}

void async_session::end_trace() {
  trace_ = nullptr;
}

} // namespace leasehold
