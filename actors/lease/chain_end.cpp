// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "actors/lease/chain_machine.hpp"
#include "actors/route/route_uses.hpp"

// How a lease ends: for its lessee first, then at its gateways.
namespace leasehold {

chain_effects chain_machine::end(event_reason reason, instant now,
                                 const event_origin& origin,
                                 duration ack_within) {
  // A set-up is given up, not ended; and nothing ends twice.
  if (is<setting_up>() || record_.phase == lease_phase::over || is<done>())
    return {};
  chain_effects effects;
  if (auto work = doing<changing>();
      work != nullptr && work->at != changing::step::recording)
    append(effects, abandon_change());
  if (auto work = doing<renewing>();
      work != nullptr && work->at == renewing::step::extending) {
    hop_answer why;
    why.step = hop_step::renew;
    why.code = errc::lease_over;
    effects.emplace_back(renewal_refused{work->terms.request, why});
  }
  become(ending{}).ack_within = ack_within;
  record_.phase = lease_phase::over;
  record_.info.state = lease_state::over;
  effects.emplace_back(change(event_kind::ended, reason, now, origin));
  return effects;
}

chain_effects chain_machine::lost(const hop_lost& hop, instant now) {
  if (auto work = doing<releasing>()) {
    hop_answer gone;
    gone.key = hop.key;
    return hear(*work, gone, now);
  }
  if (hop_at(current_route(), hop.key.gateway) == nullptr) {
    record_.left.erase(hop.key.gateway);
    auto work = doing<changing>();
    if (work == nullptr || hop_at(work->target, hop.key.gateway) == nullptr)
      return report_if_in_step(now);
    hop_answer why;
    why.key = hop.key;
    why.code = hop.code;
    return fail_change(why, now);
  }
  // A late word: of what was released before the lease came back there.
  if (hop.key.epoch < record_.info.epoch)
    return {};
  auto own_end = record_.info.deadline <= now;
  auto natural = record_.info.term.end == forever ? event_reason::holder_gone
                                                  : event_reason::expired;
  return end(own_end ? natural : event_reason::hop_lost, now,
             {{}, hop.key.gateway});
}

chain_effects chain_machine::hear(releasing& work, const hop_answer& answer,
                                  instant) {
  if (answer.code == errc::stale_epoch) {
    // A renewal that failed left the hop ahead of what was written.
    sent_ = std::max(sent_, answer.current);
    return release_missing(work);
  }
  work.missing.erase(answer.key.gateway);
  if (!work.missing.empty())
    return {};
  become(done{});
  return {chain_done{}};
}

/// At the gateways of its route, and at those that it left.
chain_effects chain_machine::release_all(instant now) {
  auto& work = become(releasing{});
  expect(work, current_route());
  for (auto& from : record_.left)
    work.missing.insert(from.first);
  return release_rest(work, now);
}

chain_effects chain_machine::release_rest(releasing& work, instant now) {
  work.patience = saturating_add(now, timing_.answer);
  return release_missing(work);
}

chain_effects chain_machine::release_missing(const releasing& work) const {
  chain_effects effects;
  for (auto& gateway : work.missing)
    effects.emplace_back(release_hop{key(gateway)});
  return effects;
}

} // namespace leasehold
