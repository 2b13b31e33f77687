// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <utility>

#include "actors/lease/chain_machine.hpp"
#include "actors/lease/circuits.hpp"
#include "actors/lease/hopeless_routes.hpp"

// How a lease is set up: hops are held, then committed, then it is written.
namespace leasehold {

chain_effects chain_machine::hold_route(setting_up& work, instant now) {
  work.at = setting_up::step::holding;
  record_.info.route = std::move(work.routes.back());
  work.routes.pop_back();
  sent_ = next_epoch(sent_);
  expect(work, current_route());
  // The first attempt sets the patience for all of them (C5).
  if (work.patience == forever)
    work.patience = saturating_add(now, timing_.hold);
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(hold_hop{
        key(hop), record_.root, hop.uses, record_.info.term,
        saturating_add(now, timing_.hold), pledges_at(hop.gateway),
        reckoning::as_before, circuit_at(record_.info, current_route(), hop)});
  return effects;
}

chain_effects chain_machine::hear(setting_up& work, const hop_answer& answer,
                                  instant now) {
  auto holding = work.at == setting_up::step::holding;
  if (answer.code != errc::none)
    return holding ? try_next_route(work, answer, now) : give_up(answer);
  if (!work.missing.empty())
    return {};
  if (!holding) {
    work.at = setting_up::step::recording;
    work.patience = forever;
    record_.info.epoch = sent_;
    record_.phase = lease_phase::granted;
    return {change(event_kind::granted, event_reason::requested, now)};
  }
  if (pledges_.empty())
    return commit_route(work);
  work.at = setting_up::step::waiting;
  return {chain_waits{}};
}

chain_effects chain_machine::commit_route(setting_up& work) {
  work.at = setting_up::step::committing;
  expect(work, current_route());
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(commit_hop{key(hop), record_.info.deadline});
  return effects;
}

chain_effects chain_machine::go_on() {
  if (auto work = doing<changing>();
      work != nullptr && work->at == changing::step::secured)
    return switch_terms(*work);
  if (auto work = doing<setting_up>();
      work != nullptr && work->at == setting_up::step::waiting)
    return commit_route(*work);
  return {};
}

chain_effects chain_machine::try_next_route(setting_up& work,
                                            const hop_answer& why,
                                            instant now) {
  if (!drop_hopeless(work.routes, work.refused, why))
    return give_up(why);
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(release_hop{key(hop)});
  append(effects, hold_route(work, now));
  return effects;
}

chain_effects chain_machine::give_up(const hop_answer& why) {
  become(done{});
  chain_effects effects;
  for (auto& hop : current_route().hops)
    effects.emplace_back(release_hop{key(hop)});
  effects.emplace_back(chain_refused{why});
  return effects;
}

} // namespace leasehold
