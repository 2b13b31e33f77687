// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/resource/circuit_machine.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace leasehold {

namespace {

/// By which two readings of one end may differ: the kernel tells whole seconds.
constexpr duration reading_error = std::chrono::seconds{2};

constexpr auto all_due = std::numeric_limits<std::size_t>::max();

} // namespace

// -- what is wanted ----------------------------------------------------------

std::optional<circuit_machine::in_force>
circuit_machine::wanted_at(const wanted_circuit& x, instant now) {
  in_force y;
  y.until = now;
  for (auto& step : x.steps) {
    if (now < step.over.start || step.over.end <= now || step.rate <= 0)
      continue;
    if (y.as.rate < step.rate) {
      y.as.rate = step.rate;
      y.as.packets = step.packets;
    }
    y.until = std::max(y.until, step.over.end);
  }
  if (y.as.rate == 0)
    return std::nullopt;
  y.as.id = x.lease.value();
  y.as.version = x.epoch.value();
  return y;
}

/// What is to be said to the kernel, which takes no longer time-outs: the rest
/// is said before that is over.
std::optional<circuit_machine::in_force>
circuit_machine::wanted_of(const entry& x, instant now) {
  auto y = wanted_at(x.wanted, now);
  if (!y)
    return y;
  const auto latest = saturating_add(now, channel_lasts_max);
  if (latest < y->until) {
    const auto long_enough = saturating_add(now, channel_lasts_max / 2);
    y->until =
        x.actual && long_enough <= x.actual->until && x.actual->until <= latest
        ? x.actual->until
        : latest;
  }
  y->as.lasts = y->until - now;
  return y;
}

instant circuit_machine::next_step(const wanted_circuit& x, instant now) {
  auto next = forever;
  for (auto& step : x.steps)
    for (auto at : {step.over.start, step.over.end})
      if (now < at)
        next = std::min(next, at);
  return next;
}

bool circuit_machine::same(const std::optional<in_force>& x,
                           const std::optional<in_force>& y) {
  if (!x || !y)
    return !x && !y;
  return x->as.version == y->as.version && x->as.rate == y->as.rate
      && x->until == y->until && same_packets(x->as.packets, y->as.packets);
}

/// Where something of the circuit changes by itself, and long before what was
/// said to the kernel of one that lasts longer is over.
void circuit_machine::arm(lease_id lease, const entry& x, instant now) {
  constexpr auto say_again = channel_lasts_max / 2;
  auto next = next_step(x.wanted, now);
  if (!x.wanted.steps.empty() && next > saturating_add(now, say_again))
    next = saturating_add(now, say_again);
  timers_.arm(lease, next);
}

circuit_machine::effects
circuit_machine::order(const std::vector<wanted_circuit>& circuits,
                       std::optional<std::uint64_t> ticket, instant now) {
  effects out;
  waiting waits{ticket.value_or(0), saturating_add(now, patience), {}, {}};
  for (auto& x : circuits) {
    auto& known = circuits_[x.lease];
    if (x.epoch < known.wanted.epoch)
      continue;
    const auto before = std::exchange(known.wanted, x);
    if (x.steps.empty()) {
      known.wanted.lessee = before.lessee;
      known.wanted.place = before.place;
    }
    dirty_.insert(x.lease);
    waits.missing.insert(x.lease);
    arm(x.lease, known, now);
  }
  if (ticket)
    tickets_.push_back(std::move(waits));
  if (!std::exchange(began_, true))
    open(now, out);
  go_on(now, out);
  return out;
}

void circuit_machine::forget_if_gone(lease_id lease) {
  auto i = circuits_.find(lease);
  if (i == circuits_.end() || i->second.actual
      || !i->second.wanted.steps.empty() || dirty_.count(lease) > 0)
    return;
  timers_.disarm(lease);
  circuits_.erase(i);
}

// -- what the driver does ----------------------------------------------------

void circuit_machine::open(instant now, effects& out) {
  driver_ = driver::opening;
  asked_at_ = now;
  retry_at_ = forever;
  check_at_ = forever;
  out.emplace_back(open_driver{});
}

/// Also where there is nothing to do: then those who wait hear so.
void circuit_machine::go_on(instant now, effects& out) {
  if (driver_ == driver::idle)
    begin_change(now, out);
  else if (driver_ == driver::absent)
    for (auto& each : tickets_)
      give_up(each);
  answer_done(out);
}

void circuit_machine::give_up(waiting& x) {
  for (auto lease : std::exchange(x.missing, {}))
    x.failed.push_back(lease);
}

