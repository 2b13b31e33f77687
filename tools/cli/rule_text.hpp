// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A rule of the administrator in words for a table.

#include <cstdint>
#include <string>
#include <vector>

#include "messages/limit.hpp"

namespace leasehold::cli {

/// "mon", "tue", ... of the days whose bits are set.
std::vector<std::string> weekday_names(std::uint8_t mask);

/// Minutes after midnight as "08:00".
std::string clock_text(std::uint16_t minutes);

/// Whom and when it concerns: "lessee=ann kind=printer mon,tue 08:00-17:30".
std::string conditions_text(const limit_rule& rule);

/// What it does: "period<=1h amount<=10Mbit/s".
std::string effects_text(const limit_rule& rule);

} // namespace leasehold::cli
