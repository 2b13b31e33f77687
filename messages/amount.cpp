// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/amount.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "messages/saturating.hpp"

namespace leasehold {

amounts& amounts::operator+=(const amounts& other) noexcept {
  for (std::size_t i = 0; i < unit_count; ++i)
    values_[i] = saturating_sum(values_[i], other.values_[i]);
  return *this;
}

amounts& amounts::operator-=(const amounts& other) noexcept {
  for (std::size_t i = 0; i < unit_count; ++i)
    values_[i] = saturating_difference(values_[i], other.values_[i]);
  return *this;
}

bool amounts::zero() const noexcept {
  return values_ == std::array<std::int64_t, unit_count>{};
}

bool amounts::negative() const noexcept {
  return std::any_of(values_.begin(), values_.end(),
                     [](std::int64_t x) { return x < 0; });
}

bool amounts::fits(const amounts& room) const noexcept {
  return std::equal(values_.begin(), values_.end(), room.values_.begin(),
                    [](std::int64_t x, std::int64_t y) { return x <= y; });
}

amounts max(const amounts& x, const amounts& y) noexcept {
  amounts result;
  for (auto u : all_units)
    result.set(u, std::max(x[u], y[u]));
  return result;
}

amounts min(const amounts& x, const amounts& y) noexcept {
  amounts result;
  for (auto u : all_units)
    result.set(u, std::min(x[u], y[u]));
  return result;
}

// -- text --------------------------------------------------------------------

namespace {

struct unit_word {
  std::string_view text;
  unit dimension;
  std::int64_t factor;
};

/// Larger factors first within a dimension: formatting takes the first that
/// divides the value.
constexpr unit_word unit_words[] = {
    {"Tbit/s", unit::bit_per_second, 1000000000000},
    {"Gbit/s", unit::bit_per_second, 1000000000},
    {"Mbit/s", unit::bit_per_second, 1000000},
    {"kbit/s", unit::bit_per_second, 1000},
    {"bit/s", unit::bit_per_second, 1},
    {"TiB", unit::byte, std::int64_t{1} << 40},
    {"GiB", unit::byte, std::int64_t{1} << 30},
    {"MiB", unit::byte, std::int64_t{1} << 20},
    {"KiB", unit::byte, std::int64_t{1} << 10},
    {"TB", unit::byte, 1000000000000},
    {"GB", unit::byte, 1000000000},
    {"MB", unit::byte, 1000000},
    {"kB", unit::byte, 1000},
    {"B", unit::byte, 1},
    {"count", unit::count, 1},
};

constexpr const char* unit_help =
    "units are bit/s (k, M, G, T before it), B (also Ki, Mi, Gi, Ti) and "
    "count; join dimensions with +, as in 10Mbit/s+2count";

failure no_amount(std::string_view text, const std::string& why) {
  return {errc::invalid_request,
          fmt::format("{} is no amount: {}", quoted(text), why)};
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ')
    text.remove_suffix(1);
  return text;
}

const unit_word* find_unit(std::string_view word) {
  if (word.empty())
    word = "count";
  auto found = std::find_if(std::begin(unit_words), std::end(unit_words),
                            [&](auto& x) { return x.text == word; });
  return found == std::end(unit_words) ? nullptr : found;
}

/// One dimension, into `total`. Returns what is wrong.
std::string add_term(std::string_view term, amounts& total,
                     std::array<bool, unit_count>& seen) {
  auto rest = trimmed(term);
  number_text number;
  if (!rest.empty() && rest.front() == '-')
    return "an amount is never negative; leave out the '-'";
  if (!take_number(rest, number))
    return fmt::format("a number and a unit are needed; {}", unit_help);
  auto word = find_unit(trimmed(rest));
  if (word == nullptr)
    return fmt::format("unknown unit {}; {}", quoted(trimmed(rest)), unit_help);
  auto value = scale(number, word->factor);
  if (value.outcome == decimal::reading::fraction_left)
    return fmt::format("it is no whole number of {}",
                       word->dimension == unit::bit_per_second ? "bit/s"
                           : word->dimension == unit::byte     ? "bytes"
                                                               : "counts");
  if (value.outcome == decimal::reading::too_large)
    return "it is beyond 2^63-1";
  auto index = static_cast<std::size_t>(word->dimension);
  if (seen[index])
    return "a dimension comes twice";
  seen[index] = true;
  total.set(word->dimension, value.value);
  return {};
}

} // namespace

result<amounts> parse_amounts(std::string_view text) {
  if (text.size() > typed_text_max)
    return no_amount(
        text, fmt::format("it is longer than {} characters", typed_text_max));
  amounts total;
  std::array<bool, unit_count> seen{};
  for (auto rest = text;;) {
    auto plus = rest.find('+');
    if (auto wrong = add_term(rest.substr(0, plus), total, seen);
        !wrong.empty())
      return no_amount(text, wrong);
    if (plus == std::string_view::npos)
      return total;
    rest.remove_prefix(plus + 1);
  }
}

std::string to_string(const amounts& x) {
  std::string result;
  for (auto dimension : all_units) {
    auto value = x[dimension];
    if (value == 0)
      continue;
    auto word = std::find_if(std::begin(unit_words), std::end(unit_words),
                             [&](auto& candidate) {
                               return candidate.dimension == dimension
                                   && value % candidate.factor == 0;
                             });
    result += fmt::format("{}{}{}", result.empty() ? "" : "+",
                          value / word->factor, word->text);
  }
  return result.empty() ? "0" : result;
}

} // namespace leasehold
