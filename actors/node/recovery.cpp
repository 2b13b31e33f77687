// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/node/recovery.hpp"

#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "actors/directory/audit.hpp"
#include "actors/directory/capacities.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/codec/stored_codec.hpp"
#include "runtime/clock/stamp_record.hpp"

namespace leasehold {

namespace {

store_error corrupt(std::string message) {
  return {store_errc::corrupt, std::move(message)};
}

/// Keeps a decoded value, or says why there is none.
template <class Keep, class T>
store_error keep(result<T> decoded, Keep keep) {
  if (!decoded)
    return corrupt(decoded.error().message);
  keep(std::move(*decoded));
  return {};
}

} // namespace

store_error recovery::visit(const record& stored) {
  return stored.what == record::change::put ? put(stored) : erase(stored);
}

store_error recovery::put(const record& stored) {
  if (stored.kind == clock_stamp_kind) {
    auto parsed = parse_clock_stamp(stored);
    if (auto why = std::get_if<store_error>(&parsed))
      return *why;
    stamp = std::get<clock_stamp>(parsed);
    return {};
  }
  auto& key = stored.key;
  auto& body = stored.body;
  switch (static_cast<record_kind>(stored.kind)) {
  case record_kind::node:
    return keep(decode_node(body), [this](auto x) { node = x; });
  case record_kind::topology:
    toml_ = body;
    return {};
  case record_kind::capacity:
    return keep(decode_capacity(body),
                [this](auto x) { capacities[x.resource] = x.capacity; });
  case record_kind::rule:
    return keep(decode_rule(body), [this](auto x) {
      auto name = x.name;
      rules.insert_or_assign(std::move(name), std::move(x));
    });
  case record_kind::service_class:
    return keep(decode_class(body), [this](auto x) {
      auto name = x.name;
      classes.insert_or_assign(std::move(name), std::move(x));
    });
  case record_kind::hop:
    return keep(decode_hop(body), [this, &key](auto x) {
      hops.insert_or_assign(key, std::move(x));
    });
  case record_kind::lease:
    return keep(decode_lease(body), [this, &key](auto x) {
      leases.insert_or_assign(key, std::move(x));
    });
  case record_kind::event:
    return keep(decode_event(body), [this, &key](auto x) {
      events.insert_or_assign(key, std::move(x));
    });
  }
  return {store_errc::wrong_version,
          fmt::format("a record of kind {}, which this version does not know: "
                      "start the version that wrote it",
                      stored.kind)};
}

store_error recovery::erase(const record& stored) {
  switch (static_cast<record_kind>(stored.kind)) {
  case record_kind::capacity:
    capacities.erase(resource_name{stored.key});
    return {};
  case record_kind::rule:
    rules.erase(rule_name{stored.key});
    return {};
  case record_kind::service_class:
    classes.erase(class_name{stored.key});
    return {};
  case record_kind::hop:
    hops.erase(stored.key);
    return {};
  case record_kind::lease:
    leases.erase(stored.key);
    return {};
  case record_kind::event:
    events.erase(stored.key);
    return {};
  case record_kind::node:
  case record_kind::topology:
    break;
  }
  return corrupt(fmt::format("a record of kind {} says that it is gone, which "
                             "such records never are",
                             stored.kind));
}

store_error recovery::finish() {
  if (toml_.empty())
    return {};
  auto parsed = parse_topology(toml_, "the stored topology");
  if (!parsed)
    return corrupt(parsed.error().message);
  region = std::move(*parsed);
  return {};
}

namespace {

/// Gateways of the node whose journal this is. It does not say its name, but
/// the roots of its leases and its hops are there.
std::set<gateway_name> own_gateways(const recovery& state) {
  std::set<gateway_name> seen;
  for (auto& [key, lease] : state.leases)
    seen.insert(lease.root);
  for (auto& [key, hop] : state.hops)
    seen.insert(hop.key.gateway);
  std::set<node_name> nodes;
  for (auto& spec : state.region.gateways)
    if (seen.count(spec.name) > 0)
      nodes.insert(spec.node);
  std::set<gateway_name> result;
  for (auto& spec : state.region.gateways)
    if (spec.node.empty() || nodes.count(spec.node) > 0)
      result.insert(spec.name);
  return result;
}

} // namespace

audit_report audit_recovered(const recovery& state, instant now) {
  auto specs = state.region;
  for (auto& [resource, capacity] : state.capacities)
    set_capacity_in(specs, resource, capacity);
  const route_graph graph{specs};
  std::map<gateway_name, ledger_machine> ledgers;
  const auto own = own_gateways(state);
  for (auto& gateway : graph.gateways()) {
    if (own.count(gateway.spec.name) == 0)
      continue;
    auto& ledger =
        ledgers.try_emplace(gateway.spec.name, gateway.spec.name).first->second;
    for (auto& resource : graph.resources_of(gateway.spec.name))
      ledger.set_capacity(resource.name, resource.capacity);
  }
  audit_report orphans;
  for (auto& [key, hop] : state.hops) {
    auto ledger = ledgers.find(hop.key.gateway);
    auto known = ledger != ledgers.end();
    for (auto& use : hop.uses)
      known = known && ledger->second.has(use.resource);
    if (known)
      ledger->second.restore(hop, instant{});
    else
      orphans.findings.push_back(
          {"C7", key, "the hop takes a resource that the region lacks"});
  }
  std::vector<gateway_audit> gateways;
  for (auto& [name, ledger] : ledgers) {
    gateways.push_back({name, {}, ledger.active_hops()});
    ledger.audit(gateways.back().report);
  }
  lease_book book;
  for (auto& [key, lease] : state.leases)
    book.leases.push_back(std::make_shared<lease_record>(lease));
  // A node that died in the middle of set-ups leaves hops whose roots are not
  // written; they give back when it starts.
  book.in_setup = 1;
  std::set<gateway_name> elsewhere;
  for (auto& spec : state.region.gateways)
    if (own.count(spec.name) == 0)
      elsewhere.insert(spec.name);
  auto report = audit_region(book, gateways, book, now, elsewhere);
  report.findings.insert(report.findings.end(), orphans.findings.begin(),
                         orphans.findings.end());
  return report;
}

} // namespace leasehold
