// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/period.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "messages/decimal.hpp"

namespace leasehold {

namespace {

struct time_word {
  std::string_view text;
  std::int64_t factor;
};

/// In milliseconds, the largest first.
constexpr time_word time_words[] = {
    {"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

constexpr const char* help =
    "write it like 90s, 1500ms or 2h30m; units are d, h, m, s and ms, the "
    "largest first";

failure no_duration(std::string_view text, const std::string& why) {
  return {errc::invalid_request,
          fmt::format("{} is no length of time: {}", quoted(text), why)};
}

const time_word* take_word(std::string_view& text) {
  auto digit = [](char c) {
    return c >= '0' && c <= '9';
  };
  auto end = std::find_if(text.begin(), text.end(), digit);
  auto word = text.substr(0, end - text.begin());
  auto found = std::find_if(std::begin(time_words), std::end(time_words),
                            [&](auto& x) { return x.text == word; });
  if (found == std::end(time_words))
    return nullptr;
  text.remove_prefix(word.size());
  return found;
}

bool is_negative_number(std::string_view text) {
  number_text number;
  if (text.empty() || text.front() != '-')
    return false;
  text.remove_prefix(1);
  return take_number(text, number) && text.empty();
}

} // namespace

result<duration> parse_duration(std::string_view text) {
  if (text.empty() || text.size() > typed_text_max)
    return no_duration(text, help);
  std::int64_t total = 0;
  const time_word* last = nullptr;
  for (auto rest = text; !rest.empty();) {
    number_text number;
    if (!take_number(rest, number))
      return no_duration(text, help);
    auto word = take_word(rest);
    if (word == nullptr)
      return no_duration(text, help);
    if (last != nullptr && word->factor >= last->factor)
      return no_duration(text, help);
    last = word;
    auto value = scale(number, word->factor);
    if (value.outcome == decimal::reading::fraction_left)
      return no_duration(text, "it is no whole number of milliseconds");
    if (value.outcome == decimal::reading::too_large
        || value.value > period::max.count() - total)
      return no_duration(
          text, fmt::format("the longest is {}", to_string(period::max)));
    total += value.value;
  }
  return duration{total};
}

std::string to_string(duration x) {
  if (x < duration::zero())
    return "-" + to_string(x == duration::min() ? duration::max() : -x);
  std::string result;
  auto rest = x.count();
  for (auto& word : time_words) {
    auto count = rest / word.factor;
    rest %= word.factor;
    if (count > 0)
      result += fmt::format("{}{}", count, word.text);
  }
  return result.empty() ? "0s" : result;
}

result<period> parse_period(std::string_view text) {
  if (text == "any")
    return period::any();
  if (text == "zero" || text == "0")
    return period::zero();
  if (text == "infinite" || is_negative_number(text))
    return period::infinite();
  auto length = parse_duration(text);
  if (!length)
    return failure{errc::invalid_request,
                   fmt::format("{} is no period: {}; or any, infinite, zero",
                               quoted(text), help)};
  return *length == duration::zero() ? period::zero() : period::finite(*length);
}

std::string to_string(period x) {
  switch (x.type()) {
  case period::kind::any:
    return "any";
  case period::kind::zero:
    return "zero";
  case period::kind::infinite:
    return "infinite";
  case period::kind::finite:
    return to_string(x.length());
  }
  return "unknown";
}

} // namespace leasehold
