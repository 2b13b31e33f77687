// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "actors/route/route_uses.hpp"
#include "runtime/clock/belief.hpp"
#include "tools/simulator/oracle/oracle.hpp"

// What the ORACLE makes of the terms of leases and of the events that tell of
// them.
namespace leasehold::sim {

namespace {

using life = lease_fact::life;

/// How late a lease may end on a node that nothing disturbs: it waits for the
/// answers to a renewal, where one is under way.
constexpr duration late_max{6'000};

/// What a clock in milliseconds rounds away, at both ends.
constexpr duration clock_step{2};

bool same_route(const route& x, const route& y) {
  return std::equal(x.hops.begin(), x.hops.end(), y.hops.begin(), y.hops.end(),
                    [](auto& a, auto& b) {
                      return a.gateway == b.gateway
                          && std::equal(a.uses.begin(), a.uses.end(),
                                        b.uses.begin(), b.uses.end(),
                                        [](auto& c, auto& d) {
                                          return c.resource == d.resource
                                              && c.amount == d.amount;
                                        });
                    });
}

/// Whether a release named the terms as they are, or as they were when it was
/// sent: a renewal may have become durable on its way, or, on a node that was
/// disturbed until then, before its manager knew.
bool was_given_back(const lease_fact& fact, true_time disturbed_until) {
  const auto newest_known = std::max(fact.newest_since, disturbed_until);
  return std::any_of(
      fact.releases.begin(), fact.releases.end(),
      [&fact, newest_known](auto& release) {
        auto& [epoch, sent] = release;
        return epoch == 0
            || (fact.epochs.count(epoch) > 0
                && (epoch == *fact.epochs.rbegin() || sent <= newest_known));
      });
}

/// The event of `sequence` in the group, null where there is none; a change of
/// terms and its event are one group (N1).
const lease_event* event_of(const std::vector<lease_event>& events,
                            const lease_record& x) {
  auto i = std::find_if(events.begin(), events.end(), [&x](auto& event) {
    return event.lease == x.info.id && event.sequence == x.last_sequence;
  });
  return i == events.end() ? nullptr : &*i;
}

/// Whether a class lets that be done for others to a lease of it.
bool allowed(const std::vector<remedy>& remedies, event_kind what) {
  auto any_of = [&remedies](std::initializer_list<remedy> all) {
    return std::any_of(all.begin(), all.end(), [&remedies](remedy x) {
      return std::find(remedies.begin(), remedies.end(), x) != remedies.end();
    });
  };
  switch (what) {
  case event_kind::ended:
    return any_of({remedy::terminate});
  case event_kind::moved:
    return any_of({remedy::reroute});
  case event_kind::no_renewal:
    return any_of({remedy::refuse_renewal});
  default:
    return any_of({remedy::shrink, remedy::shorten});
  }
}

} // namespace

// -- terms -------------------------------------------------------------------

void oracle::take_lease(const node_moment& at, const lease_record& x,
                        const std::vector<lease_event>& events) {
  auto& fact = book_.lease(x.info.id);
  auto before = std::exchange(fact.record, x);
  fact.changed = at.now;
  if (fact.lost != data_loss::none)
    return;
  auto over = x.phase == lease_phase::over;
  if (fact.state == life::over && !over)
    broken("R1", "a lease that was over has terms again", at.now, x.info.id);
  if (before && x.info.epoch < before->info.epoch)
    broken("C6", "the terms went back to an older epoch", at.now, x.info.id);
  auto changed = !before || before->last_sequence != x.last_sequence;
  auto event = event_of(events, x);
  if (changed && event == nullptr)
    broken("N1", "terms changed without an event beside them", at.now,
           x.info.id);
  for (auto& told : events)
    if (before && told.lease == x.info.id)
      keep(at, *before, told, fact);
  // After a write that failed, more than one change may be found at once.
  auto next = x.last_sequence == (before ? before->last_sequence : 0) + 1;
  if (next && event != nullptr
      && event->amount_before != (before ? before->info.amount : amounts{}))
    broken("N1", "the event tells of other terms than there were", at.now,
           x.info.id);
  if (over) {
    fact.state = life::over;
    return;
  }
  if (fact.state == life::in_setup)
    account_for(at, x.info);
  auto renewed = fact.epochs.insert(x.info.epoch.value()).second;
  if (renewed) {
    fact.newest_since = at.now;
    auto dated = x.info.term.end != forever && at.ledger != instant::min();
    fact.newest_left = dated ? x.info.term.end - at.ledger : duration{0};
    fact.newest_still = book_.nodes[at.node].still;
  }
  // One whose time ran out while it was written promises nothing.
  if ((fact.state == life::in_setup || renewed) && at.ledger < x.info.deadline)
    check_hops(at, x, before ? before->info.epoch : x.info.epoch);
  fact.state = life::granted;
  if (x.info.term.end <= x.info.term.start)
    broken("T5", "a lease whose term is none", at.now, x.info.id);
  auto attempt = x.info.labels.find("attempt");
  if (!before && attempt != x.info.labels.end()) {
    if (refused_.count(attempt->second) > 0)
      broken("D2", "a request that was refused made a lease", at.now,
             x.info.id);
    if (empty_.count(attempt->second) > 0)
      broken("T5", "a request for nothing made a lease", at.now, x.info.id);
  }
  if (before)
    told(*before, x);
}

/// P1: a newcomer that came in is what others gave up something for, at most as
/// long ago as its set-up may take.
void oracle::account_for(const node_moment& at, const lease_info& newcomer) {
  auto& open = book_.nodes[at.node].sacrifices;
  auto takes = [&newcomer](const resource_name& resource) {
    return takes_any(newcomer.route, [&resource](const resource_name& x) {
      return x == resource;
    });
  };
  open.erase(std::remove_if(open.begin(), open.end(),
                            [&](const sacrifice& x) {
                              return newcomer.setup < x.hold
                                  && at.now <= x.since + book_.facts.hold
                                  && takes(x.resource);
                            }),
             open.end());
}

/// C5 and C4: what is granted is active and durable at every hop, for at least
/// as long, but where the time of what it had since `lapsed_from` is up.
void oracle::check_hops(const node_moment& at, const lease_record& x,
                        epoch lapsed_from) {
  auto& info = x.info;
  auto& lapsed = book_.lease(info.id).lapsed;
  for (auto& hop : info.route.hops) {
    auto known = book_.hop(hop.gateway, info.id);
    auto i = lapsed.find(hop.gateway);
    if (known == nullptr && i != lapsed.end()
        && lapsed_from.value() <= i->second)
      continue;
    auto owner = book_.owner(hop.gateway);
    if (known == nullptr || !covers(*known, hop.uses)) {
      broken("C5",
             fmt::format("granted for another {} ms, but {} has {}",
                         (info.deadline - at.ledger).count(), hop.gateway.str(),
                         known == nullptr ? "no hop" : "less"),
             at.now, info.id);
      continue;
    }
    if (owner != at.node)
      continue;
    auto end = known->next ? std::max(known->term.end, known->next->term.end)
                           : known->term.end;
    if (end < info.term.end)
      broken("C4",
             fmt::format("{} ends {} ms before its lease", hop.gateway.str(),
                         (info.term.end - end).count()),
             at.now, info.id);
  }
}

/// Lessees are held to what they were told; that it reaches them is N2's and
/// N3's to see to.
void oracle::told(const lease_record& before, const lease_record& after) {
  if (!same_route(before.info.route, after.info.route))
    beliefs_.change(after.info.id, after.info.epoch.value(),
                    after.info.route.hops);
}

void oracle::drop_lease(const node_moment& at, lease_id lease) {
  auto& fact = book_.lease(lease);
  if (fact.lost == data_loss::none && fact.state != life::over)
    broken("D1", "the record of a living lease was erased", at.now, lease);
  fact.record.reset();
}

// -- events ------------------------------------------------------------------

void oracle::take_event(const node_moment& at, const lease_event& x) {
  auto& node = book_.nodes[at.node];
  auto& fact = book_.lease(x.lease);
  if (x.number <= node.last_event)
    broken("N2", fmt::format("event {} after {}", x.number, node.last_event),
           at.now, x.lease);
  node.last_event = std::max(node.last_event, x.number);
  if (fact.lost != data_loss::none)
    return;
  if (x.sequence != fact.sequence + 1)
    broken("N2",
           fmt::format("event {} of the lease after {}", x.sequence,
                       fact.sequence),
           at.now, x.lease);
  fact.sequence = x.sequence;
  if (x.kind == event_kind::renewed && fact.record) {
    auto number = fact.record->renewal.value();
    if (number != 0 && !fact.renewals.insert(number).second)
      broken("R1", "one renewal was carried out twice", at.now, x.lease);
  }
  if (x.kind == event_kind::restricted || x.reason == event_reason::contention)
    check_contention(at, x, fact);
  // Told of less, a lessee counts on its clock, as on a grant.
  if (x.kind == event_kind::restricted && x.remaining != duration::max())
    beliefs_.shorten(
        x.lease, x.epoch.value(),
        at.now
            + believed_term(
                x.takes_effect + x.remaining - at.ledger,
                {static_cast<std::uint32_t>(book_.facts.rate_max)}));
  if (x.kind == event_kind::ended)
    check_end(at, x, fact);
}

/// T4: whatever a clock shows after a restart, as much time as was left has
/// truly passed, and no more but for what the owner stood still.
void oracle::check_lifetime(const node_moment& at, lease_id lease,
                            const lease_fact& fact) {
  constexpr std::int64_t million = 1'000'000;
  auto& left = fact.newest_left;
  auto least = left - left * book_.facts.rate_max / million - clock_step;
  auto lived = std::chrono::duration_cast<duration>(at.now - fact.newest_since);
  if (lived < least)
    broken("T4",
           fmt::format("it lived {} ms of {} ms", lived.count(), left.count()),
           at.now, lease);
  auto& owner = book_.nodes[at.node];
  auto still = std::chrono::ceil<duration>(owner.still - fact.newest_still);
  auto most = left + left * book_.facts.rate_max / million + still + late_max;
  if (left > duration::zero() && most < lived
      && owner.disturbed_until <= at.now)
    broken("T4",
           fmt::format("it lived {} ms of {} ms, and its owner stood still for "
                       "{} ms",
                       lived.count(), left.count(), still.count()),
           at.now, lease);
}

/// T1, T4, T5, C6, R2: a lease ends for a reason that there was.
void oracle::check_end(const node_moment& at, const lease_event& x,
                       lease_fact& fact) {
  auto believed = beliefs_.find(x.lease, at.now);
  switch (x.reason) {
  case event_reason::expired:
    if (fact.record && at.ledger < fact.record->info.term.end)
      broken("T1",
             fmt::format("expired {} ms early",
                         (fact.record->info.term.end - at.ledger).count()),
             at.now, x.lease);
    check_lifetime(at, x.lease, fact);
    if (believed != nullptr)
      broken("C2", "expired while its lessee believes in it", at.now, x.lease);
    break;
  case event_reason::holder_gone:
    if (fact.record && fact.record->info.term.end != forever)
      broken("T5", "a lease with an end ended with its holder", at.now,
             x.lease);
    if (believed != nullptr)
      broken("C2", "ended for want of a holder who believes in it", at.now,
             x.lease);
    break;
  case event_reason::requested:
    if (!was_given_back(fact, book_.nodes[at.node].disturbed_until))
      broken("C6", "released, but nobody gave back these terms", at.now,
             x.lease);
    break;
  default:
    break;
  }
  beliefs_.end(x.lease, at.now);
}

/// P1: what is taken for others is taken as the lease's class allows.
void oracle::check_contention(const node_moment& at, const lease_event& x,
                              const lease_fact& fact) {
  auto& node = book_.nodes[at.node];
  if (!fact.record || x.reason != event_reason::contention)
    return;
  // The operator took more than classes allow: whoever is weakest goes.
  if (book_.any_shrunk())
    return;
  auto& info = fact.record->info;
  if (x.kind == event_kind::restored) {
    if (!info.amount.fits(info.asked))
      broken("P1", "it grew past what it asked for", at.now, x.lease);
    return;
  }
  auto level = node.classes.find(info.service);
  if (level == node.classes.end())
    level = node.classes.find(class_name{"standard"});
  if (!allowed(level->second.remedies, x.kind))
    broken("P1", "its class forbids what was done to it", at.now, x.lease);
  auto loses = x.kind != event_kind::moved && x.kind != event_kind::no_renewal;
  if (loses && at.ledger < info.since + level->second.tenure_min)
    broken("P1", "it was touched before its tenure", at.now, x.lease);
  if (x.kind != event_kind::ended && !info.minimum.fits(info.amount))
    broken("P1", "it was given less than its minimum", at.now, x.lease);
  if (info.hold == 0)
    broken("P1", "nothing is stronger than it", at.now, x.lease);
  // Who is not renewed gives up nothing that it has.
  if (x.kind != event_kind::no_renewal)
    node.sacrifices.push_back({x.lease, info.hold, x.resource, at.now});
}

} // namespace leasehold::sim
