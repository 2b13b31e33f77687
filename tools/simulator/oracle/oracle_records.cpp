// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/route/graph.hpp"
#include "actors/route/route_uses.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/codec/stored_codec.hpp"
#include "tools/simulator/oracle/oracle.hpp"

// What the ORACLE makes of each record that became durable.
namespace leasehold::sim {

namespace {

/// How late an end may be on a node that nothing disturbs (T2).
constexpr duration late_max{250};

record_kind kind_of(const record& x) {
  return static_cast<record_kind>(x.kind);
}

/// The resources and amounts of a hop, of both its terms.
std::vector<resource_use> all_uses(const hop_record& x) {
  auto uses = x.uses;
  if (x.next)
    uses.insert(uses.end(), x.next->uses.begin(), x.next->uses.end());
  return uses;
}

std::vector<lease_event> events_of(const record_group& group) {
  std::vector<lease_event> result;
  for (auto& x : group)
    if (kind_of(x) == record_kind::event && x.what == record::change::put)
      result.push_back(*decode_event(x.body));
  return result;
}

window hull(const hop_record& x) {
  if (!x.next)
    return x.term;
  return {std::min(x.term.start, x.next->term.start),
          std::max(x.term.end, x.next->term.end)};
}

} // namespace

void oracle::durable(const node_moment& at,
                     const std::vector<record_group>& groups) {
  for (auto& group : groups) {
    auto events = events_of(group);
    for (auto& x : group)
      take(at, x, events);
  }
}

void oracle::write_failed(const node_moment& at,
                          const std::vector<record_group>& groups) {
  auto& node = book_.nodes[at.node];
  node.write_failed = true;
  node.uncertain_at = std::max(node.uncertain_at, at.ledger);
  for (auto& group : groups)
    for (auto& x : group)
      if (x.what == record::change::erase)
        node.uncertain.insert({x.kind, x.key});
}

void oracle::take(const node_moment& at, const record& x,
                  const std::vector<lease_event>& events) {
  auto& node = book_.nodes[at.node];
  auto key = std::pair{x.kind, x.key};
  auto old = node.records.find(key);
  if (x.what == record::change::erase) {
    if (old == node.records.end())
      return;
    auto before = old->second;
    node.records.erase(old);
    if (kind_of(x) == record_kind::hop)
      drop_hop(at, *decode_hop(before.body));
    else if (kind_of(x) == record_kind::lease)
      drop_lease(at, decode_lease(before.body)->info.id);
    else if (kind_of(x) == record_kind::service_class)
      node.classes.erase(class_name{x.key});
    else if (kind_of(x) == record_kind::event)
      broken("N4", "an event was erased that may not have been read", at.now,
             decode_event(before.body)->lease);
    return;
  }
  node.records.insert_or_assign(key, x);
  switch (kind_of(x)) {
  case record_kind::topology:
    return take_topology(at, x);
  case record_kind::capacity: {
    auto set = decode_capacity(x.body);
    return take_capacity(at, set->resource, set->capacity);
  }
  case record_kind::hop:
    return take_hop(at, x.body);
  case record_kind::lease:
    return take_lease(at, *decode_lease(x.body), events);
  case record_kind::event:
    return take_event(at, *decode_event(x.body));
  case record_kind::service_class: {
    auto value = decode_class(x.body);
    node.classes[value->name] = *value;
    return;
  }
  case record_kind::action:
    return actions_.take(*decode_action(x.body));
  case record_kind::statuses:
    return actions_.take(at, *decode_statuses(x.body));
  default:
    return;
  }
}

void oracle::take_topology(const node_moment& at, const record& x) {
  auto& node = book_.nodes[at.node];
  node.changed_region = node.changed_region
      || !(node.topology.empty() || node.topology == x.body);
  node.topology = x.body;
  auto parsed = parse_topology(x.body, "a stored topology");
  if (!parsed)
    return broken("D5", parsed.error().message, at.now);
  take_wires(node, at.node, *parsed);
  actions_.take(*parsed);
  const route_graph graph{*parsed};
  for (auto& resource : graph.resources())
    take_capacity(at, resource.name, resource.capacity);
}

void oracle::take_capacity(const node_moment& at, const resource_name& resource,
                           const amounts& capacity) {
  auto& node = book_.nodes[at.node];
  if (!node.sheet.capacity(resource).fits(capacity)) {
    node.shrunk.insert(resource);
    node.reduced.insert(resource);
  }
  node.sheet.set_capacity(resource, capacity);
}

// -- hops --------------------------------------------------------------------

void oracle::take_hop(const node_moment& at, const std::string& body) {
  auto decoded = decode_hop(body);
  if (!decoded)
    return broken("D5", decoded.error().message, at.now);
  auto& x = *decoded;
  auto& node = book_.nodes[at.node];
  auto key = std::pair{x.key.gateway, x.key.lease};
  std::map<resource_name, std::optional<amounts>> before;
  for (auto& use : all_uses(x))
    before[use.resource] = node.sheet.overdraft(use.resource, hull(x));
  auto how = cover::taken_up;
  if (auto i = node.hops.find(key); i != node.hops.end()) {
    how = cover::changed;
    if (x.key.epoch < i->second.key.epoch)
      broken("C6",
             fmt::format("{} went from epoch {} back to {}",
                         x.key.gateway.str(), i->second.key.epoch.value(),
                         x.key.epoch.value()),
             at.now, x.key.lease);
    check_kept(at, i->second, &x);
    node.sheet.remove(i->second);
  }
  node.sheet.add(x);
  node.hops.insert_or_assign(key, x);
  if (x.state == hop_state::held)
    broken("C5", "a hold was written", at.now, x.key.lease);
  if (x.term.end <= x.term.start || x.deadline > hull(x).end)
    broken("T5", "a hop whose term is none", at.now, x.key.lease);
  if (!node.put_back)
    check_capacity(at, x, before);
  check_cover(at, x, how);
}

/// C1 and C8: what grew fits.
void oracle::check_capacity(
    const node_moment& at, const hop_record& x,
    const std::map<resource_name, std::optional<amounts>>& before) {
  auto& node = book_.nodes[at.node];
  for (auto& use : all_uses(x)) {
    if (use.amount.negative())
      broken("C1", "a hop takes less than nothing", at.now, x.key.lease);
    auto now = node.sheet.overdraft(use.resource, hull(x));
    if (!now)
      continue;
    auto& then = before.at(use.resource);
    if (then && now->fits(*then))
      continue;
    broken(node.shrunk.count(use.resource) > 0 ? "C8" : "C1",
           fmt::format("{} of {}, which has {}", to_string(*now),
                       use.resource.str(),
                       to_string(node.sheet.capacity(use.resource))),
           at.now, x.key.lease);
  }
}

/// C4 and N1: a hop has what its lease promises for as long as it does.
void oracle::check_cover(const node_moment& at, const hop_record& x,
                         cover how) {
  auto& fact = book_.lease(x.key.lease);
  if (fact.state != lease_fact::life::granted || !fact.record
      || fact.lost != data_loss::none)
    return;
  auto& info = fact.record->info;
  // Where it is only about to come, it promises nothing yet.
  auto promised = hop_at(info.route, x.key.gateway);
  if (promised == nullptr)
    return;
  if (how == cover::changed && !covers(x, promised->uses))
    broken("N1",
           fmt::format("{} gave back what the lease still promises",
                       x.key.gateway.str()),
           at.now, x.key.lease);
  if (fact.root == at.node && x.term.end < info.term.end
      && !(x.next && info.term.end <= x.next->term.end))
    broken("C4", fmt::format("{} ends before its lease", x.key.gateway.str()),
           at.now, x.key.lease);
}

void oracle::drop_hop(const node_moment& at, const hop_record& gone) {
  auto& node = book_.nodes[at.node];
  node.sheet.remove(gone);
  node.hops.erase({gone.key.gateway, gone.key.lease});
  auto& fact = book_.lease(gone.key.lease);
  if (fact.lost != data_loss::none)
    return;
  auto due = gone.deadline <= at.ledger || gone.term.end <= at.ledger;
  if (due)
    fact.lapsed[gone.key.gateway] = gone.key.epoch.value();
  auto on_route = fact.record
      && std::any_of(fact.record->info.route.hops.begin(),
                     fact.record->info.route.hops.end(), [&](auto& hop) {
                       return hop.gateway == gone.key.gateway;
                     });
  if (!due)
    check_kept(at, gone, nullptr);
  if (!due && fact.state == lease_fact::life::granted && on_route)
    broken("T1",
           fmt::format("{} ended {} ms before its time", gone.key.gateway.str(),
                       (gone.deadline - at.ledger).count()),
           at.now, gone.key.lease);
  if (auto x = beliefs_.find(gone.key.lease, at.now))
    for (auto& hop : x->hops)
      if (hop.gateway == gone.key.gateway)
        broken("C2",
               fmt::format("{} freed what its lessee believes to have for "
                           "another {} ms",
                           gone.key.gateway.str(),
                           (x->until - at.now).count() / 1'000'000),
               at.now, gone.key.lease);
  if (fact.state == lease_fact::life::granted && gone.term.end != forever
      && gone.deadline + late_max < at.ledger && node.disturbed_until <= at.now)
    broken("T2",
           fmt::format("{} ended {} ms late", gone.key.gateway.str(),
                       (at.ledger - gone.deadline).count()),
           at.now, gone.key.lease);
}

// -- a start -----------------------------------------------------------------

/// What an operator lost is promised to nobody any more; see the table of
/// waivers in docs/internals/simulator.md.
void oracle::waive(lease_id lease, true_time now) {
  book_.lease(lease).lost = data_loss::by_operator;
  beliefs_.end(lease, now);
}

void oracle::forget(const node_moment& at, const record& x) {
  auto& node = book_.nodes[at.node];
  switch (kind_of(x)) {
  case record_kind::hop: {
    auto hop = *decode_hop(x.body);
    node.sheet.remove(hop);
    node.hops.erase({hop.key.gateway, hop.key.lease});
    return waive(hop.key.lease, at.now);
  }
  case record_kind::lease: {
    auto lease = decode_lease(x.body)->info.id;
    book_.lease(lease).record.reset();
    return waive(lease, at.now);
  }
  case record_kind::event:
    return waive(decode_event(x.body)->lease, at.now);
  default:
    return;
  }
}

std::size_t oracle::started(const node_moment& start,
                            const std::vector<record>& stored, data_loss how) {
  auto& node = book_.nodes[start.node];
  // After a reboot the ledger may show an earlier time than when what is found
  // now was decided.
  auto at = start;
  at.ledger = std::max(at.ledger, node.uncertain_at);
  node.uncertain_at = instant::min();
  node.write_failed = false;
  std::map<std::pair<std::uint16_t, std::string>, record> found;
  for (auto& x : stored)
    if (x.what == record::change::put)
      found.insert_or_assign({x.kind, x.key}, x);
    else
      found.erase({x.kind, x.key});
  if (how == data_loss::by_operator) {
    actions_.put_back(start.node);
    for (auto& [key, x] : std::exchange(node.records, {}))
      if (auto i = found.find(key); i == found.end() || !(i->second == x))
        forget(at, x);
    for (auto& [key, x] : found)
      forget(at, x);
    node.last_event = 0;
    node.hops.clear();
    node.sheet = {};
  } else {
    record_group gone;
    for (auto& [key, x] : node.records)
      if (found.count(key) == 0)
        gone.push_back({x.kind, x.key, {}, record::change::erase});
    for (auto& x : gone)
      if (node.uncertain.count({x.kind, x.key}) > 0)
        take(at, x, {});
      else
        broken("D1", "a record that was durable is gone: " + x.key, at.now);
  }
  node.uncertain.clear();
  // What an unanswered write left behind is new here (D2).
  record_group fresh;
  for (auto& [key, x] : found)
    if (auto i = node.records.find(key);
        i == node.records.end() || !(i->second == x))
      fresh.push_back(x);
  auto events = events_of(fresh);
  node.put_back = how == data_loss::by_operator;
  for (auto kind : {record_kind::topology, record_kind::capacity,
                    record_kind::service_class, record_kind::hop,
                    record_kind::lease, record_kind::event, record_kind::node,
                    record_kind::action, record_kind::statuses})
    for (auto& x : fresh)
      if (kind_of(x) == kind)
        take(at, x, events);
  node.put_back = false;
  node.still += at.ledger - start.ledger;
  // Nobody remembers whom it waited for.
  forget_kept(start.node);
  return node.hops.size();
}

void oracle::started_on_damage(const node_moment& at) {
  broken("D5", "a node started on a damaged journal", at.now);
}

} // namespace leasehold::sim
