// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/decimal.hpp"

#include <algorithm>
#include <limits>

namespace leasehold {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view take_digits(std::string_view& text) {
  auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  auto digits = text.substr(0, end - text.begin());
  text.remove_prefix(digits.size());
  return digits;
}

} // namespace

bool take_number(std::string_view& text, number_text& number) {
  number.whole = take_digits(text);
  if (number.whole.empty())
    return false;
  number.fraction = {};
  if (text.size() > 1 && text[0] == '.' && is_digit(text[1])) {
    text.remove_prefix(1);
    number.fraction = take_digits(text);
  }
  return true;
}

decimal scale(const number_text& number, std::int64_t factor) {
  constexpr auto max = std::numeric_limits<std::int64_t>::max();
  using wide = unsigned __int128;
  wide value = 0;
  for (auto digit : number.whole) {
    value = value * 10 + static_cast<wide>(digit - '0');
    if (value > static_cast<wide>(max))
      return {decimal::reading::too_large, 0};
  }
  // As on paper, from the last digit: exact, however many there are.
  wide carry = 0;
  for (auto digit = number.fraction.rbegin(); digit != number.fraction.rend();
       ++digit) {
    carry += static_cast<wide>(*digit - '0') * static_cast<wide>(factor);
    if (carry % 10 != 0)
      return {decimal::reading::fraction_left, 0};
    carry /= 10;
  }
  value = value * static_cast<wide>(factor) + carry;
  if (value > static_cast<wide>(max))
    return {decimal::reading::too_large, 0};
  return {decimal::reading::ok, static_cast<std::int64_t>(value)};
}

std::string quoted(std::string_view text) {
  constexpr std::size_t shown_max = 40;
  std::string result = "\"";
  for (auto c : text.substr(0, shown_max))
    result += c >= ' ' && c <= '~' ? c : '?';
  return result + (text.size() > shown_max ? "...\"" : "\"");
}

} // namespace leasehold
