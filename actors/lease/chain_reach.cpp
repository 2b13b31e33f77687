// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <utility>

#include "actors/lease/chain_machine.hpp"

// How a lease waits for a gateway that can't be reached. No hop is told: those
// that can be reached keep what they have, and the others hear nothing.
namespace leasehold {

chain_effects chain_machine::suspend(const event_origin& origin, instant now) {
  auto& state = record_.info.state;
  if (!is<steady>() || state == lease_state::suspended)
    return {};
  state = lease_state::suspended;
  return {
      change(event_kind::suspended, event_reason::unreachable, now, origin)};
}

/// A hop may have ended meanwhile, so all of them are asked before the lessee
/// is told to count on them again.
chain_effects chain_machine::resume(instant now) {
  if (!is<steady>() || record_.info.state != lease_state::suspended
      || resuming_)
    return {};
  resuming_ = true;
  return align(now);
}

chain_effects chain_machine::resumed(instant now) {
  if (!std::exchange(resuming_, false)
      || record_.info.state != lease_state::suspended)
    return {};
  serve_again();
  return {change(event_kind::restored, event_reason::unreachable, now)};
}

void chain_machine::serve_again() {
  auto& info = record_.info;
  if (info.state == lease_state::suspended)
    info.state = info.amount == info.asked ? lease_state::active
                                           : lease_state::restricted;
}

} // namespace leasehold
