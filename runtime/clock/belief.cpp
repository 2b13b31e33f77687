// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/belief.hpp"

#include <algorithm>

namespace leasehold {

duration owner_elapsed(clock_ticks since, clock_ticks now) noexcept {
  return std::chrono::floor<duration>(
      std::min(now.boottime - since.boottime, now.raw - since.raw));
}

duration believer_elapsed(clock_ticks since, clock_ticks now) noexcept {
  return std::chrono::ceil<duration>(
      std::max(now.boottime - since.boottime, now.raw - since.raw));
}

} // namespace leasehold
