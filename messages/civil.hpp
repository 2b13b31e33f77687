// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// RFC 3339 in UTC: "2026-11-23T20:00:00Z", with milliseconds where there are
/// any.
std::string format_time(wall_time at);

/// Reads a start time as people type it: "2026-11-23T20:00:00Z" or with an
/// offset like +01:00, "20:00" for the next 20:00 UTC, "+30m" from now. Fails
/// with `errc::invalid_request`, also for a time that is past.
result<instant> parse_time(std::string_view text, const time_base& clock);

} // namespace leasehold
