// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "tools/simulator/simulated_calls.hpp"

// What a session may do besides where its holder is an operator.
namespace leasehold::sim {

template <class Msg, class T>
status simulated_session::enter(const char* what, const T& value) {
  if (auto no = refuse_lessee(what))
    return *no;
  auto read = carried(value, {clock(), clock()});
  if (!read)
    return read.error();
  return order([value = *read](const services& node, reply_to<status> reply) {
    caf::anon_send(node.directory, Msg{value, std::move(reply)});
  });
}

template <class Msg, class Name>
status simulated_session::drop(const char* what, const Name& name) {
  if (auto no = refuse_lessee(what))
    return *no;
  return order([name](const services& node, reply_to<status> reply) {
    caf::anon_send(node.directory, Msg{name, std::move(reply)});
  });
}

status simulated_session::load_topology(const std::string& toml) {
  if (auto no = refuse_lessee("replace the topology"))
    return *no;
  if (toml.size() > bounds::toml_bytes)
    return failure{errc::too_much,
                   fmt::format("the topology has {} bytes, at most {} are "
                               "allowed; describe less in it",
                               toml.size(), bounds::toml_bytes)};
  return order([toml](const services& node, reply_to<status> reply) {
    caf::anon_send(
        node.directory,
        leasehold::load_topology{toml,
                                 std::move(reply),
                                 {},
                                 leasehold::load_topology::harm::refused});
  });
}

status simulated_session::set_capacity(const resource_name& resource,
                                       const amounts& capacity) {
  if (auto no = refuse_lessee("set capacities"))
    return *no;
  auto read = carried(capacity, {clock(), clock()});
  if (!read)
    return read.error();
  return order([resource, amount = *read](const services& node,
                                          reply_to<status> reply) {
    caf::anon_send(node.directory,
                   leasehold::set_capacity{resource, amount, std::move(reply)});
  });
}

result<curtailment>
simulated_session::plan_capacity(const resource_name& resource,
                                 const amounts& capacity) {
  if (auto no = refuse_lessee("see such plans"))
    return *no;
  auto read = carried(capacity, {clock(), clock()});
  if (!read)
    return read.error();
  return ask_checked<curtailment>(
      [resource, amount = *read](const services& node,
                                 reply_to<result<curtailment>> reply) {
        caf::anon_send(
            node.directory,
            leasehold::plan_capacity{resource, amount, std::move(reply)});
      });
}

status simulated_session::set_outage(const outage& value) {
  if (auto no = refuse_lessee("take gateways out of service"))
    return *no;
  return order(
      [value, sent = clock()](const services& node, reply_to<status> reply) {
        auto read = carried(value, {sent, node.clock->base()});
        if (!read)
          return reply(read.error());
        caf::anon_send(node.directory,
                       leasehold::set_outage{*read, std::move(reply)});
      });
}

result<curtailment> simulated_session::plan_outage(const outage& value) {
  if (auto no = refuse_lessee("see such plans"))
    return *no;
  return ask_checked<curtailment>(
      [value, sent = clock()](const services& node,
                              reply_to<result<curtailment>> reply) {
        auto read = carried(value, {sent, node.clock->base()});
        if (!read)
          return reply(result<curtailment>{read.error()});
        caf::anon_send(node.directory,
                       leasehold::plan_outage{*read, std::move(reply)});
      });
}

status simulated_session::end_outage(const std::string& subject) {
  return drop<leasehold::end_outage>("put gateways back into service", subject);
}

status simulated_session::set_rule(const limit_rule& rule) {
  return enter<leasehold::set_rule>("set rules", rule);
}

status simulated_session::remove_rule(const rule_name& rule) {
  return drop<leasehold::remove_rule>("remove rules", rule);
}

status simulated_session::set_class(const service_class& value) {
  return enter<leasehold::set_class>("set classes", value);
}

status simulated_session::remove_class(const class_name& name) {
  return drop<leasehold::remove_class>("remove classes", name);
}

namespace {

/// It would cost every region a write a minute, for nobody to read.
failure no_account() {
  return {errc::unavailable,
          "simulated nodes keep no account of what leases carry and use; ask a "
          "node that runs"};
}

} // namespace

result<traffic_report> simulated_session::traffic(const traffic_query&) {
  return no_account();
}

result<usage_report> simulated_session::usage(const usage_query&) {
  return no_account();
}

status simulated_session::set_threshold(const demand_threshold& value) {
  return enter<leasehold::set_threshold>("set thresholds", value);
}

result<std::vector<resource_demand>>
simulated_session::demand(const std::optional<resource_name>& resource) {
  if (auto no = refuse_lessee("read the demand"))
    return *no;
  using list = std::vector<resource_demand>;
  return ask_checked<list>(
      [resource](const services& node, reply_to<result<list>> reply) {
        caf::anon_send(node.directory, read_demand{resource, std::move(reply)});
      });
}

result<audit_report> simulated_session::audit() {
  if (auto no = refuse_lessee("audit"))
    return *no;
  return ask<audit_report>(to_directory<run_audit, audit_report>());
}

result<actor_page> simulated_session::actors(const actor_query& query) {
  if (auto no = refuse_lessee("see the actors of a node"))
    return *no;
  auto read = carried(query, {clock(), clock()});
  if (!read)
    return read.error();
  return ask_checked<actor_page>(
      [query = *read](const services& node,
                      reply_to<result<actor_page>> reply) {
        caf::anon_send(node.observer, read_actors{query, std::move(reply)});
      });
}

status simulated_session::kill_actor(const std::string& path) {
  if (auto no = refuse_lessee("kill actors"))
    return *no;
  return order([path](const services& node, reply_to<status> reply) {
    caf::anon_send(node.observer,
                   leasehold::kill_actor{path, std::move(reply)});
  });
}

namespace {

struct opened_trace {
  std::shared_ptr<actor_scope> scope;
  std::shared_ptr<message_tap::trace> trace;
};

} // namespace

status
simulated_session::trace(lease_id lease,
                         std::function<watching(const message_page&)> listener,
                         std::optional<duration> deadline) {
  if (auto no = refuse_lessee("trace messages"))
    return *no;
  auto opened = fetch<opened_trace>(
      [lease](const services& node, reply_to<opened_trace> reply) {
        reply({node.scope, node.scope->tap.open(to_string(lease))});
      },
      answer_within);
  if (!opened)
    return opened.error();
  const auto trace = opened->value->trace;
  if (!trace)
    return failure{errc::too_much,
                   "the node traces as many leases as it may; end another "
                   "trace"};
  const auto until =
      deadline ? saturating_add(clock().now, *deadline) : forever;
  while (true) {
    auto page = carried(trace->take(), passage{clock(), clock()});
    if (!page)
      return page.error();
    if (listener(*page) == watching::stop || clock().now >= until)
      return success();
    const auto slice = std::min(duration{250}, until - clock().now);
    if (region_->run(slice, [] { return false; })
        == simulated_region::passed::interrupted)
      return failure{errc::timed_out, "interrupted"};
  }
}

} // namespace leasehold::sim
