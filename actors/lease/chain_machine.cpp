// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/lease/chain_machine.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"
#include "runtime/check.hpp"

// What a root hears, and a lease whose terms stand.
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

} // namespace

chain_machine::chain_machine(lease_record draft, std::vector<route> routes,
                             chain_timing timing)
    : timing_(timing), record_(std::move(draft)) {
  LEASEHOLD_CHECK(!routes.empty(), "a set-up without a route");
  std::reverse(routes.begin(), routes.end());
  setting_up work;
  work.routes = std::move(routes);
  become(std::move(work));
}

chain_machine::chain_machine(lease_record record, chain_timing timing)
    : timing_(timing),
      record_(std::move(record)),
      told_(told_terms{record_.info.amount, record_.info.term.end}),
      sent_(record_.info.epoch),
      durable_(record_.last_sequence) {
  if (record_.phase == lease_phase::over)
    become(releasing{});
  else
    become(steady{});
}

chain_phase chain_machine::phase() const noexcept {
  struct namer {
    chain_phase operator()(const setting_up& x) const {
      switch (x.at) {
      case setting_up::step::holding:
        return chain_phase::holding;
      case setting_up::step::waiting:
        return chain_phase::waiting;
      case setting_up::step::committing:
        return chain_phase::committing;
      default:
        return chain_phase::recording;
      }
    }
    chain_phase operator()(const steady&) const {
      return chain_phase::granted;
    }
    chain_phase operator()(const renewing& x) const {
      return x.at == renewing::step::extending ? chain_phase::renewing
                                               : chain_phase::recording_renewal;
    }
    chain_phase operator()(const changing& x) const {
      switch (x.at) {
      case changing::step::securing:
        return chain_phase::securing;
      case changing::step::secured:
        return chain_phase::secured;
      case changing::step::switching:
        return chain_phase::switching;
      default:
        return chain_phase::recording_renewal;
      }
    }
    chain_phase operator()(const yielding& x) const {
      return x.at == yielding::step::recording ? chain_phase::recording_renewal
                                               : chain_phase::telling;
    }
    chain_phase operator()(const ending& x) const {
      return x.at == ending::step::recording ? chain_phase::ending
                                             : chain_phase::telling;
    }
    chain_phase operator()(const releasing&) const {
      return chain_phase::releasing;
    }
    chain_phase operator()(const done&) const {
      return chain_phase::done;
    }
  };
  return std::visit(namer{}, operation_);
}

chain_effects chain_machine::start(instant now) {
  if (auto work = doing<setting_up>())
    return hold_route(*work, now);
  return is<releasing>() ? release_all(now) : leave_rest(now);
}

// -- answers -----------------------------------------------------------------

/// What waits for answers of hops, if anything does.
chain_machine::answers* chain_machine::awaited() {
  return std::visit(
      [](auto& work) -> answers* {
        if constexpr (std::is_same_v<std::decay_t<decltype(work)>, done>)
          return nullptr;
        else
          return &work;
      },
      operation_);
}

