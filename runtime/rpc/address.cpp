// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>

#include <fmt/format.h>

namespace leasehold {

namespace {

failure invalid(std::string_view text, std::string_view why) {
  return {errc::invalid_request,
          fmt::format("address \"{}\": {}; write host:port or [ipv6]:port",
                      text, why)};
}

bool plausible_host(std::string_view host) {
  if (host.empty())
    return false;
  for (char c : host)
    if (c <= ' ' || c > '~' || c == '[' || c == ']' || c == '/')
      return false;
  return true;
}

} // namespace

std::string socket_address::to_string() const {
  auto brackets = host.find(':') != host.npos;
  return brackets ? fmt::format("[{}]:{}", host, port)
                  : fmt::format("{}:{}", host, port);
}

result<socket_address> parse_socket_address(std::string_view text,
                                            std::uint16_t default_port) {
  auto host = text;
  auto port = std::string_view{};
  auto has_port = false;
  if (!text.empty() && text.front() == '[') {
    auto end = text.find(']');
    if (end == text.npos)
      return invalid(text, "the bracket is not closed");
    host = text.substr(1, end - 1);
    auto rest = text.substr(end + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':')
      return invalid(text, "something follows the bracket");
    port = has_port ? rest.substr(1) : rest;
  } else if (auto colon = text.rfind(':'); colon != text.npos) {
    if (text.find(':') != colon)
      return invalid(text, "an IPv6 address needs brackets");
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    has_port = true;
  }
  if (!plausible_host(host))
    return invalid(text, "there is no host");
  auto address = socket_address{std::string(host), default_port};
  if (has_port) {
    auto [end, error] =
        std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc{} || end != port.data() + port.size())
      return invalid(text, "the port is not a number from 0 to 65535");
  }
  return address;
}

bool is_numeric_host(const std::string& host) {
  in6_addr any;
  return ::inet_pton(AF_INET, host.c_str(), &any) == 1
      || ::inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

bool is_loopback_host(const std::string& host) {
  if (host == "localhost")
    return true;
  in_addr v4;
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1)
    return ntohl(v4.s_addr) >> 24 == 127;
  in6_addr v6;
  if (::inet_pton(AF_INET6, host.c_str(), &v6) != 1)
    return false;
  if (IN6_IS_ADDR_V4MAPPED(&v6))
    return v6.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

} // namespace leasehold
