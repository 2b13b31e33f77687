// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/book.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace leasehold::test {

namespace {

using fate = asked_request::fate;
using release = known_lease::release;
/// Reading a clock in milliseconds at both ends.
constexpr duration rounding{20};
/// The node looks at its disk once a second.
constexpr duration disk_notice{2500};
/// T2 gives 250 ms; this much more for a machine that has other work.
constexpr duration lateness_max{3000};
/// A checkpoint fails on another thread than commits are made on: one of them
/// may have succeeded meanwhile.
constexpr duration silence_slack{100};

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

std::vector<resource_use> uses_of(const route& path) {
  std::vector<resource_use> uses;
  for (auto& hop : path.hops)
    uses.insert(uses.end(), hop.uses.begin(), hop.uses.end());
  return uses;
}

/// docs/design/0015-lease-ids.md
std::uint64_t boot_of(lease_id lease) {
  return lease.value() >> 32 & 0xfffff;
}

bool infinite(const known_lease& lease) {
  return lease.ends.start == forever;
}

} // namespace

// -- what is sent and answered -----------------------------------------------

void book::ask(const lease_request& request, std::size_t holder) {
  requests_[request.request] = {request, holder, fate::unknown, {}};
  unanswered_.insert(request.request);
}

void book::answer(request_id id, const lease_outcome& outcome, window call) {
  auto& asked = requests_.at(id);
  if (auto no = std::get_if<refusal>(&outcome)) {
    if (no->code == errc::unknown_outcome)
      return;
    check_refused_room(*no, call);
    unanswered_.erase(id);
    asked.became = fate::refused;
    asked.refused_with = no->message;
    ++figures.refusals;
    return;
  }
  unanswered_.erase(id);
  asked.became = fate::granted;
  ++figures.grants;
  auto& granted = std::get<lease_grant>(outcome);
  auto lease_name = to_string(granted.lease.id);
  auto& lease = leases_[granted.lease.id];
  // R1: dead stays dead. Another lease than the one that it made is a fault
  // unless that has ended, which events tell.
  if (lease.end)
    violate("R1",
            fmt::format("request {} was answered with lease {}, which is "
                        "over",
                        id.value(), lease_name));
  if (lease.terms && lease.request != id)
    violate("C3", fmt::format("lease {} was granted twice", lease_name));
  if (!lease.terms && lease.sequence == 0)
    check_granted_room(call);
  lease.request = id;
  lease.holder = asked.holder;
  grant(lease, granted, call);
  if (!lease.end)
    open_.insert(granted.lease.id);
}

void book::grant(known_lease& lease, const lease_grant& granted, window call) {
  // A renewal may take less, which asks for no room: only the first terms are
  // known to have fitted into what there was since they were asked for.
  if (!lease.terms)
    lease.asked = call.start;
  lease.terms = granted.lease;
  lease.kills_then = figures.kills;
  lease.wall_jumps_then = wall_jumps_;
  lease.ends = granted.lease.term.end == forever
      ? window{forever, forever}
      : window{call.start + granted.valid_for, granted.lease.term.end};
  acknowledge(call);
  believe(lease, call.end);
}

void book::believe(const known_lease& lease, instant from) {
  if (lease.end)
    return;
  auto begin = std::max(from, lease.terms->term.start);
  beliefs_.begin({lease.terms->id,
                  {begin, lease.ends.start},
                  lease.asked,
                  uses_of(lease.terms->route)});
}

bool book::may_yield(const known_lease& lease) const {
  if (requests_.at(lease.request).terms.service == weak_class())
    return true;
  if (!lease.terms)
    return !yielding_.empty();
  auto uses = uses_of(lease.terms->route);
  return std::any_of(uses.begin(), uses.end(), [this](const resource_use& x) {
    return yielding_.count(x.resource) > 0;
  });
}

void book::ask_renewal(const renewal_request& renewal, instant now) {
  auto& lease = leases_.at(renewal.lease);
  lease.times_asked = lease.renewing ? lease.times_asked + 1 : 1;
  lease.renewing = renewal;
  beliefs_.end(renewal.lease, now);
  if (disk_low_for_sure(now))
    ++disk_.renewals_asked;
}

