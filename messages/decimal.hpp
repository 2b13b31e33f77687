// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leasehold {

/// What people type is at most this long before it is looked at.
inline constexpr std::size_t typed_text_max = 256;

/// A decimal number without sign, exponent or locale, times a factor.
struct decimal {
  enum class reading { ok, none, fraction_left, too_large };

  reading outcome = reading::none;
  std::int64_t value = 0;
};

/// Takes the number at the front of `text` away from it.
struct number_text {
  std::string_view whole;
  std::string_view fraction;
};

/// Splits "1.5Gbit/s" into "1", "5" and leaves "Gbit/s". False where `text`
/// does not begin with a number.
bool take_number(std::string_view& text, number_text& number);

/// The exact value of the number times `factor`, if it is an integer within
/// [0, 2^63-1].
decimal scale(const number_text& number, std::int64_t factor);

/// The input between quotes, cut where it is long.
std::string quoted(std::string_view text);

} // namespace leasehold
