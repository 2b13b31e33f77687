// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/stamp_record.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "messages/decimal.hpp"

namespace leasehold {

namespace {

// Text, so that an audit of the journal reads itself: version, instant in
// milliseconds, BOOTTIME and RAW in nanoseconds, what lies between the timeline
// and civil time in milliseconds or "-", boot id. The first version had no
// civil time.
constexpr std::string_view version = "2";
constexpr std::string_view first_version = "1";
constexpr std::string_view unknown = "-";

std::string_view next_word(std::string_view& text) {
  const auto end = text.find(' ');
  const auto word = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return word;
}

std::optional<std::int64_t> next_number(std::string_view& text) {
  const auto word = next_word(text);
  const auto end = word.data() + word.size();
  std::int64_t value = 0;
  const auto [at, failed] = std::from_chars(word.data(), end, value);
  if (failed != std::errc{} || at != end)
    return std::nullopt;
  return value;
}

} // namespace

record to_record(const clock_stamp& stamp) {
  record result;
  result.kind = clock_stamp_kind;
  result.body = fmt::format(
      "{} {} {} {} {} {}", version, stamp.at.time_since_epoch().count(),
      stamp.ticks.boottime.count(), stamp.ticks.raw.count(),
      stamp.civil ? fmt::to_string(stamp.civil->count()) : std::string{unknown},
      stamp.boot_id);
  return result;
}

store_result<clock_stamp> parse_clock_stamp(const record& stored) {
  std::string_view text = stored.body;
  const auto found = next_word(text);
  if (found != version && found != first_version)
    return store_error{
        store_errc::wrong_version,
        fmt::format("the clock stamp has version {}, known is {}: start the "
                    "version of Leasehold that wrote it",
                    quoted(found), version)};
  const auto at = next_number(text);
  const auto boottime = next_number(text);
  const auto raw = next_number(text);
  std::optional<std::int64_t> civil;
  auto whole = at && boottime && raw;
  if (found == version) {
    if (text.substr(0, unknown.size() + 1) == "- ")
      next_word(text);
    else
      whole = whole && (civil = next_number(text));
  }
  if (stored.kind != clock_stamp_kind || !whole)
    return store_error{store_errc::corrupt,
                       fmt::format("not a clock stamp: {}; restore a copy of "
                                   "the journal",
                                   quoted(stored.body))};
  clock_stamp result{
      instant{duration{*at}},
      {std::chrono::nanoseconds{*boottime}, std::chrono::nanoseconds{*raw}},
      std::string{text}};
  if (civil)
    result.civil = duration{*civil};
  return result;
}

} // namespace leasehold
