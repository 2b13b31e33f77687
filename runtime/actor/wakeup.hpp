// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>

#include "messages/time.hpp"

namespace leasehold {

/// INTERNAL to whichever actor sends it to itself: a deadline may have passed.
struct wake_up {
  instant at;
};

/// The one timer of an actor that has deadlines. CAF's timers can't be
/// cancelled, so a new one is started only if it comes before the one under
/// way; what fires early or for nothing is asked again.
class wakeup {
public:
  /// How long from `now` to a wake-up that the actor must send itself now;
  /// none where the one under way comes early enough.
  std::optional<duration> arm(std::optional<instant> deadline, instant now) {
    if (!deadline)
      return std::nullopt;
    const auto at =
        std::min(std::max(*deadline, now), saturating_add(now, longest));
    if (at >= pending_)
      return std::nullopt;
    pending_ = at;
    return at - now;
  }

  /// When the one under way comes.
  instant pending() const noexcept {
    return pending_;
  }

  void fired(const wake_up& msg) noexcept {
    if (msg.at == pending_)
      pending_ = forever;
  }

private:
  /// Nobody's clocks agree for long: the rest is waited for in steps.
  static constexpr duration longest = std::chrono::hours{1};

  instant pending_ = forever;
};

/// Sends `self` a wake-up for `deadline`, unless one comes in time.
template <class Self>
void wake_at(Self* self, wakeup& timer, std::optional<instant> deadline,
             instant now) {
  if (auto delay = timer.arm(deadline, now))
    self->delayed_send(self, *delay, wake_up{timer.pending()});
}

} // namespace leasehold
