// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What people type: amounts, lengths of time, periods, points of time, ids of
// leases, names and labels. What is read is written again and read the same;
// numbers mean exactly what they say; what is refused says why.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "messages/amount.hpp"
#include "messages/civil.hpp"
#include "messages/codec/utf8.hpp"
#include "messages/decimal.hpp"
#include "messages/ids.hpp"
#include "messages/name_rule.hpp"
#include "messages/period.hpp"
#include "tests/fuzz/check.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::fuzz {
namespace {

// -- numbers -----------------------------------------------------------------

/// `digits` times `factor`, in decimal, as on paper.
std::string product(std::string_view digits, std::uint64_t factor) {
  std::string reversed;
  std::uint64_t carry = 0;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
    carry += static_cast<std::uint64_t>(*digit - '0') * factor;
    reversed += static_cast<char>('0' + carry % 10);
    carry /= 10;
  }
  for (; carry > 0; carry /= 10)
    reversed += static_cast<char>('0' + carry % 10);
  return {reversed.rbegin(), reversed.rend()};
}

std::string without_leading_zeros(const std::string& digits) {
  auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? "0" : digits.substr(first);
}

bool beyond_max(const std::string& digits) {
  const auto max = std::to_string(std::numeric_limits<std::int64_t>::max());
  return digits.size() != max.size() ? digits.size() > max.size()
                                     : digits > max;
}

/// Compares with arithmetic on paper.
void check_scale(const number_text& number, std::int64_t factor) {
  const auto read = scale(number, factor);
  const auto exact =
      product(std::string{number.whole} + std::string{number.fraction},
              static_cast<std::uint64_t>(factor));
  const auto point = exact.size() - number.fraction.size();
  const auto whole = without_leading_zeros(exact.substr(0, point));
  const bool left = exact.find_first_not_of('0', point) != std::string::npos;
  switch (read.outcome) {
  case decimal::reading::ok:
    require(!left && whole == std::to_string(read.value),
            "a number times a factor is exact");
    break;
  case decimal::reading::fraction_left:
    require(left, "only a fraction is refused as one");
    break;
  case decimal::reading::too_large:
    require(beyond_max(whole), "only what is beyond 2^63-1 is too large");
    break;
  case decimal::reading::none:
    broken("a number is read");
  }
}

void check_number(std::string_view text) {
  number_text number;
  auto rest = text;
  if (!take_number(rest, number))
    return;
  require(rest.size() < text.size(), "a number has a digit");
  for (auto factor : {std::int64_t{1}, std::int64_t{1000},
                      std::int64_t{86400000}, std::int64_t{1000000000000},
                      std::int64_t{1} << 10, std::int64_t{1} << 40})
    check_scale(number, factor);
}

// -- one word ----------------------------------------------------------------

/// What is read is written so that it is read the same, and the same again.
template <class T>
void check_round_trip(const result<T>& read,
                      result<T> (*parse)(std::string_view)) {
  if (!read) {
    require_explained(read.error(), errc::invalid_request);
    return;
  }
  const auto written = to_string(*read);
  require(is_plain_utf8(written), "what is written can be printed");
  const auto again = parse(written);
  require(again && *again == *read, "what is written is read the same");
  require(to_string(*again) == written, "the same is written the same");
}

void check_amounts(std::string_view text) {
  const auto read = parse_amounts(text);
  require(!read || !read->negative(), "an amount is never negative");
  check_round_trip(read, parse_amounts);
}

void check_period(std::string_view text) {
  const auto length = parse_duration(text);
  require(!length || (*length >= duration::zero() && *length <= period::max),
          "a length of time is bounded");
  check_round_trip(length, parse_duration);
  const auto read = parse_period(text);
  require(!length || read, "a length of time is a period");
  check_round_trip(read, parse_period);
}

