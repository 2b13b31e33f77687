// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/lease/chain_machine.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <utility>

#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// A renewal that comes again after a newer one must be known as old (R1).
void remember(lease_record& record) {
  if (record.renewal.value() == 0)
    return;
  auto& past = record.past_renewals;
  past.push_back(record.renewal);
  if (past.size() > bounds::renewals_remembered)
    past.erase(past.begin());
}

/// The step whose answers the phase waits for. Steps share an epoch, so the
/// word on one may come, late or twice, while another is under way.
std::optional<hop_step> awaited(chain_phase phase) {
  switch (phase) {
  case chain_phase::holding:
  case chain_phase::securing:
    return hop_step::hold;
  case chain_phase::committing:
  case chain_phase::switching:
    return hop_step::commit;
  case chain_phase::granted:
  case chain_phase::renewing:
    return hop_step::renew;
  case chain_phase::releasing:
    return hop_step::release;
  default:
    return std::nullopt;
  }
}

} // namespace

chain_machine::chain_machine(lease_record draft, std::vector<route> routes,
                             chain_timing timing)
    : timing_(timing),
      record_(std::move(draft)),
      phase_(chain_phase::holding),
      routes_(std::move(routes)) {
  assert(!routes_.empty());
  std::reverse(routes_.begin(), routes_.end());
}

chain_machine::chain_machine(lease_record record, chain_timing timing)
    : timing_(timing),
      record_(std::move(record)),
      phase_(record_.phase == lease_phase::over ? chain_phase::releasing
                                                : chain_phase::granted),
      told_(told_terms{record_.info.amount, record_.info.term.end}),
      sent_(record_.info.epoch) {}

// -- set-up -------------------------------------------------------------------

chain_effects chain_machine::start(instant now) {
  if (phase_ == chain_phase::releasing) {
    expect_all_hops();
    return release_rest(now);
  }
  if (phase_ == chain_phase::granted)
    return leave_rest(now);
  return hold_route(now);
}

chain_effects chain_machine::hold_route(instant now) {
  record_.info.route = std::move(routes_.back());
  routes_.pop_back();
  sent_ = next_epoch(sent_);
  expect_all_hops();
  // The first attempt sets the patience for all of them (C5).
  if (patience_ == forever)
    patience_ = saturating_add(now, timing_.hold);
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(
        hold_hop{key(hop), record_.root, hop.uses, record_.info.term,
                 saturating_add(now, timing_.hold), pledges_at(hop.gateway)});
  return effects;
}

chain_effects chain_machine::commit_route() {
  phase_ = chain_phase::committing;
  expect_all_hops();
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(commit_hop{key(hop), record_.info.deadline});
  return effects;
}

chain_effects chain_machine::go_on() {
  if (phase_ == chain_phase::secured)
    return switch_terms();
  return phase_ == chain_phase::waiting ? commit_route() : chain_effects{};
}

chain_effects chain_machine::try_next_route(const hop_answer& why,
                                            instant now) {
  if (!drop_routes(routes_, why))
    return give_up(why);
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(release_hop{key(hop)});
  append(effects, hold_route(now));
  return effects;
}

bool chain_machine::drop_routes(std::vector<route>& routes,
                                const hop_answer& why) {
  if (why.resource.empty())
    return false;
  refused_.insert(why.resource);
  auto hopeless = [this](const route& r) {
    return takes_any(r, [this](const resource_name& resource) {
      return refused_.count(resource) > 0;
    });
  };
  routes.erase(std::remove_if(routes.begin(), routes.end(), hopeless),
               routes.end());
  return !routes.empty();
}

chain_effects chain_machine::give_up(const hop_answer& why) {
  phase_ = chain_phase::done;
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(release_hop{key(hop)});
  effects.emplace_back(chain_refused{why});
  return effects;
}

// -- answers ------------------------------------------------------------------

