// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/node/recovery.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "actors/directory/audit.hpp"
#include "actors/directory/capacities.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "actors/record/records.hpp"
#include "actors/route/graph.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/codec/stored_codec.hpp"
#include "messages/decimal.hpp"
#include "runtime/clock/stamp_record.hpp"

namespace leasehold {

namespace {

store_error corrupt(std::string message) {
  return {store_errc::corrupt, std::move(message)};
}

/// Keeps a decoded value that lies under its own key, or says why not: under
/// another's it would be found twice, or be taken for gone.
template <class Keep, class T>
store_error keep(const std::string& key, result<T> decoded, Keep keep) {
  if (!decoded)
    return corrupt(decoded.error().message);
  if (const auto own = to_record(*decoded).key; own != key)
    return corrupt(fmt::format("a record lies under the key {}, and what it "
                               "says belongs under {}; restore the journal "
                               "from a backup",
                               quoted(key), quoted(own)));
  keep(std::move(*decoded));
  return {};
}

/// Gateways store a hop when it is taken and erase it when it is not.
result<hop_record> only_taken(result<hop_record> decoded) {
  if (decoded && !is_active(*decoded))
    return failure{errc::corrupt,
                   fmt::format("a hop of lease {} at {} is stored and not "
                               "taken; restore the journal from a backup",
                               to_string(decoded->key.lease),
                               decoded->key.gateway.str())};
  return decoded;
}

/// Keeps what was read as the newest of its key.
template <class Map>
auto into(Map& all, const std::string& key) {
  return [&all, &key](auto x) {
    all.insert_or_assign(key, std::move(x));
  };
}

/// Whether the ledgers of the region have all that a hop takes.
bool has_all(const ledger_machine& ledger,
             const std::vector<resource_use>& uses) {
  return std::all_of(uses.begin(), uses.end(), [&ledger](const auto& use) {
    return ledger.has(use.resource);
  });
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
    return keep(key, decode_node(body), [this](auto x) { node = x; });
  case record_kind::topology:
    toml_ = body;
    return {};
  case record_kind::capacity:
    return keep(key, decode_capacity(body),
                [this](auto x) { capacities[x.resource] = x.capacity; });
  case record_kind::rule:
    return keep(key, decode_rule(body), [this](auto x) {
      auto name = x.name;
      rules.insert_or_assign(std::move(name), std::move(x));
    });
  case record_kind::service_class:
    return keep(key, decode_class(body), [this](auto x) {
      auto name = x.name;
      classes.insert_or_assign(std::move(name), std::move(x));
    });
  case record_kind::decision:
    return keep(key, decode_decision(body), into(decisions, key));
  case record_kind::outage:
    return keep(key, decode_outage(body), into(outages, key));
  case record_kind::threshold:
    return keep(key, decode_threshold(body), into(thresholds, key));
  case record_kind::hop:
    return keep(key, only_taken(decode_hop(body)), into(hops, key));
  case record_kind::lease:
    return keep(key, decode_lease(body), into(leases, key));
  case record_kind::event:
    return keep(key, decode_event(body), into(events, key));
  case record_kind::meter:
    return keep(key, decode_meter(body), into(meters, key));
  case record_kind::usage:
    return keep(key, decode_usage(body), into(usage, key));
  case record_kind::action:
    return keep(key, decode_action(body), into(actions, key));
  case record_kind::statuses:
    return keep(key, decode_statuses(body), into(statuses, key));
  case record_kind::permit:
    return keep(key, decode_permit(body), into(permits, key));
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
  case record_kind::decision:
    decisions.erase(stored.key);
    return {};
  case record_kind::outage:
    outages.erase(stored.key);
    return {};
  case record_kind::threshold:
    thresholds.erase(stored.key);
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
  case record_kind::meter:
    meters.erase(stored.key);
    return {};
  case record_kind::usage:
    usage.erase(stored.key);
    return {};
  case record_kind::action:
    actions.erase(stored.key);
    return {};
  case record_kind::statuses:
    statuses.erase(stored.key);
    return {};
  case record_kind::permit:
    permits.erase(stored.key);
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
  const lease_event* last = nullptr;
  for (auto& [key, event] : events) {
    if (last != nullptr && event.number != last->number + 1)
      return corrupt(
          fmt::format("events {} to {} are missing from the journal; "
                      "restore it from a backup",
                      last->number + 1, event.number - 1));
    last = &event;
  }
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
  const auto graph = graph_of(specs, state.outages, now);
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
    if (ledger != ledgers.end() && has_all(ledger->second, hop.uses)
        && (!hop.next || has_all(ledger->second, hop.next->uses)))
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
  lease_snapshot book;
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
