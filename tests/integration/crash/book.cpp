// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/book.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace leasehold::test {

namespace {

using fate = asked_request::fate;
using release = known_lease::release;
using figure = crash_figures;

/// Reading a clock in milliseconds at both ends.
constexpr duration rounding{20};

/// A restart may round the timeline down by a millisecond.
duration slack_of(const known_lease& lease, std::uint64_t kills) {
  return rounding + duration{2} * (kills - lease.kills_then);
}

bool same_route(const route& x, const route& y) {
  auto same_use = [](const resource_use& a, const resource_use& b) {
    return a.resource == b.resource && a.amount == b.amount;
  };
  return std::equal(x.hops.begin(), x.hops.end(), y.hops.begin(), y.hops.end(),
                    [&](const route_hop& a, const route_hop& b) {
                      return a.gateway == b.gateway
                          && std::equal(a.uses.begin(), a.uses.end(),
                                        b.uses.begin(), b.uses.end(), same_use);
                    });
}

request_id request_of(const std::map<std::string, std::string>& labels) {
  auto i = labels.find(request_label);
  return i == labels.end() ? request_id{} : request_id{std::stoull(i->second)};
}

bool infinite(const known_lease& lease) {
  return lease.ends.start == forever;
}

} // namespace

void book::fault(std::uint64_t crash_figures::*kind, const std::string& what) {
  ++(figures.*kind);
  ADD_FAILURE() << what;
}

// -- what is sent and answered -----------------------------------------------

void book::ask(const lease_request& request, std::size_t holder) {
  requests_[request.request] = {request, holder, fate::unknown, {}};
  unanswered_.insert(request.request);
}

void book::answer(request_id id, const lease_outcome& outcome, instant sent) {
  auto& asked = requests_.at(id);
  if (auto no = std::get_if<refusal>(&outcome)) {
    if (no->code == errc::unknown_outcome)
      return;
    unanswered_.erase(id);
    asked.became = fate::refused;
    ++figures.refusals;
    return;
  }
  unanswered_.erase(id);
  asked.became = fate::granted;
  ++figures.grants;
  auto& grant = std::get<lease_grant>(outcome);
  auto& lease = leases_[grant.lease.id];
  // R1: dead stays dead. Another lease than the one that it made is a fault
  // unless that has ended, which events tell.
  for (auto other : asked.leases)
    if (other == grant.lease.id && leases_.at(other).end)
      fault(&figure::other_faults,
            fmt::format("R1: request {} was answered with lease {}, which is "
                        "over",
                        id.value(), to_string(other)));
  if (lease.terms && lease.request != id)
    fault(&figure::doubled,
          fmt::format("C3: lease {} was granted twice",
                      to_string(grant.lease.id)));
  lease.request = id;
  lease.holder = asked.holder;
  lease.terms = grant.lease;
  lease.kills_then = figures.kills;
  auto end = grant.lease.term.end;
  lease.ends = end == forever ? window{forever, forever}
                              : window{sent + grant.valid_for, end};
  if (!lease.end)
    open_.insert(grant.lease.id);
}

bool book::weak(const known_lease& lease) const {
  return requests_.at(lease.request).terms.service == weak_class();
}

void book::ask_renewal(const renewal_request& renewal) {
  auto& lease = leases_.at(renewal.lease);
  lease.times_asked = lease.renewing ? lease.times_asked + 1 : 1;
  lease.renewing = renewal;
}

void book::answer_renewal(const renewal_request& renewal,
                          const lease_outcome& outcome, instant sent,
                          instant now) {
  auto id = renewal.lease;
  auto& lease = leases_.at(id);
  lease.renewing.reset();
  auto grant = std::get_if<lease_grant>(&outcome);
  if (grant == nullptr) {
    auto& no = std::get<refusal>(outcome);
    ++figures.refusals;
    auto over = no.code == errc::lease_over || no.code == errc::unknown_lease;
    if (over && lease.times_asked > 1)
      ++lease.renewals_lost;
    // T1: it is over only after its end. Of a weak one the events will tell.
    if (over && !weak(lease) && lease.renewals_lost == 0 && !lease.end
        && lease.released == release::none && now + rounding < lease.ends.start)
      fault(&figure::lost,
            fmt::format("D1: lease {} is over {} ms before its end: {}",
                        to_string(id), (lease.ends.start - now).count(),
                        no.message));
    return;
  }
  ++figures.renewals;
  ++lease.renewals;
  if (lease.end)
    fault(&figure::other_faults,
          fmt::format("R1: lease {} is over and was renewed", to_string(id)));
  if (lease.terms && grant->lease.epoch < lease.terms->epoch)
    fault(&figure::other_faults,
          fmt::format("C3: the epoch of lease {} went back", to_string(id)));
  lease.terms = grant->lease;
  lease.kills_then = figures.kills;
  lease.ends = grant->lease.term.end == forever
      ? window{forever, forever}
      : window{sent + grant->valid_for, grant->lease.term.end};
}