void book::answer_renewal(const renewal_request& renewal,
                          const lease_outcome& outcome, window call) {
  auto id = renewal.lease;
  auto& lease = leases_.at(id);
  lease.renewing.reset();
  auto granted = std::get_if<lease_grant>(&outcome);
  if (granted == nullptr)
    return refuse_renewal(id, lease, std::get<refusal>(outcome), call);
  ++figures.renewals;
  ++lease.renewals;
  if (disk_low_for_sure(call.start))
    ++disk_.renewals_done;
  if (lease.end)
    violate("R1",
            fmt::format("lease {} is over and was renewed", to_string(id)));
  if (lease.terms && granted->lease.epoch < lease.terms->epoch)
    violate("C3",
            fmt::format("the epoch of lease {} went back, from {} to {}",
                        to_string(id), lease.terms->epoch.value(),
                        granted->lease.epoch.value()));
  grant(lease, *granted, call);
}

void book::refuse_renewal(lease_id id, known_lease& lease, const refusal& no,
                          window call) {
  ++figures.refusals;
  if (no.code == errc::low_space)
    violate("D4",
            fmt::format("lease {} was not renewed for want of space: {}",
                        to_string(id), no.message));
  auto over = no.code == errc::lease_over || no.code == errc::unknown_lease;
  if (!over && lease.terms && lease.released == release::none
      && lease.renewals_lost == 0)
    believe(lease, call.end);
  if (over && lease.times_asked > 1)
    ++lease.renewals_lost;
  // T1: it is over only after its end. Of one that may yield the events tell.
  if (over && !may_yield(lease) && lease.renewals_lost == 0 && !lease.end
      && lease.released == release::none
      && call.end + rounding < lease.ends.start)
    violate(time_rule(lease, "D1"),
            fmt::format("lease {} is over {} ms before its end: {}",
                        to_string(id), (lease.ends.start - call.end).count(),
                        no.message));
}

void book::ask_release(lease_id lease, instant now) {
  leases_.at(lease).released = release::asked;
  beliefs_.end(lease, now);
}

void book::answer_release(const release_outcome& outcome, window call) {
  auto& lease = leases_.at(outcome.lease);
  if (outcome.code == errc::none) {
    lease.released = release::done;
    ++figures.releases;
    acknowledge(call);
    return;
  }
  violate(outcome.code == errc::low_space ? "D4" : "L1",
          fmt::format("lease {} can't be released: {}",
                      to_string(outcome.lease), outcome.message));
}

void book::ask_capacity(const resource_name& resource, const amounts& value,
                        instant now) {
  beliefs_.ask_capacity(resource, value, now);
}

void book::answer_capacity(const resource_name& resource, window call) {
  ++figures.capacities_set;
  beliefs_.answer_capacity(resource, call.end);
  acknowledge(call);
}

void book::acknowledge(window call) {
  acknowledged_ = std::max(acknowledged_, call.start);
}

// -- what is done to the node ------------------------------------------------

void book::calm(instant now) {
  calm_ = now;
  if (disk_.until != forever && disturbed_ <= disk_.noticed_by)
    disk_.noticed_by = std::max(disk_.noticed_by, now + disk_notice);
}

void book::fill_disk(instant now) {
  disk_ = {};
  disk_.from = now;
}

void book::clear_disk(instant now) {
  disk_.until = now;
  disk_.noticed_by = now + disk_notice;
  // D4: leases that exist go on. A few renewals may all meet another refusal.
  constexpr std::uint64_t enough = 10;
  if (disk_.renewals_asked >= enough && disk_.renewals_done == 0)
    violate("D4",
            fmt::format("none of {} renewals was done while the disk had "
                        "little room",
                        disk_.renewals_asked));
}

bool book::disk_low_for_sure(instant asked) const {
  return disk_.from != forever && disk_.until == forever && calm_ != forever
      && asked > std::max(disk_.from, calm_) + disk_notice;
}

void book::check_granted_room(window call) {
  if (disk_low_for_sure(call.start))
    violate("D4",
            fmt::format("a lease was granted {} ms after the disk had "
                        "little room",
                        (call.start - disk_.from).count()));
}

void book::check_refused_room(const refusal& no, window call) {
  auto not_noticed = calm_ == forever ? disturbed_ <= disk_.noticed_by
                                      : call.start <= disk_.noticed_by;
  auto was_low =
      disk_.from <= call.end && (disk_.until == forever || not_noticed);
  if (no.code != errc::low_space)
    return;
  ++figures.refused_low_space;
  if (!was_low)
    violate("D4",
            "a request was refused for want of space that there was: "
                + no.message);
}

void book::node_gone(std::optional<instant> write_failed) {
  // D3: what was sent after the failure and is answered was answered by a
  // process that had to be silent.
  if (write_failed && acknowledged_ > *write_failed + silence_slack)
    violate("D3",
            fmt::format("a call was acknowledged that was sent {} ms "
                        "after a write had failed",
                        (acknowledged_ - *write_failed).count()));
  acknowledged_ = {};
  next_push_.reset();
}