chain_effects chain_machine::answered(const hop_answer& answer, instant now) {
  if (answer.step == hop_step::release && phase_ != chain_phase::releasing) {
    left(answer);
    return gave_back();
  }
  if (answer.step != awaited(phase_) || answer.key.epoch != sent_
      || missing_.count(answer.key.gateway) == 0)
    return {};
  auto done = answer.code == errc::none;
  if (done)
    missing_.erase(answer.key.gateway);
  switch (phase_) {
  case chain_phase::holding:
    if (!done)
      return try_next_route(answer, now);
    if (!missing_.empty())
      return {};
    if (pledges_.empty())
      return commit_route();
    phase_ = chain_phase::waiting;
    return {chain_waits{}};
  case chain_phase::committing:
    if (!done)
      return give_up(answer);
    if (!missing_.empty())
      return {};
    phase_ = chain_phase::recording;
    record_.info.epoch = sent_;
    record_.phase = lease_phase::granted;
    return {change(event_kind::granted, event_reason::requested, now)};
  case chain_phase::renewing:
    if (answer.code == errc::stale_epoch)
      return renew_again(answer.current, now);
    if (!done)
      return fail_renewal(answer, now);
    if (!missing_.empty())
      return {};
    order_ = renewal_order::hops_first;
    return record_renewal(now);
  case chain_phase::securing:
  case chain_phase::switching:
    return changing(answer, now);
  case chain_phase::granted:
    return aligned(answer, now);
  case chain_phase::releasing:
    return settle_release(answer);
  default:
    return {};
  }
}

chain_effects chain_machine::durable(std::uint32_t sequence, instant now) {
  if (sequence != record_.last_sequence)
    return {};
  switch (phase_) {
  case chain_phase::recording:
  case chain_phase::recording_renewal:
  case chain_phase::ending:
    break;
  default:
    return {};
  }
  renewal_.reset();
  change_.reset();
  missing_.clear();
  patience_ = forever;
  const auto wait = std::exchange(ack_within_, {});
  if (wait == duration::zero())
    return written(now);
  phase_ = chain_phase::telling;
  patience_ = saturating_add(now, wait);
  return {};
}

/// What is written takes effect.
chain_effects chain_machine::written(instant now) {
  patience_ = forever;
  if (record_.phase == lease_phase::granted) {
    auto told = phase_ == chain_phase::telling;
    phase_ = chain_phase::granted;
    auto effects = granted(now);
    if (told)
      effects.emplace_back(chain_told{});
    return effects;
  }
  phase_ = chain_phase::releasing;
  expect_all_hops();
  return release_rest(now);
}

chain_effects chain_machine::granted(instant now) {
  if (std::exchange(order_, renewal_order::hops_first)
      == renewal_order::lease_first) {
    auto effects = tell_terms(now);
    append(effects, leave_rest(now));
    return effects;
  }
  auto effects = confirm();
  // A renewal told every hop the same.
  append(effects, gave_back());
  append(effects, resume(now));
  return effects;
}

// -- changes of terms ---------------------------------------------------------

chain_effects chain_machine::renew(const renewal& terms, instant now) {
  if ((is_changing() || is_telling_terms()) && !queued_) {
    queued_ = terms;
    return {};
  }
  hop_answer why;
  why.step = hop_step::renew;
  if (phase_ != chain_phase::granted || record_.info.deadline <= now) {
    why.code = phase_ == chain_phase::renewing
            || phase_ == chain_phase::recording_renewal || is_changing()
            || is_telling_terms()
        ? errc::conflict
        : errc::lease_over;
    return {renewal_refused{terms.request, why}};
  }
  renewal_ = terms;
  if (terms.end < record_.info.term.end)
    return shorten(now);
  phase_ = chain_phase::renewing;
  return renew_again(sent_, now);
}

/// What a hop gives back may be another's at once, so the lease gives it back
/// first; then no hop can refuse.
chain_effects chain_machine::shorten(instant now) {
  sent_ = next_epoch(sent_);
  order_ = renewal_order::lease_first;
  return record_renewal(now);
}

chain_effects chain_machine::record_renewal(instant now) {
  phase_ = chain_phase::recording_renewal;
  record_.info.epoch = sent_;
  record_.info.granted = renewal_->given;
  record_.info.term.end = renewal_->end;
  record_.info.deadline = renewal_->deadline;
  remember(record_);
  record_.renewal = renewal_->request;
  record_.warned = false;
  return {change(event_kind::renewed, event_reason::requested, now)};
}

chain_effects chain_machine::renew_again(epoch current, instant now) {
  sent_ = next_epoch(std::max(sent_, current));
  patience_ = saturating_add(now, timing_.answer);
  expect_all_hops();
  chain_effects effects;
  auto term = window{record_.info.term.start, renewal_->end};
  for (auto& hop : current_route().hops)
    effects.emplace_back(
        renew_hop{key(hop), term, renewal_->deadline, hop.uses});
  return effects;
}

chain_effects chain_machine::fail_renewal(const hop_answer& why, instant now) {
  phase_ = chain_phase::granted;
  patience_ = forever;
  auto effects = align(now);
  effects.emplace_back(renewal_refused{renewal_->request, why});
  renewal_.reset();
  append(effects, due(now));
  return effects;
}

