// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How long a holder may believe in a term that an owner has granted. The owner
// counts the term from its commit by the slower of its clocks; the holder
// counts from before it asked, by the faster of its own, and less: so its
// belief ends first although their rates differ by up to the bound (C2).

#include <cstdint>

#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"

namespace leasehold {

/// How far the rate of any clock in the cluster may be from true, in parts
/// per million.
/// @pre `parts_per_million < 1'000'000`
struct rate_bound {
  std::uint32_t parts_per_million = 1000;
};

/// D(1-r)/(1+r), rounded down. Never negative, never overflows.
constexpr duration believed_term(duration term, rate_bound rate) noexcept {
  if (term <= duration::zero())
    return duration::zero();
  constexpr std::int64_t whole = 1'000'000;
  using wide = __int128;
  const auto r = static_cast<std::int64_t>(rate.parts_per_million);
  return duration{static_cast<duration::rep>(wide{term.count()} * (whole - r)
                                             / (whole + r))};
}

/// When a holder that sent its request at `sent` ceases to believe.
constexpr instant believed_until(instant sent, duration term,
                                 rate_bound rate) noexcept {
  return saturating_add(sent, believed_term(term, rate));
}

/// What has passed for an owner: the smaller advance, rounded down.
/// @pre both were read on the same boot.
duration owner_elapsed(clock_ticks since, clock_ticks now) noexcept;

/// What has passed for a believer: the larger advance, rounded up.
/// @pre both were read on the same boot.
duration believer_elapsed(clock_ticks since, clock_ticks now) noexcept;

} // namespace leasehold
