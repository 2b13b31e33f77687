// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tools/simulator/oracle/oracle.hpp"

// What the ORACLE makes of words that leave a node, and of what lessees do.
namespace leasehold::sim {

namespace {

using life = lease_fact::life;

/// Whether a refusal says that nothing will come of the request.
bool final(errc code) {
  return code != errc::unknown_outcome && code != errc::lease_over
      && code != errc::conflict;
}

} // namespace

void oracle::broken(const char* rule, std::string what, true_time at,
                    lease_id lease) {
  violations_.push_back({rule, std::move(what), at, lease});
}

// -- lessees -----------------------------------------------------------------

void oracle::gives_back(lease_id lease, epoch named, giving_back how,
                        true_time now) {
  book_.lease(lease).releases.try_emplace(named.value(), now);
  if (how == giving_back::in_earnest)
    beliefs_.end(lease, now);
}

void oracle::asks_for_less(lease_id lease, std::uint64_t number,
                           true_time now) {
  beliefs_.unsettle(lease, number, now);
}

void oracle::heard(lease_id lease, std::uint64_t number) {
  beliefs_.settle(lease, number);
}

/// After a reboot or a suspend of its node, a booking begins later than its
/// lessee believes; until then nothing that it does there is let happen (C3).
bool oracle::begun(lease_id lease, const gateway_name& gateway) const {
  auto hop = book_.hop(gateway, lease);
  return !ledger_of_ || hop == nullptr
      || hop->term.start <= ledger_of_(*book_.owner(gateway));
}

/// C2: what is believed from now on has room beside what others believe.
void oracle::believes(belief x, true_time now) {
  auto lease = x.lease;
  auto& fact = book_.lease(lease);
  if (fact.lost != data_loss::none)
    return;
  auto hops = x.hops;
  beliefs_.believe(std::move(x));
  auto known = beliefs_.find(lease, now);
  if (known == nullptr || now < known->from)
    return;
  for (auto& hop : hops)
    for (auto& use : hop.uses) {
      auto owner = book_.owner(hop.gateway);
      if (!owner || book_.nodes[*owner].shrunk.count(use.resource) > 0)
        continue;
      auto capacity = book_.nodes[*owner].sheet.capacity(use.resource);
      auto shares =
          beliefs_.believed(use.resource, now, [this](auto x, auto& gateway) {
            return begun(x, gateway);
          });
      amounts sum;
      std::string who;
      for (auto& [other, amount] : shares) {
        sum += amount;
        who +=
            fmt::format("; lease {} {}", to_string(other), to_string(amount));
      }
      if (!sum.fits(capacity))
        broken("C2",
               fmt::format("lessees believe to have {} of {}, which has {}{}",
                           to_string(sum), use.resource.str(),
                           to_string(capacity), who),
               now, lease);
    }
}

// -- answers -----------------------------------------------------------------

/// D1 and D3: what is said is durable, and nothing is said after a failed
/// write.
void oracle::check_word(const node_moment& at, lease_id lease,
                        const char* what) {
  if (book_.nodes[at.node].write_failed)
    broken("D3", fmt::format("{} was answered after a failed write", what),
           at.now, lease);
}

/// H2: holds are tried, never waited for. Where nothing is wrong, and all nodes
/// have the same region, no request waits until a hold runs out.
void oracle::check_wait(const node_moment& at, const answered_request& x) {
  auto calm =
      std::all_of(book_.nodes.begin(), book_.nodes.end(), [&x](auto& node) {
        return node.disturbed_until < x.sent && !node.changed_region;
      });
  auto most = book_.facts.hold - std::chrono::seconds{1};
  auto waited = std::chrono::duration_cast<duration>(at.now - x.sent);
  if (calm && x.sent > true_time{} && most < waited)
    broken("H2",
           fmt::format("request {} waited for {} ms, and nothing was wrong",
                       x.attempt, waited.count()),
           at.now);
}

void oracle::answered(const node_moment& at, const answered_request& x) {
  check_wait(at, x);
  auto no = std::get_if<refusal>(&x.outcome);
  if (no != nullptr) {
    if (final(no->code))
      refused_.insert(x.attempt);
    return;
  }
  auto& grant = std::get<lease_grant>(x.outcome);
  auto nothing = x.intent == request_intent::dry_run
      || x.wanted.type() == period::kind::zero;
  if (nothing) {
    empty_.insert(x.attempt);
    if (grant.lease.id.value() != 0)
      broken("T5", "a request for nothing was given a lease", at.now,
             grant.lease.id);
    return;
  }
  check_word(at, grant.lease.id, "a grant");
  check_in_force(at, grant.lease);
  auto& fact = book_.lease(grant.lease.id);
  if (fact.lost != data_loss::none)
    return;
  if (fact.epochs.count(grant.lease.epoch.value()) == 0)
    broken("D1", "a grant was answered before it was durable", at.now,
           grant.lease.id);
  if (grant.valid_for < duration::zero())
    broken("T5", "a grant is valid for less than nothing", at.now,
           grant.lease.id);
}

void oracle::answered_renewal(const node_moment& at, lease_id lease,
                              const lease_outcome& x, true_time sent) {
  if (auto no = std::get_if<refusal>(&x)) {
    if (no->code == errc::low_space)
      broken("D4", "a full disk refused a renewal", at.now, lease);
    return;
  }
  check_terms_told(at, lease, std::get<lease_grant>(x), "a renewal", sent);
}

/// H3: what a lease keeps it has already, however little is left besides.
void oracle::answered_change(const node_moment& at, const change_request& asked,
                             const std::optional<amounts>& had,
                             const lease_outcome& x, true_time sent) {
  auto& fact = book_.lease(asked.lease);
  if (auto no = std::get_if<refusal>(&x)) {
    if (no->code == errc::low_space)
      broken("D4", "a full disk refused a change", at.now, asked.lease);
    auto less = had && fact.record && asked.amount && !asked.wanted
        && asked.amount->fits(*had)
        && asked.amount->fits(fact.record->info.amount);
    if (less && no->code == errc::insufficient_capacity)
      broken("H3", "it may not even have less than it has", at.now,
             asked.lease);
    return;
  }
  check_terms_told(at, asked.lease, std::get<lease_grant>(x), "a change", sent);
}

/// D1, R1, T5: other terms of a lease leave its node.
void oracle::check_terms_told(const node_moment& at, lease_id lease,
                              const lease_grant& grant, const char* what,
                              true_time sent) {
  auto& fact = book_.lease(lease);
  check_word(at, lease, what);
  if (fact.lost != data_loss::none)
    return;
  if (fact.epochs.count(grant.lease.epoch.value()) == 0)
    broken("D1", fmt::format("{} was answered before it was durable", what),
           at.now, lease);
  if (fact.state == life::over && fact.changed < sent)
    broken("R1", fmt::format("{} of a lease that was over", what), at.now,
           lease);
  if (grant.valid_for < duration::zero())
    broken("T5", fmt::format("{} is valid for less than nothing", what), at.now,
           lease);
}

std::optional<amounts> oracle::promised(lease_id lease) {
  auto& record = book_.lease(lease).record;
  return record ? std::optional{record->info.amount} : std::nullopt;
}

void oracle::answered_release(const node_moment& at, const release_outcome& x) {
  auto& fact = book_.lease(x.lease);
  if (x.code == errc::low_space)
    broken("D4", "a full disk refused a release", at.now, x.lease);
  if (x.code != errc::none)
    return;
  check_word(at, x.lease, "a release");
  if (fact.state != life::over && fact.lost == data_loss::none)
    broken("D1", "a release was answered before it was durable", at.now,
           x.lease);
}

/// C3: at this instant, its owner has what the terms of that epoch promise.
void oracle::admitted(const node_moment& at, const hop_key& key,
                      const std::vector<resource_use>& uses) {
  auto known = book_.hop(key.gateway, key.lease);
  if (known == nullptr) {
    broken(
        "C3",
        fmt::format("{} admitted an effect without a hop", key.gateway.str()),
        at.now, key.lease);
    return;
  }
  // What the owner has decided and a slow disk has not written is not seen.
  if (at.now < book_.nodes[at.node].disk_lags_until)
    return;
  if (known->term.end != forever && known->deadline <= at.ledger)
    broken("C3",
           fmt::format("{} admitted an effect {} ms after its end",
                       key.gateway.str(),
                       (at.ledger - known->deadline).count()),
           at.now, key.lease);
  if (at.ledger < known->term.start)
    broken("C3", "an effect was admitted before its term", at.now, key.lease);
  // An epoch that its root has written may not be written at the hop yet.
  auto foreign = known->key.epoch < key.epoch
      && book_.lease(key.lease).epochs.count(key.epoch.value()) == 0;
  if (foreign || !covers(*known, uses))
    broken("C3",
           fmt::format("{} admitted an effect of other terms (epoch {}, {} is "
                       "current)",
                       key.gateway.str(), key.epoch.value(),
                       known->key.epoch.value()),
           at.now, key.lease);
}

/// N2: a reader gets every event of its own, in order, from where it asked.
void oracle::read(const node_moment& at, const event_page& page) {
  std::uint64_t last = 0;
  std::map<lease_id, std::uint32_t> sequences;
  for (auto& event : page.events) {
    if (event.number <= last)
      broken("N2", "events came out of order", at.now, event.lease);
    last = event.number;
    auto& sequence = sequences[event.lease];
    if (sequence != 0 && event.sequence != sequence + 1)
      broken("N2", "an event was left out", at.now, event.lease);
    sequence = event.sequence;
  }
}

void oracle::disturbed(std::size_t node, true_time until) {
  auto& known = book_.nodes[node].disturbed_until;
  known = std::max(known, until);
}

void oracle::stood_still(std::size_t node, true_time length) {
  book_.nodes[node].still += length;
}

void oracle::disk_lags(std::size_t node, true_time until) {
  auto& known = book_.nodes[node].disk_lags_until;
  known = std::max(known, until);
}

void oracle::unanswered(const std::string& what, true_time now) {
  broken("L1", what + " was never answered", now);
}

} // namespace leasehold::sim
