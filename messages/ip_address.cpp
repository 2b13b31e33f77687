// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/ip_address.hpp"

#include <algorithm>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

/// The longest text of an address has 45 bytes.
constexpr std::size_t text_max = INET6_ADDRSTRLEN - 1;

int family_of(const ip_address& x) {
  return x.is == ip_address::family::v4 ? AF_INET : AF_INET6;
}

} // namespace

std::string to_string(const ip_address& x) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(family_of(x), x.bytes.data(), text.data(), text.size());
  return text.data();
}

bool is_of_one_host(const ip_address& x) noexcept {
  constexpr std::uint8_t v4_class_d = 224;
  constexpr std::uint8_t v6_multicast = 0xff;
  if (x.is == ip_address::family::v4)
    return x.bytes[0] != 0 && x.bytes[0] < v4_class_d;
  return x.bytes[0] != v6_multicast
      && std::any_of(x.bytes.begin(), x.bytes.end(),
                     [](std::uint8_t byte) { return byte != 0; });
}

result<ip_address> parse_ip_address(std::string_view text) {
  auto fail = [&](std::string_view why) {
    return failure{errc::invalid_request,
                   fmt::format("\"{}\" {}", text.substr(0, text_max + 1), why)};
  };
  constexpr auto no_address = "is no IP address: write one like 192.0.2.7 or "
                              "2001:db8::7";
  ip_address x;
  x.is = text.find(':') == text.npos ? ip_address::family::v4
                                     : ip_address::family::v6;
  if (text.size() > text_max
      || inet_pton(family_of(x), std::string{text}.c_str(), x.bytes.data())
          != 1)
    return fail(no_address);
  if (!is_of_one_host(x))
    return fail("is no address of one host: it stands for none or for many");
  return x;
}

} // namespace leasehold