bool circuit_machine::is_awaited(lease_id lease) const {
  return std::any_of(tickets_.begin(), tickets_.end(), [lease](auto& each) {
    return each.missing.count(lease) > 0;
  });
}

circuit_machine::agenda circuit_machine::plan(instant now) {
  agenda all;
  for (auto lease : std::exchange(dirty_, {})) {
    auto& known = circuits_.at(lease);
    auto next = wanted_of(known, now);
    if (same(next, known.actual)) {
      resolve(lease, outcome::done);
      forget_if_gone(lease);
      continue;
    }
    auto less =
        known.actual && (!next || next->as.rate < known.actual->as.rate);
    auto& part = less ? all.less : is_awaited(lease) ? all.awaited : all.others;
    part.push_back({lease, std::move(next)});
  }
  return all;
}

void circuit_machine::begin_change(instant now, effects& out) {
  auto all = plan(now);
  change_driver change;
  for (auto* part : {&all.less, &all.awaited, &all.others})
    for (auto& each : *part) {
      if (under_way_.size() == changes_max) {
        dirty_.insert(each.lease);
        continue;
      }
      change.orders.push_back(
          {each.lease.value(),
           each.next ? std::optional{each.next->as} : std::nullopt});
      under_way_.push_back(std::move(each));
    }
  if (under_way_.empty())
    return;
  driver_ = driver::busy;
  asked_at_ = now;
  out.emplace_back(std::move(change));
}

circuit_machine::effects
circuit_machine::changed(const std::vector<status>& outcomes, instant now) {
  effects out;
  if (driver_ != driver::busy || outcomes.size() != under_way_.size())
    return out; // It is the word of a driver that died.
  driver_ = driver::idle;
  asked_at_ = forever;
  const failure* broken = nullptr;
  // It refuses what fits into what should be there: something else is, and is
  // looked for before this is tried again.
  auto doubtful = false;
  auto word = outcomes.begin();
  for (auto& each : std::exchange(under_way_, {})) {
    auto& how = *word++;
    if (how)
      circuits_.at(each.lease).actual = std::move(each.next);
    else if (how.error().code == errc::unavailable)
      broken = &how.error();
    else
      doubtful = true;
    // It was ordered otherwise meanwhile: that is what is waited for.
    if (dirty_.count(each.lease) > 0)
      continue;
    resolve(each.lease, how ? outcome::done : outcome::failed);
    if (how)
      forget_if_gone(each.lease);
    else
      timers_.arm(each.lease, saturating_add(now, retry_first));
  }
  // What it really has is read before anything else is asked of it.
  if (broken != nullptr)
    lose_driver(broken->message, now, out);
  else
    recover(now, out);
  if (doubtful)
    check_at_ = std::min(check_at_, saturating_add(now, retry_first));
  go_on(now, out);
  return out;
}

circuit_machine::effects
circuit_machine::opened(const result<std::vector<channel>>& found,
                        instant now) {
  effects out;
  if (driver_ != driver::opening)
    return out;
  asked_at_ = forever;
  if (!found) {
    lose_driver(found.error().message, now, out);
    go_on(now, out);
    return out;
  }
  driver_ = driver::idle;
  retry_after_ = retry_first;
  check_at_ = saturating_add(now, check_every);
  if (cables_ == cables::watched && look_at_ == forever)
    look_at_ = now;
  std::map<lease_id, in_force> read;
  for (auto& x : *found) {
    read.emplace(lease_id{x.id}, in_force{x, saturating_add(now, x.lasts)});
    circuits_[lease_id{x.id}].wanted.lease = lease_id{x.id};
  }
  for (auto& [lease, known] : circuits_) {
    auto i = read.find(lease);
    auto next =
        i == read.end() ? std::nullopt : std::optional{std::move(i->second)};
    if (next && known.actual
        && std::chrono::abs(next->until - known.actual->until) <= reading_error)
      next->until = known.actual->until;
    known.actual = std::move(next);
    dirty_.insert(lease);
  }
  recover(now, out);
  go_on(now, out);
  return out;
}

circuit_machine::effects circuit_machine::died(instant now) {
  effects out;
  const auto last = std::exchange(died_at_, now);
  const auto was_well = driver_ == driver::idle || driver_ == driver::busy;
  if (was_well && (last == instant::min() || retry_last <= now - last)) {
    for (auto& each : std::exchange(under_way_, {}))
      dirty_.insert(each.lease);
    open(now, out);
  } else {
    lose_driver("its driver died", now, out);
  }
  go_on(now, out);
  return out;
}