void book::ask_release(lease_id lease) {
  leases_.at(lease).released = release::asked;
}

void book::answer_release(const release_outcome& outcome) {
  auto& lease = leases_.at(outcome.lease);
  if (outcome.code == errc::none) {
    lease.released = release::done;
    ++figures.releases;
  } else {
    fault(&figure::other_faults,
          fmt::format("lease {} can't be released: {}",
                      to_string(outcome.lease), outcome.message));
  }
}

// -- events ------------------------------------------------------------------

void book::begin(const lease_event& event) {
  auto id = request_of(event.labels);
  auto i = requests_.find(id);
  auto name = to_string(event.lease);
  // D2: nothing comes out of nothing.
  if (i == requests_.end())
    return fault(&figure::other_faults,
                 fmt::format("lease {} was never asked for", name));
  auto& asked = i->second;
  for (auto other : asked.leases)
    if (!leases_.at(other).end)
      fault(&figure::doubled,
            fmt::format("D2: request {} has leases {} and {}", id.value(),
                        to_string(other), name));
  auto& lease = leases_[event.lease];
  // A lease whose grant was answered comes with that answer.
  if (asked.became == fate::refused)
    fault(&figure::other_faults,
          fmt::format("D2: request {} was refused and has lease {}", id.value(),
                      name));
  if (asked.became == fate::granted && !lease.terms)
    fault(&figure::doubled,
          fmt::format("D2: request {} was answered with another lease than {}",
                      id.value(), name));
  if (asked.became == fate::unknown) {
    ++figures.unanswered_done;
    lease.request = id;
    lease.holder = asked.holder;
  }
  asked.leases.push_back(event.lease);
  open_.insert(event.lease);
}

void book::hear(const lease_event& event) {
  heard_.insert_or_assign(event.number, event);
  ++figures.events_pushed;
}

void book::check_heard(const lease_event& event) {
  auto i = heard_.find(event.number);
  if (i == heard_.end())
    return;
  auto& heard = i->second;
  // N4, D1: what was told stays told.
  if (heard.lease != event.lease || heard.kind != event.kind
      || heard.sequence != event.sequence || heard.epoch != event.epoch
      || heard.reason != event.reason)
    fault(&figure::lost,
          fmt::format("D1: event {} was told and is another", event.number));
  heard_.erase(i);
}

void book::learn(const lease_event& event) {
  auto name = to_string(event.lease);
  // N2, D1: numbers are never skipped and never used twice.
  if (event.number != next_event_)
    fault(&figure::other_faults,
          fmt::format("event {} comes where {} is due", event.number,
                      next_event_));
  next_event_ = event.number + 1;
  check_heard(event);
  ++figures.events;
  if (event.kind == event_kind::granted)
    begin(event);
  auto i = leases_.find(event.lease);
  if (i == leases_.end())
    return fault(&figure::other_faults,
                 fmt::format("event {} of lease {}, which never began",
                             event.number, name));
  auto& lease = i->second;
  // R1: dead stays dead.
  if (lease.end)
    fault(&figure::other_faults,
          fmt::format("R1: lease {} ended with event {} and goes on with {}",
                      name, lease.end->number, event.number));
  if (event.sequence != lease.sequence + 1)
    fault(&figure::other_faults,
          fmt::format("N2: event {} is number {} of lease {} after {}",
                      event.number, event.sequence, name, lease.sequence));
  lease.sequence = event.sequence;
  if (event.kind == event_kind::renewed)
    ++lease.renewals_told;
  if (event.kind == event_kind::ended) {
    lease.end = event;
    check_end(event.lease, lease);
  }
}

void book::check_end(lease_id id, const known_lease& lease) {
  auto name = to_string(id);
  auto& event = *lease.end;
  if (event.reason == event_reason::requested) {
    // C6: only its holder's word ends it before its time.
    if (lease.released == release::none)
      fault(&figure::lost,
            fmt::format("D1: lease {} was released by nobody", name));
    return;
  }
  if (event.reason == event_reason::contention && weak(lease)) {
    ++figures.displaced;
    return;
  }
  ++figures.expiries;
  if (event.reason != event_reason::expired || infinite(lease))
    return fault(&figure::lost,
                 fmt::format("D1: lease {} ended by itself: {}", name,
                             to_string(event.reason)));
  // T1, T4: never before its end, however often the node restarted. A renewal
  // that was not answered may have made it shorter.
  // The node's own timeline tells when: the wall clock of the machine may jump.
  auto at = event.takes_effect;
  if (lease.terms && !lease.renewing && lease.renewals_lost == 0
      && at + slack_of(lease, figures.kills) < lease.ends.start)
    fault(&figure::lost,
          fmt::format("T1: lease {} ended {} ms early", name,
                      (lease.ends.start - at).count()));
}

