// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/wire_reader.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "messages/codec/utf8.hpp"
#include "messages/name_rule.hpp"

namespace leasehold {

namespace {

constexpr auto never = std::numeric_limits<std::int64_t>::max();

std::string_view view(capnp::Text::Reader x) noexcept {
  return {x.begin(), x.size()};
}

} // namespace

void wire_reader::fail(std::string_view field, std::string_view rule,
                       std::string_view way_out) {
  if (!failed())
    why_ = {errc::invalid_request,
            fmt::format("{} {}; {}", field, rule, way_out)};
}

std::string wire_reader::name_text(std::string_view field,
                                   capnp::Text::Reader x, std::size_t bytes_max,
                                   presence wanted) {
  auto text = view(x);
  if (text.empty()) {
    if (wanted == presence::required)
      fail(field, "is missing", "give its name");
    return {};
  }
  if (text.size() > bytes_max) {
    too_long(field, text.size(), bytes_max);
    return {};
  }
  if (!is_name(text, bytes_max)) {
    fail(field, "has characters that no name has",
         "use letters, digits and signs of ASCII, without spaces and "
         "with no '-' in front");
    return {};
  }
  return std::string{text};
}

std::string wire_reader::text(std::string_view field, capnp::Text::Reader x,
                              std::size_t bytes_max) {
  auto text = view(x);
  if (text.size() > bytes_max)
    too_long(field, text.size(), bytes_max);
  else if (!is_plain_utf8(text))
    fail(field, "is not plain text", "use UTF-8 without control characters");
  else
    return std::string{text};
  return {};
}

std::string wire_reader::message(capnp::Text::Reader x) {
  return to_plain_utf8(view(x).substr(0, bounds::message_bytes));
}

failure unreadable(std::string_view what, const kj::Exception& why) {
  return {errc::invalid_request,
          fmt::format("{} is damaged: {}", what,
                      to_plain_utf8(why.getDescription().cStr()))};
}

instant wire_reader::at(std::string_view field, std::int64_t in_ms) {
  if (in_ms == never)
    return forever;
  auto distance = duration{in_ms};
  if (distance >= -bounds::horizon && distance <= bounds::horizon)
    return now_.now + distance;
  fail(field, "is more than 300 years from now", "give an earlier time");
  return {};
}

instant wire_reader::at_wall(std::string_view field, std::int64_t unix_ms) {
  if (unix_ms == never)
    return forever;
  const auto at = wall_time{duration{unix_ms}};
  const auto distance = saturating_since(now_.wall, at);
  if (distance >= -bounds::horizon && distance <= bounds::horizon)
    return now_.to_instant(at);
  fail(field, "is more than 300 years from now", "give an earlier time");
  return {};
}

duration wire_reader::length(std::string_view field, std::int64_t ms) {
  if (ms == never)
    return duration::max();
  auto length = duration{not_negative(field, ms)};
  if (length <= bounds::horizon)
    return length;
  fail(field, "is longer than 300 years", "give a shorter time");
  return {};
}

std::int64_t wire_reader::not_negative(std::string_view field, std::int64_t x) {
  if (x >= 0)
    return x;
  fail(field, fmt::format("is {}, less than nothing", x), "give 0 or more");
  return 0;
}

void wire_reader::too_long(std::string_view field, std::size_t size,
                           std::size_t size_max) {
  fail(field,
       fmt::format("has a size of {} where at most {} are allowed", size,
                   size_max),
       "give less");
}

void wire_reader::bad_choice(std::string_view field, std::uint16_t number) {
  if (number == 0)
    fail(field, "is not set", "set it");
  else
    fail(field, fmt::format("has the value {}, unknown here", number),
         "use programs of the same version");
}

std::int64_t in_ms(instant at, const time_base& now) noexcept {
  if (at >= saturating_add(now.now, bounds::horizon))
    return never;
  return (std::max(at, now.now - bounds::horizon) - now.now).count();
}

time_base sent_at(std::int64_t unix_ms, const time_base& now) noexcept {
  if (unix_ms == 0)
    return now;
  const auto wall = wall_time{duration{unix_ms}};
  return {now.to_instant(wall), wall};
}

std::int64_t unix_ms(instant at, const time_base& now) noexcept {
  if (at >= saturating_add(now.now, bounds::horizon))
    return never;
  return now.to_wall(at).time_since_epoch().count();
}

std::int64_t length_ms(duration x) noexcept {
  return x > bounds::horizon ? never : std::max(x, duration::zero()).count();
}

} // namespace leasehold