constexpr time_base clocks[] = {
    // 1970-01-01, 2026-11-23T20:00:00Z and 9999-12-31T23:59:59.999Z.
    {instant{duration{0}}, wall_time{duration{0}}},
    {instant{duration{86400000}}, wall_time{duration{1795464000000}}},
    {instant{duration{1'000'000'000'000}},
     wall_time{duration{253402300799999}}},
};

void check_time(std::string_view text) {
  for (const auto& clock : clocks) {
    const auto read = parse_time(text, clock);
    if (!read) {
      require_explained(read.error(), errc::invalid_request);
      continue;
    }
    require(*read >= clock.now, "a start is not past");
    const auto at = clock.to_wall(*read);
    const auto written = format_time(at);
    require(is_plain_utf8(written), "a time can be printed");
    // What is further ahead than the last year that is read can't be typed.
    if (at > clocks[2].wall)
      continue;
    const auto again = parse_time(written, clock);
    require(again && *again == *read, "a time is read as it was written");
    require(!cli::shown(*read, clock).empty(), "a time is shown");
    require(!cli::remaining(*read, clock).empty(), "what is left is shown");
  }
}

void check_lease_id(std::string_view text) {
  check_round_trip(parse_lease_id(text), parse_lease_id);
}

// -- values ------------------------------------------------------------------

/// Values, written and read.
void check_values(fuzz_input in) {
  constexpr std::uint64_t max = std::numeric_limits<std::int64_t>::max();
  amounts amount;
  for (auto dimension : all_units)
    amount.set(dimension, static_cast<std::int64_t>(in.number() & max));
  check_round_trip(result<amounts>{amount}, parse_amounts);
  const auto count = static_cast<std::uint64_t>(period::max.count());
  check_round_trip(result<duration>{duration{
                       static_cast<duration::rep>(in.number() % (count + 1))}},
                   parse_duration);
  check_round_trip(result<lease_id>{lease_id{in.number()}}, parse_lease_id);
  require(
      !cli::shown(duration{static_cast<duration::rep>(in.number())}).empty(),
      "a length of time is shown");
}

// -- the words of a command line ---------------------------------------------

void check_words(std::string_view text) {
  std::vector<std::string> words;
  for (auto rest = text;;) {
    const auto blank = rest.find(' ');
    words.emplace_back(rest.substr(0, blank));
    if (blank == std::string_view::npos)
      break;
    rest.remove_prefix(blank + 1);
  }
  if (const auto ids = cli::read_lease_ids(words))
    require(ids->size() == words.size(), "as many ids are read as were typed");
  else
    require_explained(ids.error(), errc::invalid_request);
  if (const auto labels = cli::read_labels(words)) {
    require(labels->size() == words.size() && words.size() <= bounds::labels,
            "as many labels are read as were typed");
    for (const auto& [key, value] : *labels)
      require(!key.empty() && key.size() <= bounds::label_bytes
                  && value.size() <= bounds::label_bytes,
              "labels are bounded");
  } else {
    require_explained(labels.error(), errc::invalid_request);
  }
  const std::string whole{text};
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  if (const auto number = cli::read_number(whole, 0, most))
    require(whole.find_first_not_of("0123456789") == std::string::npos
                && std::to_string(*number)
                    == whole.substr(std::min(whole.find_first_not_of('0'),
                                             whole.size() - 1)),
            "a number is the one that was typed");
  else
    require_explained(number.error(), errc::invalid_request);
  if (const auto name = cli::read_name(whole, "NAME"))
    require(*name == whole && is_name(whole, bounds::name_bytes),
            "a name is taken as it is");
  else
    require_explained(name.error(), errc::invalid_request);
}

} // namespace
} // namespace leasehold::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace leasehold::fuzz;
  check_values({data, size});
  const auto text = fuzz_input{data, size}.rest();
  check_number(text);
  check_amounts(text);
  check_period(text);
  check_time(text);
  check_lease_id(text);
  check_words(text);
  return 0;
}
