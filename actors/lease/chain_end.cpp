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
  switch (phase_) {
  case chain_phase::telling:
    if (!is_telling_terms())
      return {};
    break;
  case chain_phase::granted:
  case chain_phase::renewing:
  case chain_phase::recording_renewal:
  case chain_phase::securing:
  case chain_phase::secured:
  case chain_phase::switching:
    break;
  default:
    return {};
  }
  chain_effects effects;
  if (is_changing())
    append(effects, abandon_change());
  if (phase_ == chain_phase::renewing) {
    hop_answer why;
    why.step = hop_step::renew;
    why.code = errc::lease_over;
    effects.emplace_back(renewal_refused{renewal_->request, why});
  }
  phase_ = chain_phase::ending;
  renewal_.reset();
  queued_.reset();
  patience_ = forever;
  ack_within_ = ack_within;
  record_.phase = lease_phase::over;
  record_.info.state = lease_state::over;
  origin_ = origin;
  effects.emplace_back(change(event_kind::ended, reason, now));
  return effects;
}

chain_effects chain_machine::lost(const hop_lost& hop, instant now) {
  if (phase_ == chain_phase::releasing) {
    hop_answer gone;
    gone.key = hop.key;
    return settle_release(gone);
  }
  if (hop_at(current_route(), hop.key.gateway) == nullptr) {
    record_.left.erase(hop.key.gateway);
    if (!is_changing() || hop_at(target_, hop.key.gateway) == nullptr)
      return gave_back();
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

chain_effects chain_machine::settle_release(const hop_answer& answer) {
  if (answer.code == errc::stale_epoch) {
    // A renewal that failed left the hop ahead of what was written.
    sent_ = std::max(sent_, answer.current);
    return release_missing();
  }
  missing_.erase(answer.key.gateway);
  if (!missing_.empty())
    return {};
  phase_ = chain_phase::done;
  return {chain_done{}};
}

chain_effects chain_machine::release_rest(instant now) {
  patience_ = saturating_add(now, timing_.answer);
  return release_missing();
}

chain_effects chain_machine::release_missing() const {
  chain_effects effects;
  for (auto& gateway : missing_)
    effects.emplace_back(release_hop{key(gateway)});
  return effects;
}

} // namespace leasehold
