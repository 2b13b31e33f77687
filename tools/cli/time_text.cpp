// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/time_text.hpp"

#include <algorithm>
#include <chrono>

#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/period.hpp"

namespace leasehold::cli {

std::optional<std::string> civil(instant at, const time_base& clock) {
  if (at > saturating_add(clock.now, bounds::horizon))
    return std::nullopt;
  return format_time(clock.to_wall(at));
}

std::string shown(instant at, const time_base& clock) {
  return civil(at, clock).value_or("never");
}

std::string shown(duration length) {
  if (length > bounds::horizon)
    return "endless";
  if (length >= std::chrono::seconds{10})
    length = std::chrono::duration_cast<std::chrono::seconds>(length);
  return to_string(std::max(length, duration::zero()));
}

std::string remaining(instant end, const time_base& clock) {
  if (end > saturating_add(clock.now, bounds::horizon))
    return "endless";
  return shown(end - clock.now);
}

} // namespace leasehold::cli