// -- events ------------------------------------------------------------------

void book::begin(const lease_event& event) {
  auto id = request_of(event.labels);
  auto i = requests_.find(id);
  auto name = to_string(event.lease);
  // D2: nothing comes out of nothing.
  if (i == requests_.end())
    return violate("D2", fmt::format("lease {} was never asked for", name));
  auto& asked = i->second;
  for (auto other : asked.leases)
    if (!leases_.at(other).end)
      violate("D2",
              fmt::format("request {} has leases {} and {}", id.value(),
                          to_string(other), name));
  auto& lease = leases_[event.lease];
  // C3: ids and the starts that they count never go back.
  auto boot = boot_of(event.lease);
  if (lease.sequence > 0 || boot < boot_)
    violate("C3",
            fmt::format("lease {} of start {} begins after one of start "
                        "{}",
                        name, boot, boot_));
  boot_ = std::max(boot, boot_);
  // A lease whose grant was answered comes with that answer.
  if (asked.became == fate::refused)
    violate("D2",
            fmt::format("request {} was refused and has lease {}: {}",
                        id.value(), name, asked.refused_with));
  if (asked.became == fate::granted && !lease.terms)
    violate("D2",
            fmt::format("request {} was answered with another lease than {}",
                        id.value(), name));
  if (asked.became == fate::unknown)
    ++figures.unanswered_done;
  if (!lease.terms) {
    lease.request = id;
    lease.holder = asked.holder;
  }
  asked.leases.push_back(event.lease);
  open_.insert(event.lease);
}

void book::hear(const lease_event& event, instant now) {
  // N2: in order, without a gap.
  if (next_push_ && event.number != *next_push_)
    violate("N2",
            fmt::format("event {} was pushed where {} was due", event.number,
                        *next_push_));
  next_push_ = event.number + 1;
  heard_.insert_or_assign(event.number, event);
  ++figures.events_pushed;
  check_late(event, now);
}

void book::check_late(const lease_event& event, instant now) {
  auto i = leases_.find(event.lease);
  if (event.kind != event_kind::ended || event.reason != event_reason::expired
      || i == leases_.end() || calm_ == forever)
    return;
  auto& lease = i->second;
  if (!lease.terms || lease.renewing || lease.renewals_lost > 0
      || infinite(lease))
    return;
  auto due = std::max(calm_, lease.ends.end);
  if (now - due > lateness_max)
    violate(time_rule(lease, "T2"),
            fmt::format("lease {} ended {} ms late", to_string(event.lease),
                        (now - due).count()));
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
    violate("D1",
            fmt::format("event {} was told and is another", event.number));
  heard_.erase(i);
}

void book::learn(const lease_event& event, window asked) {
  auto name = to_string(event.lease);
  // N2, D1: numbers are never skipped and never used twice.
  if (event.number != next_event_)
    violate("N2",
            fmt::format("event {} comes where {} is due", event.number,
                        next_event_));
  next_event_ = event.number + 1;
  check_heard(event);
  ++figures.events;
  if (event.kind == event_kind::granted)
    begin(event);
  auto i = leases_.find(event.lease);
  if (i == leases_.end())
    return violate("N2",
                   fmt::format("event {} of lease {}, which never began",
                               event.number, name));
  auto& lease = i->second;
  // R1: dead stays dead.
  if (lease.end)
    violate("R1",
            fmt::format("lease {} ended with event {} and goes on with {}",
                        name, lease.end->number, event.number));
  if (event.sequence != lease.sequence + 1)
    violate("N2",
            fmt::format("event {} is number {} of lease {} after {}",
                        event.number, event.sequence, name, lease.sequence));
  lease.sequence = event.sequence;
  if (event.kind == event_kind::renewed)
    ++lease.renewals_told;
  if (event.kind == event_kind::ended) {
    beliefs_.end(event.lease, event.takes_effect - (asked.end - asked.start));
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
      violate("C6", fmt::format("lease {} was released by nobody", name));
    return;
  }
  if (event.reason == event_reason::contention && may_yield(lease)) {
    ++figures.displaced;
    return;
  }
  ++figures.expiries;
  // A renewal that was not answered may have made it finite, or shorter.
  auto certain = lease.terms && !lease.renewing && lease.renewals_lost == 0;
  if (event.reason != event_reason::expired || (certain && infinite(lease)))
    return violate(event.reason == event_reason::contention ? "P1" : "D1",
                   fmt::format("lease {} ended by itself: {}", name,
                               to_string(event.reason)));
  // T1, T4: never before its end, however often the node restarted. The node's
  // own timeline tells when: the wall clock of the machine may jump.
  auto at = event.takes_effect;
  if (certain && at + slack_of(lease, figures.kills) < lease.ends.start)
    violate(time_rule(lease, "T1"),
            fmt::format("lease {} ended {} ms early", name,
                        (lease.ends.start - at).count()));
}