void book::check_events() {
  for (auto& [number, event] : heard_)
    fault(&figure::lost,
          fmt::format("D1: event {} was told and is lost", number));
  heard_.clear();
  for (auto i = open_.begin(); i != open_.end();) {
    auto& lease = leases_.at(*i);
    auto name = to_string(*i);
    // D2: where nothing was said to be held, nothing is.
    auto asked = requests_.find(lease.request);
    if (asked->second.became == fate::refused && !lease.end)
      fault(&figure::other_faults,
            fmt::format("D2: request {} was refused and has lease {}",
                        lease.request.value(), name));
    if (lease.sequence == 0)
      fault(&figure::lost,
            fmt::format("D1: the grant of lease {} is lost", name));
    // R1: an answered renewal is there once, a lost one at most once.
    auto most = lease.renewals + lease.renewals_lost + (lease.renewing ? 1 : 0);
    if (lease.renewals_told < lease.renewals)
      fault(&figure::lost,
            fmt::format("D1: lease {} was renewed {} times, not {}", name,
                        lease.renewals_told, lease.renewals));
    if (lease.renewals_told > most)
      fault(&figure::doubled,
            fmt::format("R1: lease {} was renewed {} times, not {}", name,
                        lease.renewals_told, lease.renewals));
    if (lease.released == release::done && !lease.end)
      fault(&figure::lost,
            fmt::format("D1: the release of lease {} is lost", name));
    auto settled = lease.end && !lease.renewing
        && lease.released != release::asked
        && unanswered_.count(lease.request) == 0;
    i = settled ? open_.erase(i) : std::next(i);
  }
}

// -- lists -------------------------------------------------------------------

void book::check_terms(const lease_info& said, const known_lease& lease,
                       window asked) {
  auto name = to_string(said.id);
  auto& wish = requests_.at(lease.request).terms;
  // D1: the terms are what was asked and granted.
  if (said.amount != wish.amount || said.target != wish.target
      || said.source != wish.source || said.lessee != wish.lessee
      || request_of(said.labels) != lease.request)
    fault(&figure::lost, fmt::format("D1: lease {} has other terms", name));
  if (!lease.terms)
    return;
  if (said.epoch < lease.terms->epoch)
    fault(&figure::lost,
          fmt::format("D1: lease {} is at epoch {} and was at {}", name,
                      said.epoch.value(), lease.terms->epoch.value()));
  if (!same_route(said.route, lease.terms->route))
    fault(&figure::lost, fmt::format("D1: lease {} has another route", name));
  if (lease.renewing || lease.renewals_lost > 0)
    return;
  // T4: a restart neither cuts a term nor extends it. What the node said was
  // true at some time since it was asked.
  auto infinite_now = said.term.end == forever;
  if (infinite_now != infinite(lease))
    return fault(&figure::lost,
                 fmt::format("D1: lease {} has another kind of term", name));
  if (infinite_now)
    return;
  auto slack = slack_of(lease, figures.kills);
  if (said.term.end + slack < lease.ends.start)
    fault(&figure::lost,
          fmt::format("T4: lease {} ends {} ms early", name,
                      (lease.ends.start - said.term.end).count()));
  auto travelled = asked.end - asked.start;
  if (said.term.end - travelled > lease.ends.end + slack)
    fault(&figure::other_faults,
          fmt::format("T4: lease {} ends {} ms late", name,
                      (said.term.end - travelled - lease.ends.end).count()));
}

void book::check_listed(const std::vector<lease_info>& listed, window asked) {
  std::set<lease_id> there;
  for (auto& said : listed) {
    there.insert(said.id);
    auto i = leases_.find(said.id);
    if (i == leases_.end() || i->second.sequence == 0)
      fault(&figure::other_faults,
            fmt::format("D2: lease {} is listed and never began",
                        to_string(said.id)));
    else if (i->second.end)
      fault(
          &figure::other_faults,
          fmt::format("R1: lease {} ended and is listed", to_string(said.id)));
    else
      check_terms(said, i->second, asked);
  }
  for (auto id : open_)
    if (!leases_.at(id).end && there.count(id) == 0)
      fault(&figure::lost, fmt::format("D1: lease {} is lost", to_string(id)));
}

std::vector<lease_id> book::idle_of(std::size_t holder, instant now) const {
  std::vector<lease_id> idle;
  for (auto id : open_) {
    auto& lease = leases_.at(id);
    if (lease.holder == holder && lease.terms && !lease.renewing && !lease.end
        && lease.released == release::none
        && unanswered_.count(lease.request) == 0 && now < lease.ends.start)
      idle.push_back(id);
  }
  return idle;
}

} // namespace leasehold::test
