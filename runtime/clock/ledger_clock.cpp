// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/ledger_clock.hpp"

#include <utility>

#include "runtime/clock/belief.hpp"

namespace leasehold {

namespace {

// A virtual machine that was set back to a snapshot keeps its boot id, but its
// clocks are behind the stamp: as good as another boot.
bool same_boot(const clock_stamp& last, clock_ticks now,
               const std::string& boot_id) {
  return !boot_id.empty() && last.boot_id == boot_id
      && now.boottime >= last.ticks.boottime && now.raw >= last.ticks.raw;
}

} // namespace

ledger_clock::ledger_clock(const std::optional<clock_stamp>& last,
                           clock_ticks now, std::string boot_id)
    : made_(now), resumed_(last && same_boot(*last, now, boot_id)) {
  if (resumed_)
    anchor_ = *last;
  else
    anchor_ = {last ? last->at : instant{}, now, std::move(boot_id)};
}

instant ledger_clock::at(clock_ticks now) const noexcept {
  return anchor_.at + owner_elapsed(anchor_.ticks, now);
}

instant ledger_clock::believed(clock_ticks now) const noexcept {
  return at(made_) + believer_elapsed(made_, now);
}

clock_stamp ledger_clock::stamp(clock_ticks now) const {
  return {at(now), now, anchor_.boot_id, std::nullopt};
}

} // namespace leasehold