void book::check_events(instant until) {
  for (auto& [number, event] : heard_)
    violate("D1", fmt::format("event {} was told and is lost", number));
  heard_.clear();
  for (auto i = open_.begin(); i != open_.end();) {
    auto& lease = leases_.at(*i);
    auto name = to_string(*i);
    // D2: where nothing was said to be held, nothing is.
    auto asked = requests_.find(lease.request);
    if (asked->second.became == fate::refused && !lease.end)
      violate("D2",
              fmt::format("request {} was refused and has lease {}: {}",
                          lease.request.value(), name,
                          asked->second.refused_with));
    if (lease.sequence == 0)
      violate("D1", fmt::format("the grant of lease {} is lost", name));
    // R1: an answered renewal is there once, a lost one at most once.
    auto most = lease.renewals + lease.renewals_lost + (lease.renewing ? 1 : 0);
    if (lease.renewals_told < lease.renewals)
      violate("D1",
              fmt::format("lease {} was renewed {} times, not {}", name,
                          lease.renewals_told, lease.renewals));
    if (lease.renewals_told > most)
      violate("R1",
              fmt::format("lease {} was renewed {} times, not {}", name,
                          lease.renewals_told, lease.renewals));
    if (lease.released == release::done && !lease.end)
      violate("D1", fmt::format("the release of lease {} is lost", name));
    auto settled = lease.end && !lease.renewing
        && lease.released != release::asked
        && unanswered_.count(lease.request) == 0;
    i = settled ? open_.erase(i) : std::next(i);
  }
  for (auto& found : beliefs_.check(until))
    violate("C2", found);
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
    violate("D1", fmt::format("lease {} has other terms", name));
  if (!lease.terms)
    return;
  if (said.epoch < lease.terms->epoch)
    violate("D1",
            fmt::format("lease {} is at epoch {} and was at {}", name,
                        said.epoch.value(), lease.terms->epoch.value()));
  if (!same_route(said.route, lease.terms->route))
    violate("D1", fmt::format("lease {} has another route", name));
  if (lease.renewing || lease.renewals_lost > 0)
    return;
  // T4: a restart neither cuts a term nor extends it. What the node said was
  // true at some time since it was asked.
  auto infinite_now = said.term.end == forever;
  if (infinite_now != infinite(lease))
    return violate("D1",
                   fmt::format("lease {} has another kind of term", name));
  if (infinite_now)
    return;
  if (asked.start - std::max(calm_, said.term.end) > lateness_max)
    violate(time_rule(lease, "T2"),
            fmt::format("lease {} is listed {} ms after its end", name,
                        (asked.start - said.term.end).count()));
  auto slack = slack_of(lease, figures.kills);
  if (said.term.end + slack < lease.ends.start)
    violate(time_rule(lease, "T4"),
            fmt::format("lease {} ends {} ms early", name,
                        (lease.ends.start - said.term.end).count()));
  auto travelled = asked.end - asked.start;
  if (said.term.end - travelled > lease.ends.end + slack)
    violate(time_rule(lease, "T4"),
            fmt::format("lease {} ends {} ms late", name,
                        (said.term.end - travelled - lease.ends.end).count()));
}

void book::check_listed(const std::vector<lease_info>& listed, window asked) {
  std::set<lease_id> there;
  for (auto& said : listed) {
    there.insert(said.id);
    auto i = leases_.find(said.id);
    if (i == leases_.end() || i->second.sequence == 0)
      violate("D2",
              fmt::format("lease {} is listed and never began",
                          to_string(said.id)));
    else if (i->second.end)
      violate("R1",
              fmt::format("lease {} ended and is listed", to_string(said.id)));
    else
      check_terms(said, i->second, asked);
  }
  for (auto id : open_)
    if (!leases_.at(id).end && there.count(id) == 0)
      violate("D1", fmt::format("lease {} is lost", to_string(id)));
}

void book::know_capacity(const resource_info& resource) {
  beliefs_.know_capacity(resource.name, resource.capacity);
}

std::string book::time_rule(const known_lease& lease,
                            const char* otherwise) const {
  auto jumped = lease.wall_jumps_then != wall_jumps_;
  return jumped && lease.kills_then == figures.kills ? "T3" : otherwise;
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