chain_effects chain_machine::align(instant now) {
  if (phase_ != chain_phase::granted)
    return {};
  sent_ = next_epoch(sent_);
  if (giving_ == giving::nothing)
    giving_ = giving::route;
  return tell_terms(now);
}

chain_effects chain_machine::tell_terms(instant now) {
  expect_all_hops();
  patience_ = saturating_add(now, timing_.answer);
  return terms_for_hops();
}

chain_effects chain_machine::terms_for_hops() const {
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(renew_hop{key(hop), record_.info.term,
                                   record_.info.deadline, hop.uses});
  return effects;
}

chain_effects chain_machine::aligned(const hop_answer& answer, instant now) {
  if (answer.code == errc::stale_epoch) {
    sent_ = std::max(sent_, answer.current);
    return align(now);
  }
  if (answer.code == errc::lease_over)
    return lost({answer.key, record_.root, answer.code}, now);
  if (!missing_.empty())
    return {};
  patience_ = forever;
  auto effects = confirm();
  append(effects, gave_back());
  append(effects, resume(now));
  return effects;
}

chain_effects chain_machine::holder_alive(instant deadline) {
  if (phase_ != chain_phase::granted || record_.info.term.end != forever
      || deadline <= record_.info.deadline)
    return {};
  record_.info.deadline = deadline;
  return confirm();
}

// -- time ---------------------------------------------------------------------

chain_effects chain_machine::due(instant now) {
  hop_answer silence;
  silence.code = errc::timed_out;
  if (!missing_.empty())
    silence.key.gateway = *missing_.begin();
  auto patient = now < patience_;
  switch (phase_) {
  case chain_phase::holding:
  case chain_phase::waiting:
  case chain_phase::committing:
    return patient ? chain_effects{} : give_up(silence);
  case chain_phase::renewing:
    return patient ? chain_effects{} : fail_renewal(silence, now);
  case chain_phase::securing:
  case chain_phase::secured:
  case chain_phase::switching:
    return patient ? chain_effects{} : fail_change(silence, now);
  case chain_phase::telling:
    return patient ? chain_effects{} : written(now);
  case chain_phase::releasing:
    return patient ? chain_effects{} : release_rest(now);
  case chain_phase::granted:
    break;
  default:
    return {};
  }
  chain_effects again;
  if (!patient)
    again = align(now);
  if (leave_again_ <= now)
    append(again, leave_rest(now));
  if (!again.empty())
    return again;
  if (record_.info.deadline <= now)
    return end(record_.info.term.end == forever ? event_reason::holder_gone
                                                : event_reason::expired,
               now);
  if (record_.warned || now < warning_at())
    return {};
  record_.warned = true;
  return {change(event_kind::expiring_soon, event_reason::expired, now)};
}

std::optional<instant> chain_machine::next_deadline() const {
  switch (phase_) {
  case chain_phase::holding:
  case chain_phase::waiting:
  case chain_phase::committing:
  case chain_phase::renewing:
  case chain_phase::securing:
  case chain_phase::secured:
  case chain_phase::switching:
  case chain_phase::telling:
  case chain_phase::releasing:
    return patience_;
  case chain_phase::granted: {
    auto next = std::min({record_.info.deadline, leave_again_, patience_});
    return record_.warned ? next : std::min(next, warning_at());
  }
  default:
    return std::nullopt;
  }
}

instant chain_machine::warning_at() const {
  auto& info = record_.info;
  if (info.term.end == forever)
    return forever;
  auto length = info.granted.length();
  return info.term.end - std::min(timing_.warning, length / 5);
}

// -- helpers ------------------------------------------------------------------

chain_effects chain_machine::confirm() const {
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(confirm_hop{key(hop), record_.info.deadline});
  return effects;
}

std::vector<pledge>
chain_machine::pledges_at(const gateway_name& gateway) const {
  auto i = pledges_.find(gateway);
  return i == pledges_.end() ? std::vector<pledge>{} : i->second;
}

hop_key chain_machine::key(const route_hop& hop) const {
  return key(hop.gateway);
}

hop_key chain_machine::key(const gateway_name& gateway) const {
  return {record_.info.id, sent_, gateway};
}

const route& chain_machine::current_route() const {
  return record_.info.route;
}

void chain_machine::expect(const route& path) {
  missing_.clear();
  for (auto& hop : path.hops)
    missing_.insert(hop.gateway);
}

void chain_machine::expect_all_hops() {
  expect(current_route());
  if (phase_ != chain_phase::releasing)
    return;
  for (auto& from : record_.left)
    missing_.insert(from.first);
}

} // namespace leasehold
