// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A calendar for people: a line for each step, with a bar of what is taken.

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "messages/resource.hpp"
#include "messages/time.hpp"

namespace leasehold::cli {

struct bar_style {
  /// Of a whole line.
  std::size_t columns = 80;
  const char* booked = "#";
  const char* held = "=";
  const char* free = ".";
};

bar_style ascii_bars(std::size_t columns);
bar_style unicode_bars(std::size_t columns);

/// So many characters of which the bar's parts have their share. No part that
/// is there is without a character, and only what is full has none that is
/// free.
/// @pre `cells >= 3`, `held <= taken`
std::string bar(std::int64_t taken, std::int64_t held, std::int64_t capacity,
                std::size_t cells, const bar_style& style);

void print_calendar(std::ostream& out, const resource_calendar& x,
                    const time_base& clock, const bar_style& style);

} // namespace leasehold::cli
