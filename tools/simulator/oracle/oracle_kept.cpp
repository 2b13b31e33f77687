// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "tools/simulator/oracle/oracle.hpp"

// N3: what a lease yields to a newcomer is kept at its hops until its lessee
// has acknowledged that, or had its time.
namespace leasehold::sim {

namespace {

bool has(const hop_record* x, const kept_terms& kept, bool own_clock) {
  if (x == nullptr)
    return false;
  auto ends = x->next ? std::max(x->term.end, x->next->term.end) : x->term.end;
  // Another node counts on another clock.
  if (own_clock && ends < kept.end)
    return false;
  return std::all_of(kept.hops.begin(), kept.hops.end(), [x](auto& hop) {
    return hop.gateway != x->key.gateway || covers(*x, hop.uses);
  });
}

} // namespace

void oracle::keep(const node_moment& at, const lease_record& before,
                  const lease_event& told, lease_fact& fact) {
  auto yields =
      told.kind == event_kind::restricted || told.kind == event_kind::ended;
  if (!yields)
    return;
  auto& node = book_.nodes[at.node];
  auto level = node.classes.find(before.info.service);
  auto waits = told.reason == event_reason::contention && !book_.any_shrunk()
      && node.interrupted_until <= at.now && level != node.classes.end()
      && level->second.ack_within > duration::zero();
  if (waits)
    fact.kept.push_back({told.sequence, before.info.route.hops,
                         before.info.term.end,
                         at.ledger + level->second.ack_within});
  else if (told.kind == event_kind::ended)
    fact.kept.clear();
}

void oracle::acknowledged(lease_id lease, std::uint32_t sequence) {
  auto& kept = book_.lease(lease).kept;
  kept.erase(
      std::remove_if(kept.begin(), kept.end(),
                     [sequence](auto& x) { return x.sequence <= sequence; }),
      kept.end());
}

/// Where a capacity is gone, or a gateway, there is nothing to keep.
void oracle::check_kept(const node_moment& at, const hop_record& before,
                        const hop_record* now) {
  auto& fact = book_.lease(before.key.lease);
  auto excused = [&](std::size_t i) {
    auto& node = book_.nodes[i];
    return node.changed_region || at.now < node.interrupted_until;
  };
  if (fact.kept.empty() || book_.any_shrunk() || fact.lost != data_loss::none
      || excused(at.node) || excused(fact.root))
    return;
  auto own_clock = fact.root == at.node;
  auto shown = own_clock || !ledger_of_ ? at.ledger : ledger_of_(fact.root);
  for (auto& kept : fact.kept)
    if (shown < kept.until && has(&before, kept, own_clock)
        && !has(now, kept, own_clock))
      broken("N3",
             fmt::format("{} gave back what its lessee need not know of for "
                         "another {} ms",
                         before.key.gateway.str(),
                         (kept.until - shown).count()),
             at.now, before.key.lease);
}

void oracle::forget_kept(std::size_t root) {
  for (auto& [id, fact] : book_.leases)
    if (fact.root == root)
      fact.kept.clear();
}

void oracle::interrupted(std::size_t node, true_time until) {
  forget_kept(node);
  auto& known = book_.nodes[node].interrupted_until;
  known = std::max(known, until);
}

} // namespace leasehold::sim
