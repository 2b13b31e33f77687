// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"
#include "actors/lease/circuits.hpp"
#include "actors/lease/hopeless_routes.hpp"
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

chain_effects chain_machine::change_to(new_terms terms, instant now) {
  hop_answer why;
  why.code = is<steady>()                  ? errc::none
      : record_.phase == lease_phase::over ? errc::lease_over
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
  auto& work = become(changing{});
  work.terms = std::move(terms);
  // What is not written by then comes too late: a lease ends on time.
  work.patience =
      std::min(saturating_add(now, timing_.hold), record_.info.term.end);
  return secure(work, now);
}

chain_effects chain_machine::secure(changing& work, instant now) {
  work.at = changing::step::securing;
  work.target = std::move(work.terms.routes.back());
  work.terms.routes.pop_back();
  sent_ = next_epoch(sent_);
  expect(work, work.target);
  auto& end = work.terms.end;
  const window term{record_.info.term.start,
                    end ? end->end : record_.info.term.end};
  // A gateway that the lease does not pass may still have what an earlier
  // change left there, and nobody counts on that.
  auto counts = [&](const route_hop& hop) {
    auto passes = hop_at(current_route(), hop.gateway) != nullptr;
    return !passes || counts_anew(term.end) ? reckoning::anew : said_again_;
  };
  chain_effects effects;
  for (auto& hop : work.target.hops)
    effects.emplace_back(hold_hop{key(hop), record_.root, hop.uses, term,
                                  saturating_add(now, timing_.hold),
                                  pledges_at(hop.gateway), counts(hop),
                                  circuit_at(record_.info, work.target, hop)});
  return effects;
}

chain_effects chain_machine::switch_terms(changing& work) {
  work.at = changing::step::switching;
  expect(work, work.target);
  auto deadline = record_.info.deadline;
  if (work.terms.end)
    deadline = std::max(deadline, work.terms.end->deadline);
  chain_effects effects;
  for (auto& hop : work.target.hops)
    effects.emplace_back(commit_hop{key(hop), deadline});
  return effects;
}

chain_effects chain_machine::hear(changing& work, const hop_answer& answer,
                                  instant now) {
  auto holding = work.at == changing::step::securing;
  if (holding && answer.code == errc::conflict
      && answer.in_the_way == lease_id{} && !work.told_again)
    return secure_after_telling(work, now);
  if (answer.code != errc::none)
    return holding ? try_next_terms(work, answer, now)
                   : fail_change(answer, now);
  if (!work.missing.empty())
    return {};
  if (!holding)
    return record_change(work, now);
  if (work.terms.when == new_terms::commits::at_once)
    return switch_terms(work);
  work.at = changing::step::secured;
  return {chain_waits{}};
}

/// A gateway may still have what was committed there and never written, by a
/// root before this one; it learns which terms count, and is asked again.
chain_effects chain_machine::secure_after_telling(changing& work, instant now) {
  work.told_again = true;
  auto effects = terms_for_hops();
  work.terms.routes.push_back(std::move(work.target));
  append(effects, secure(work, now));
  return effects;
}

chain_effects chain_machine::try_next_terms(changing& work,
                                            const hop_answer& why,
                                            instant now) {
  if (!drop_hopeless(work.terms.routes, work.refused, why))
    return fail_change(why, now);
  auto vain = std::move(work.target);
  chain_effects effects;
  for (auto& hop : vain.hops)
    if (hop_at(current_route(), hop.gateway) == nullptr)
      effects.emplace_back(release_hop{key(hop)});
  auto holds = secure(work, now);
  // What is held beside goes where the next route does not pass.
  for (auto& hop : current_route().hops)
    if (hop_at(vain, hop.gateway) != nullptr
        && hop_at(work.target, hop.gateway) == nullptr)
      effects.emplace_back(renew_hop{key(hop), record_.info.term,
                                     record_.info.deadline, hop.uses,
                                     said_again_});
  append(effects, std::move(holds));
  return effects;
}

/// Leaves the gateways where the lease has nothing but what it wanted to change
/// to. The change is over.
chain_effects chain_machine::abandon_change() {
  auto target = std::move(doing<changing>()->target);
  become(steady{});
  chain_effects effects;
  for (auto& hop : target.hops)
    if (hop_at(current_route(), hop.gateway) == nullptr) {
      record_.left[hop.gateway] = sent_;
      effects.emplace_back(release_hop{key(hop)});
    }
  pledges_.clear();
  return effects;
}

chain_effects chain_machine::fail_change(const hop_answer& why, instant now) {
  auto effects = abandon_change();
  leave_again_ =
      record_.left.empty() ? forever : saturating_add(now, timing_.answer);
  effects.emplace_back(change_refused{why});
  append(effects, align(now));
  append(effects, due(now));
  return effects;
}

chain_effects chain_machine::stay(instant now) {
  hop_answer why;
  why.code = errc::insufficient_capacity;
  switch (phase()) {
  case chain_phase::waiting:
    return give_up(why);
  case chain_phase::securing:
  case chain_phase::secured:
    return fail_change(why, now);
  default:
    return {};
  }
}

chain_effects chain_machine::record_change(changing& work, instant now) {
  auto& info = record_.info;
  for (auto& hop : info.route.hops)
    if (hop_at(work.target, hop.gateway) == nullptr)
      record_.left[hop.gateway] = sent_;
  auto& terms = work.terms;
  auto before = path_of(info.route);
  info.route = std::move(work.target);
  info.amount = terms.amount.value_or(info.amount);
  info.asked = terms.asked.value_or(info.asked);
  info.state = terms.state.value_or(info.state);
  serve_again();
  if (terms.end) {
    info.granted = terms.end->given;
    info.term.end = terms.end->end;
    info.deadline = terms.end->deadline;
    record_.warned = false;
  }
  if (terms.constraints)
    record_.constraints = *terms.constraints;
  sent_ = next_epoch(sent_);
  info.epoch = sent_;
  pledges_.clear();
  work.at = changing::step::recording;
  work.patience = forever;
  if (terms.when == new_terms::commits::when_told)
    report_at_least(report::hops_and_left);
  auto elsewhere = !same_way(before, info.route);
  auto told = change(elsewhere ? event_kind::moved : terms.kind, terms.reason,
                     now, terms.origin);
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

} // namespace leasehold