/// From now on nothing is known of what is in force.
void circuit_machine::lose_driver(const std::string& why, instant now,
                                  effects& out) {
  for (auto& each : std::exchange(under_way_, {})) {
    resolve(each.lease, outcome::failed);
    dirty_.insert(each.lease);
  }
  driver_ = driver::absent;
  asked_at_ = forever;
  check_at_ = forever;
  look_at_ = forever;
  retry_at_ = saturating_add(now, retry_after_);
  retry_after_ = std::min(2 * retry_after_, retry_last);
  fail(why, now, out);
}

// -- how it is ---------------------------------------------------------------

circuit_machine::effects circuit_machine::heard(carrier is, instant now) {
  effects out;
  if (std::exchange(carrier_, is) == is)
    return out;
  if (is == carrier::down)
    fail("its interface has lost its carrier", now, out);
  else
    recover(now, out);
  return out;
}

void circuit_machine::fail(const std::string& why, instant now, effects& out) {
  const auto was = std::exchange(health_, report_resource::health::failed);
  if (was == report_resource::health::serving) {
    if (well_since_ != instant::min())
      recovery_ = now - well_since_ >= recovery_last
          ? recovery_first
          : std::min(2 * recovery_, recovery_last);
    out.emplace_back(driver_health{health_, why});
  }
  well_since_ = forever;
}

/// One that is well serves again when that has lasted.
void circuit_machine::recover(instant now, effects& out) {
  if (health_ == report_resource::health::serving)
    return;
  if (carrier_ == carrier::down || driver_ == driver::absent)
    return;
  well_since_ = std::min(well_since_, now);
  if (now < saturating_add(well_since_, recovery_))
    return;
  health_ = report_resource::health::serving;
  out.emplace_back(driver_health{health_, {}});
}

// -- who waits ---------------------------------------------------------------

void circuit_machine::resolve(lease_id lease, outcome how) {
  for (auto& each : tickets_)
    if (each.missing.erase(lease) > 0 && how == outcome::failed)
      each.failed.push_back(lease);
}

void circuit_machine::answer_done(effects& out) {
  for (auto& each : tickets_)
    if (each.missing.empty())
      out.emplace_back(ticket_done{each.ticket, std::move(each.failed)});
  tickets_.erase(
      std::remove_if(tickets_.begin(), tickets_.end(),
                     [](const waiting& each) { return each.missing.empty(); }),
      tickets_.end());
}

circuit_machine::effects circuit_machine::due(instant now) {
  effects out;
  for (auto lease : timers_.pop_due(now, all_due)) {
    auto i = circuits_.find(lease);
    if (i == circuits_.end())
      continue;
    dirty_.insert(lease);
    arm(lease, i->second, now);
  }
  for (auto& each : tickets_)
    if (each.until <= now)
      give_up(each);
  if (saturating_add(asked_at_, patience) <= now)
    fail("its driver does not answer", now, out);
  recover(now, out);
  if (look_at_ <= now) {
    look_at_ = saturating_add(now, look_every);
    out.emplace_back(read_cable{});
  }
  if (retry_at_ <= now || (driver_ == driver::idle && check_at_ <= now))
    open(now, out);
  go_on(now, out);
  return out;
}

std::optional<instant> circuit_machine::next_deadline() const {
  auto next = driver_ == driver::idle ? check_at_ : retry_at_;
  next = std::min(next, look_at_);
  if (health_ == report_resource::health::failed && well_since_ < forever)
    next = std::min(next, saturating_add(well_since_, recovery_));
  // Said once: then it is known to have failed, and its word is waited for.
  if (health_ == report_resource::health::serving)
    next = std::min(next, saturating_add(asked_at_, patience));
  if (auto timer = timers_.next())
    next = std::min(next, *timer);
  for (auto& each : tickets_)
    next = std::min(next, each.until);
  return next == forever ? std::nullopt : std::optional{next};
}

std::size_t circuit_machine::size() const {
  return static_cast<std::size_t>(
      std::count_if(circuits_.begin(), circuits_.end(),
                    [](auto& each) { return each.second.actual.has_value(); }));
}

std::vector<metered_lease> circuit_machine::metered() const {
  std::vector<metered_lease> all;
  for (auto& [lease, known] : circuits_)
    all.push_back({lease, known.wanted.lessee, known.wanted.place});
  return all;
}

std::optional<metered_lease> circuit_machine::metered(lease_id lease) const {
  auto i = circuits_.find(lease);
  if (i == circuits_.end())
    return std::nullopt;
  return metered_lease{lease, i->second.wanted.lessee, i->second.wanted.place};
}

} // namespace leasehold