/// The step whose answers are waited for. Steps share an epoch, so the word on
/// one may come, late or twice, while another is under way.
std::optional<hop_step> chain_machine::awaited_step() const {
  switch (phase()) {
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

chain_effects chain_machine::answered(const hop_answer& answer, instant now) {
  if (answer.step == hop_step::release && !is<releasing>()) {
    left(answer);
    return report_if_in_step(now);
  }
  auto waits = awaited();
  if (waits == nullptr || answer.step != awaited_step()
      || answer.key.epoch != sent_
      || waits->missing.count(answer.key.gateway) == 0)
    return {};
  if (answer.code == errc::none) {
    waits->missing.erase(answer.key.gateway);
    note_enforced(answer);
  }
  return std::visit([&](auto& work) { return hear(work, answer, now); },
                    operation_);
}

/// What a gateway agreed to is written with the terms.
void chain_machine::note_enforced(const hop_answer& answer) {
  auto* work = doing<changing>();
  auto& path = work == nullptr ? record_.info.route : work->target;
  if (answer.step == hop_step::commit || is<renewing>())
    for (auto& hop : path.hops)
      if (hop.gateway == answer.key.gateway)
        hop.enforced = answer.enforced;
}

chain_effects chain_machine::durable(std::uint32_t sequence, instant now) {
  if (sequence != record_.last_sequence)
    return {};
  durable_ = sequence;
  told_first* work = doing<yielding>();
  if (work == nullptr)
    work = doing<ending>();
  const auto wait =
      work == nullptr ? duration::zero() : std::exchange(work->ack_within, {});
  if (wait == duration::zero())
    return recorded(now);
  work->at = told_first::step::telling;
  work->patience = saturating_add(now, wait);
  return {};
}

/// What was being written is durable.
chain_effects chain_machine::recorded(instant now) {
  switch (phase()) {
  case chain_phase::recording:
  case chain_phase::recording_renewal:
  case chain_phase::ending:
    return written(now);
  default:
    return {}; // A warning: nothing follows from it.
  }
}

/// What is written takes effect.
chain_effects chain_machine::written(instant now) {
  if (is<ending>())
    return release_all(now);
  auto told = phase() == chain_phase::telling;
  auto renewal = doing<renewing>();
  auto hops_first =
      is<setting_up>() || (renewal != nullptr && !renewal->shortens);
  if (hops_first) {
    become(steady{});
    auto effects = confirm();
    // A renewal told every hop the same.
    append(effects, report_if_in_step(now));
    return effects;
  }
  auto effects = tell_terms(now);
  append(effects, leave_rest(now));
  if (told)
    effects.emplace_back(chain_told{});
  return effects;
}

// -- terms that stand --------------------------------------------------------

chain_effects chain_machine::tell_terms(instant now) {
  auto& work = become(steady{});
  expect(work, current_route());
  work.patience = saturating_add(now, timing_.answer);
  return terms_for_hops();
}

chain_effects chain_machine::align(instant now) {
  if (!is<steady>())
    return {};
  sent_ = next_epoch(sent_);
  report_at_least(report::hops_and_left);
  return tell_terms(now);
}

chain_effects chain_machine::hear(steady& work, const hop_answer& answer,
                                  instant now) {
  if (answer.code == errc::stale_epoch) {
    sent_ = std::max(sent_, answer.current);
    return align(now);
  }
  if (answer.code == errc::lease_over)
    return lost({answer.key, record_.root, answer.code}, now);
  if (!work.missing.empty())
    return {};
  work.patience = forever;
  auto effects = confirm();
  append(effects, report_if_in_step(now));
  return effects;
}

/// Says, where it is waited for, that every hop has answered, and every gateway
/// that the lease left where that matters.
chain_effects chain_machine::report_if_in_step(instant now) {
  auto work = doing<steady>();
  if (work == nullptr || !work->missing.empty())
    return {};
  auto effects = resumed(now);
  if (report_ == report::none
      || (report_ == report::hops_and_left && !record_.left.empty()))
    return effects;
  report_ = report::none;
  effects.emplace_back(chain_yielded{});
  return effects;
}

chain_effects chain_machine::holder_alive(instant deadline) {
  if (!is<steady>() || record_.info.term.end != forever
      || deadline <= record_.info.deadline)
    return {};
  record_.info.deadline = deadline;
  return confirm();
}

// -- other ends --------------------------------------------------------------

chain_effects chain_machine::renew(const renewal& terms, instant now) {
  hop_answer why;
  why.step = hop_step::renew;
  if (!is<steady>() || record_.info.deadline <= now) {
    why.code =
        record_.phase == lease_phase::granted && now < record_.info.deadline
        ? errc::conflict
        : errc::lease_over;
    return {renewal_refused{terms.request, why}};
  }
  auto& work = become(renewing{});
  work.terms = terms;
  if (terms.end < record_.info.term.end)
    return shorten(now);
  return extend_hops(work, sent_, now);
}

/// What a hop gives back may be another's at once, so the lease gives it back
/// first; then no hop can refuse.
chain_effects chain_machine::shorten(instant now) {
  auto& work = *doing<renewing>();
  sent_ = next_epoch(sent_);
  work.shortens = true;
  return record_renewal(work, now);
}

chain_effects chain_machine::extend_hops(renewing& work, epoch current,
                                         instant now) {
  sent_ = next_epoch(std::max(sent_, current));
  work.patience = saturating_add(now, timing_.answer);
  expect(work, current_route());
  chain_effects effects;
  auto term = window{record_.info.term.start, work.terms.end};
  auto counts = counts_anew(work.terms.end) ? reckoning::anew : said_again_;
  for (auto& hop : current_route().hops)
    effects.emplace_back(
        renew_hop{key(hop), term, work.terms.deadline, hop.uses, counts});
  return effects;
}

chain_effects chain_machine::hear(renewing& work, const hop_answer& answer,
                                  instant now) {
  if (answer.code == errc::stale_epoch)
    return extend_hops(work, answer.current, now);
  if (answer.code != errc::none)
    return fail_renewal(answer, now);
  return work.missing.empty() ? record_renewal(work, now) : chain_effects{};
}

chain_effects chain_machine::record_renewal(renewing& work, instant now) {
  work.at = renewing::step::recording;
  work.patience = forever;
  if (counts_anew(work.terms.end))
    said_again_ = reckoning::as_before;
  record_.info.epoch = sent_;
  record_.info.granted = work.terms.given;
  record_.info.term.end = work.terms.end;
  record_.info.deadline = work.terms.deadline;
  remember(record_);
  record_.renewal = work.terms.request;
  record_.warned = false;
  return {change(event_kind::renewed, event_reason::requested, now)};
}

chain_effects chain_machine::fail_renewal(const hop_answer& why, instant now) {
  auto request = doing<renewing>()->terms.request;
  become(steady{});
  auto effects = align(now);
  effects.emplace_back(renewal_refused{request, why});
  append(effects, due(now));
  return effects;
}

// -- time --------------------------------------------------------------------

chain_effects chain_machine::due(instant now) {
  auto waits = awaited();
  if (waits == nullptr)
    return {};
  if (auto work = doing<steady>())
    return due(*work, now);
  if (now < waits->patience)
    return {};
  hop_answer silence;
  silence.code = errc::timed_out;
  if (!waits->missing.empty())
    silence.key.gateway = *waits->missing.begin();
  switch (phase()) {
  case chain_phase::holding:
  case chain_phase::waiting:
  case chain_phase::committing:
    return give_up(silence);
  case chain_phase::renewing:
    return fail_renewal(silence, now);
  case chain_phase::securing:
  case chain_phase::secured:
  case chain_phase::switching:
    return fail_change(silence, now);
  case chain_phase::telling:
    return written(now);
  case chain_phase::releasing:
    return release_rest(*doing<releasing>(), now);
  default:
    return {};
  }
}

chain_effects chain_machine::due(const steady& work, instant now) {
  chain_effects again;
  if (work.patience <= now)
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
  auto patience = std::visit(
      [](auto& work) {
        if constexpr (std::is_same_v<std::decay_t<decltype(work)>, done>)
          return forever;
        else
          return work.patience;
      },
      operation_);
  if (!is<steady>())
    return patience == forever ? std::nullopt : std::optional{patience};
  auto next = std::min({record_.info.deadline, leave_again_, patience});
  return record_.warned ? next : std::min(next, warning_at());
}

bool chain_machine::rests() const {
  auto work = std::get_if<steady>(&operation_);
  return work != nullptr && work->missing.empty() && report_ == report::none
      && record_.left.empty() && durable_ == record_.last_sequence
      && record_.info.term.end != forever;
}

instant chain_machine::warning_at() const {
  auto& info = record_.info;
  if (info.term.end == forever)
    return forever;
  auto length = info.granted.length();
  return info.term.end - std::min(timing_.warning, length / 5);
}

// -- helpers -----------------------------------------------------------------

chain_effects chain_machine::terms_for_hops() const {
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(renew_hop{key(hop), record_.info.term,
                                   record_.info.deadline, hop.uses,
                                   said_again_});
  return effects;
}

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

void chain_machine::expect(answers& work, const route& path) const {
  work.missing.clear();
  for (auto& hop : path.hops)
    work.missing.insert(hop.gateway);
}

} // namespace leasehold
