// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/civil.hpp"

#include <charconv>
#include <ctime>
#include <optional>

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "messages/period.hpp"

namespace leasehold {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* help =
    "write it like 2026-11-23T20:00:00Z, 20:00 (UTC) or +30m";

failure no_time(std::string_view text, const std::string& why) {
  return {errc::invalid_request,
          fmt::format("{} is no start time: {}", quoted(text), why)};
}

/// Takes exactly `digits` digits, then `after` where that is not 0.
bool take(std::string_view& text, std::size_t digits, char after, int low,
          int high, int& value) {
  if (text.size() < digits + (after != 0 ? 1 : 0))
    return false;
  auto end = text.data() + digits;
  auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < low || value > high
      || text.front() == '-')
    return false;
  if (after != 0 && text[digits] != after)
    return false;
  text.remove_prefix(digits + (after != 0 ? 1 : 0));
  return true;
}

/// "Z", "+01:00", "-08:30".
std::optional<minutes> take_offset(std::string_view text) {
  if (text == "Z" || text == "z")
    return minutes{0};
  if (text.empty() || (text.front() != '+' && text.front() != '-'))
    return std::nullopt;
  auto sign = text.front() == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hour = 0;
  int minute = 0;
  if (!take(text, 2, ':', 0, 23, hour) || !take(text, 2, 0, 0, 59, minute)
      || !text.empty())
    return std::nullopt;
  return sign * (hours{hour} + minutes{minute});
}

std::optional<duration> take_fraction(std::string_view& text) {
  if (text.empty() || text.front() != '.')
    return duration::zero();
  text.remove_prefix(1);
  std::int64_t value = 0;
  auto digits = 0;
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9';
       text.remove_prefix(1), ++digits)
    if (digits < 3)
      value = value * 10 + (text.front() - '0');
  if (digits == 0)
    return std::nullopt;
  for (; digits < 3; ++digits)
    value *= 10;
  return duration{value};
}

std::optional<wall_time> parse_rfc3339(std::string_view text) {
  std::tm civil{};
  if (!take(text, 4, '-', 1970, 9999, civil.tm_year)
      || !take(text, 2, '-', 1, 12, civil.tm_mon)
      || !take(text, 2, 0, 1, 31, civil.tm_mday) || text.empty()
      || (text.front() != 'T' && text.front() != 't' && text.front() != ' '))
    return std::nullopt;
  text.remove_prefix(1);
  if (!take(text, 2, ':', 0, 23, civil.tm_hour)
      || !take(text, 2, ':', 0, 59, civil.tm_min)
      || !take(text, 2, 0, 0, 60, civil.tm_sec))
    return std::nullopt;
  auto fraction = take_fraction(text);
  auto offset = take_offset(text);
  if (!fraction || !offset)
    return std::nullopt;
  civil.tm_year -= 1900;
  civil.tm_mon -= 1;
  auto day = civil.tm_mday;
  auto leap_second = civil.tm_sec == 60;
  auto whole = timegm(&civil);
  if (civil.tm_mday != day && !leap_second)
    return std::nullopt; // 30 February.
  return wall_time{seconds{whole}} + *fraction - *offset;
}

/// The next time the clock shows this, in UTC.
std::optional<wall_time> parse_clock(std::string_view text, wall_time now) {
  int hour = 0;
  int minute = 0;
  if (!take(text, 2, ':', 0, 23, hour) || !take(text, 2, 0, 0, 59, minute)
      || !text.empty())
    return std::nullopt;
  constexpr auto day = hours{24};
  auto today = now - now.time_since_epoch() % day;
  auto at = today + hours{hour} + minutes{minute};
  return at > now ? at : at + day;
}

} // namespace

std::string format_time(wall_time at) {
  auto since = at.time_since_epoch();
  auto whole = std::chrono::floor<seconds>(since);
  auto fraction = (since - whole).count();
  std::time_t time = whole.count();
  std::tm civil{};
  gmtime_r(&time, &civil);
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
                          civil.tm_year + 1900, civil.tm_mon + 1, civil.tm_mday,
                          civil.tm_hour, civil.tm_min, civil.tm_sec);
  return fraction == 0 ? text + "Z" : fmt::format("{}.{:03}Z", text, fraction);
}

result<instant> parse_time(std::string_view text, const time_base& clock) {
  if (text.empty() || text.size() > typed_text_max)
    return no_time(text, help);
  if (text.front() == '+') {
    auto ahead = parse_duration(text.substr(1));
    if (!ahead)
      return no_time(text, help);
    return saturating_add(clock.now, *ahead);
  }
  auto at = parse_rfc3339(text);
  if (!at)
    at = parse_clock(text, clock.wall);
  if (!at)
    return no_time(text, help);
  if (*at < clock.wall)
    return no_time(
        text, fmt::format("it is past; now is {}", format_time(clock.wall)));
  return clock.to_instant(*at);
}

} // namespace leasehold
