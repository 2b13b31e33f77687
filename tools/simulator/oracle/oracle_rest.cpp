// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "tools/simulator/oracle/oracle.hpp"

// What must be so when all faults are over and everything had its time: every
// lease whole, every orphan gone, every number the same wherever it is read.
namespace leasehold::sim {

namespace {

using life = lease_fact::life;

/// How late an end may be at rest.
constexpr duration late_max = std::chrono::seconds{2};

/// How long a lease that is over may wait for its gateways: twice a release
/// and its repetition.
constexpr true_time release_max = std::chrono::seconds{10};

/// At rest, a hop whose time is up has told its lease.
constexpr epoch never_lapsed{~std::uint64_t{0}};

bool passes(const lease_record& lease, const gateway_name& gateway) {
  auto& hops = lease.info.route.hops;
  return std::any_of(hops.begin(), hops.end(),
                     [&gateway](auto& hop) { return hop.gateway == gateway; });
}

} // namespace

void oracle::at_rest(const std::vector<node_at_rest>& nodes) {
  for (auto& x : nodes) {
    check_rest(x);
    check_orphans(x);
    check_leases(x);
    actions_.at_rest(x.at);
  }
  if (!nodes.empty())
    actions_.settle_up(nodes.front().at.now);
}

void oracle::check_rest(const node_at_rest& x) {
  for (auto& finding : x.audit.findings)
    broken("C7",
           fmt::format("the audit finds {} {}: {}", finding.rule,
                       finding.subject, finding.message),
           x.at.now);
  for (auto& gateway : x.gateways)
    if (gateway.hops_held > 0)
      broken("H1",
             fmt::format("{} still holds {} hops", gateway.name.str(),
                         gateway.hops_held),
             x.at.now);
  auto& node = book_.nodes[x.at.node];
  // Where nothing went wrong, and nothing became less, no newcomer was lost on
  // its way.
  if (node.disturbed_until == true_time{} && !book_.any_shrunk())
    for (auto& lost : node.sacrifices)
      broken("P1", "it gave something up, and nobody stronger came in",
             x.at.now, lost.lease);
  for (auto& resource : node.sheet.overdrawn(x.at.ledger))
    broken("C8", fmt::format("{} is still overdrawn", resource.str()),
           x.at.now);
  for (auto& resource : x.resources) {
    if (book_.owner(resource.gateway) != x.at.node)
      continue;
    auto expected =
        resource.capacity - node.sheet.taken(resource.name, x.at.ledger);
    // One whose interface has failed may have to be well for minutes before it
    // serves again.
    auto may_be_in_error = node.failed.count(resource.name) > 0;
    if (may_be_in_error && resource.free == amounts{})
      continue;
    if (resource.free != expected)
      broken("C7",
             fmt::format("{} has {} free, the journal says {}",
                         resource.name.str(), to_string(resource.free),
                         to_string(expected)),
             x.at.now);
  }
}

/// Every hop belongs to a lease that its root knows (C7, H1).
void oracle::check_orphans(const node_at_rest& x) {
  for (auto& [key, hop] : book_.nodes[x.at.node].hops) {
    auto& fact = book_.lease(hop.key.lease);
    if (fact.record && fact.state == life::granted
        && passes(*fact.record, hop.key.gateway)) {
      if (hop.next)
        broken("H3",
               fmt::format("{} still has two terms of one lease",
                           hop.key.gateway.str()),
               x.at.now, hop.key.lease);
      continue;
    }
    // Of a root that an operator lost, nobody knows more than the hop does.
    if (fact.lost != data_loss::none)
      continue;
    broken(
        "H1",
        fmt::format("{} has a hop of a lease that {}", hop.key.gateway.str(),
                    fact.state == life::in_setup ? "never was" : "is no more"),
        x.at.now, hop.key.lease);
  }
}

/// Every lease lives as it is written, with all its hops (C5, D1).
void oracle::check_leases(const node_at_rest& x) {
  std::set<lease_id> listed;
  for (auto& lease : x.leases) {
    listed.insert(lease.id);
    if (lease.term.end == forever && lease.deadline + late_max < x.at.ledger)
      broken("T5", "a lease without an end outlives its holder", x.at.now,
             lease.id);
  }
  for (auto& [id, fact] : book_.leases) {
    if (fact.root != x.at.node || !fact.record)
      continue;
    auto& info = fact.record->info;
    if (fact.record->phase == lease_phase::over) {
      if (fact.changed + release_max < x.at.now)
        broken("L1", "a lease that is over was never forgotten", x.at.now, id);
    } else if (info.term.end <= x.at.ledger)
      broken("T2", "a lease outlives its end", x.at.now, id);
    else if (listed.count(id) == 0)
      broken("D1", "a lease that was granted is not listed", x.at.now, id);
    else if (fact.lost == data_loss::none)
      check_hops(x.at, *fact.record, never_lapsed);
  }
}

} // namespace leasehold::sim
