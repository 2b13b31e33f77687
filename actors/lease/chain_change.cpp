// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"
#include "actors/route/route_uses.hpp"

// How a lease that runs takes other terms before it gives up those that it has
// (make before break).
namespace leasehold {

namespace {

/// Which way it goes, without what is taken there.
route path_of(const route& x) {
  route result;
  for (auto& hop : x.hops)
    result.hops.push_back({hop.gateway, {}});
  result.links = x.links;
  return result;
}

bool same_way(const route& x, const route& y) {
  return x.links == y.links
      && std::equal(x.hops.begin(), x.hops.end(), y.hops.begin(), y.hops.end(),
                    [](auto& a, auto& b) { return a.gateway == b.gateway; });
}

} // namespace

bool chain_machine::is_changing() const noexcept {
  return phase_ == chain_phase::securing || phase_ == chain_phase::secured
      || phase_ == chain_phase::switching
      || (phase_ == chain_phase::recording_renewal && change_);
}

chain_effects chain_machine::change_to(new_terms terms, instant now) {
  hop_answer why;
  why.code = phase_ == chain_phase::granted ? errc::none
      : record_.phase == lease_phase::over  ? errc::lease_over
                                            : errc::conflict;
  if (record_.info.deadline <= now)
    why.code = errc::lease_over;
  // What a gateway has of the lease that left must not be freed with what it
  // gets now.
  auto unfinished = [this](const route& r) {
    return std::any_of(r.hops.begin(), r.hops.end(), [this](auto& hop) {
      return record_.left.count(hop.gateway) > 0;
    });
  };
  auto& routes = terms.routes;
  routes.erase(std::remove_if(routes.begin(), routes.end(), unfinished),
               routes.end());
  if (why.code == errc::none && routes.empty())
    why.code = errc::conflict;
  if (why.code != errc::none)
    return {change_refused{why}};
  std::reverse(routes.begin(), routes.end());
  change_ = std::move(terms);
  refused_.clear();
  told_again_ = false;
  // What is not written by then comes too late: a lease ends on time.
  patience_ =
      std::min(saturating_add(now, timing_.hold), record_.info.term.end);
  return secure(now);
}

chain_effects chain_machine::secure(instant now) {
  phase_ = chain_phase::securing;
  target_ = std::move(change_->routes.back());
  change_->routes.pop_back();
  sent_ = next_epoch(sent_);
  expect(target_);
  const window term{record_.info.term.start,
                    change_->end ? change_->end->end : record_.info.term.end};
  chain_effects effects;
  for (auto& hop : target_.hops)
    effects.emplace_back(hold_hop{key(hop), record_.root, hop.uses, term,
                                  saturating_add(now, timing_.hold),
                                  pledges_at(hop.gateway)});
  return effects;
}

chain_effects chain_machine::switch_terms() {
  phase_ = chain_phase::switching;
  expect(target_);
  auto deadline = record_.info.deadline;
  if (change_->end)
    deadline = std::max(deadline, change_->end->deadline);
  chain_effects effects;
  for (auto& hop : target_.hops)
    effects.emplace_back(commit_hop{key(hop), deadline});
  return effects;
}

chain_effects chain_machine::changing(const hop_answer& answer, instant now) {
  auto holding = phase_ == chain_phase::securing;
  if (holding && answer.code == errc::conflict && !told_again_)
    return secure_after_telling(now);
  if (answer.code != errc::none)
    return holding ? try_next_terms(answer, now) : fail_change(answer, now);
  if (!missing_.empty())
    return {};
  if (!holding)
    return record_change(now);
  if (change_->when == new_terms::commits::at_once)
    return switch_terms();
  phase_ = chain_phase::secured;
  return {chain_waits{}};
}

/// A gateway may still have what was committed there and never written, by a
/// root before this one; it learns which terms count, and is asked again.
chain_effects chain_machine::secure_after_telling(instant now) {
  told_again_ = true;
  auto effects = terms_for_hops();
  change_->routes.push_back(std::move(target_));
  append(effects, secure(now));
  return effects;
}

chain_effects chain_machine::try_next_terms(const hop_answer& why,
                                            instant now) {
  if (!drop_routes(change_->routes, why))
    return fail_change(why, now);
  auto vain = std::move(target_);
  chain_effects effects;
  for (auto& hop : vain.hops)
    if (hop_at(current_route(), hop.gateway) == nullptr)
      effects.emplace_back(release_hop{key(hop)});
  auto holds = secure(now);
  // What is held beside goes where the next route does not pass.
  for (auto& hop : current_route().hops)
    if (hop_at(vain, hop.gateway) != nullptr
        && hop_at(target_, hop.gateway) == nullptr)
      effects.emplace_back(renew_hop{key(hop), record_.info.term,
                                     record_.info.deadline, hop.uses});
  append(effects, std::move(holds));
  return effects;
}

/// Gateways where the lease has nothing but what it wanted to change to.
chain_effects chain_machine::abandon_change() {
  chain_effects effects;
  for (auto& hop : target_.hops)
    if (hop_at(current_route(), hop.gateway) == nullptr) {
      record_.left[hop.gateway] = sent_;
      effects.emplace_back(release_hop{key(hop)});
    }
  change_.reset();
  pledges_.clear();
  return effects;
}

chain_effects chain_machine::fail_change(const hop_answer& why, instant now) {
  auto effects = abandon_change();
  leave_again_ =
      record_.left.empty() ? forever : saturating_add(now, timing_.answer);
  phase_ = chain_phase::granted;
  patience_ = forever;
  effects.emplace_back(change_refused{why});
  append(effects, align(now));
  append(effects, due(now));
  return effects;
}

chain_effects chain_machine::stay(instant now) {
  hop_answer why;
  why.code = errc::insufficient_capacity;
  if (phase_ == chain_phase::waiting)
    return give_up(why);
  return phase_ == chain_phase::securing || phase_ == chain_phase::secured
      ? fail_change(why, now)
      : chain_effects{};
}

chain_effects chain_machine::record_change(instant now) {
  auto& info = record_.info;
  for (auto& hop : info.route.hops)
    if (hop_at(target_, hop.gateway) == nullptr)
      record_.left[hop.gateway] = sent_;
  auto before = path_of(info.route);
  info.route = std::move(target_);
  info.amount = change_->amount.value_or(info.amount);
  info.asked = change_->asked.value_or(info.asked);
  info.state = change_->state.value_or(info.state);
  if (change_->end) {
    info.granted = change_->end->given;
    info.term.end = change_->end->end;
    info.deadline = change_->end->deadline;
    record_.warned = false;
  }
  if (change_->constraints)
    record_.constraints = *change_->constraints;
  sent_ = next_epoch(sent_);
  info.epoch = sent_;
  pledges_.clear();
  phase_ = chain_phase::recording_renewal;
  order_ = renewal_order::lease_first;
  giving_ = change_->when == new_terms::commits::when_told ? giving::route
                                                           : giving::nothing;
  origin_ = change_->origin;
  auto elsewhere = !same_way(before, info.route);
  auto told = change(elsewhere ? event_kind::moved : change_->kind,
                     change_->reason, now);
  origin_ = {};
  if (elsewhere) {
    told.event.moved_from = std::move(before);
    told.event.moved_to = path_of(info.route);
  }
  return {std::move(told)};
}

// -- gateways that the lease left ---------------------------------------------

chain_effects chain_machine::leave_rest(instant now) {
  leave_again_ =
      record_.left.empty() ? forever : saturating_add(now, timing_.answer);
  chain_effects effects;
  for (auto& [gateway, under] : record_.left)
    effects.emplace_back(release_hop{{record_.info.id, under, gateway}});
  return effects;
}

void chain_machine::left(const hop_answer& answer) {
  auto i = record_.left.find(answer.key.gateway);
  if (i == record_.left.end() || answer.key.epoch < i->second)
    return;
  if (answer.code == errc::stale_epoch)
    i->second = std::max(i->second, answer.current);
  else
    record_.left.erase(i);
  if (record_.left.empty())
    leave_again_ = forever;
}

// -- what was put off ---------------------------------------------------------

chain_effects chain_machine::resume(instant now) {
  auto effects = yield_if_asked(now);
  if (queued_ && phase_ == chain_phase::granted)
    append(effects, renew(*std::exchange(queued_, std::nullopt), now));
  return effects;
}

} // namespace leasehold
