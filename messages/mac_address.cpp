// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/mac_address.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace leasehold {

namespace {

std::optional<mac_address> read(std::string_view text) {
  if (text.size() != mac_address_bytes)
    return std::nullopt;
  mac_address x;
  for (std::size_t i = 0; i < x.bytes.size(); ++i) {
    const auto* pair = text.data() + 3 * i;
    const auto read = std::from_chars(pair, pair + 2, x.bytes[i], 16);
    if (read.ec != std::errc{} || read.ptr != pair + 2)
      return std::nullopt;
    if (i != 0 && pair[-1] != text[2])
      return std::nullopt;
  }
  if (text[2] != ':' && text[2] != '-')
    return std::nullopt;
  return x;
}

bool is_of_one_nic(const mac_address& x) {
  return (x.bytes[0] & 1) == 0 && x != mac_address{};
}

} // namespace

std::string to_string(const mac_address& x) {
  return fmt::format("{:02x}", fmt::join(x.bytes, ":"));
}

result<mac_address> parse_mac_address(std::string_view text) {
  const auto x = read(text);
  if (x && is_of_one_nic(*x))
    return *x;
  return failure{
      errc::invalid_request,
      fmt::format("\"{}\" is no hardware address of one NIC: write it like "
                  "02:00:5e:10:00:51",
                  text.substr(0, mac_address_bytes))};
}

} // namespace leasehold
