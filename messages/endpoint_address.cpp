// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/endpoint_address.hpp"

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"

namespace leasehold {

namespace {

bool is_vpn_name(std::string_view x) {
  return is_name(x, bounds::name_bytes) && x.find_first_of("/@") == x.npos;
}

} // namespace

std::string to_string(const endpoint_address& x) {
  auto text = to_string(x.ip);
  if (!x.vpn.empty())
    text += '@' + x.vpn.str();
  return text;
}

result<endpoint_address> parse_endpoint_address(std::string_view text) {
  const auto at = text.find('@');
  auto ip = parse_ip_address(text.substr(0, at));
  if (!ip)
    return ip.error();
  endpoint_address x{*ip, {}};
  if (at == text.npos)
    return x;
  const auto vpn = text.substr(at + 1);
  if (!is_vpn_name(vpn))
    return failure{
        errc::invalid_request,
        fmt::format("\"{}\" names no VPN after the '@': write 1 to {} visible "
                    "characters of ASCII without '/' and '@', not with '-' in "
                    "front, as in 192.0.2.7@office",
                    text.substr(0, endpoint_address_bytes),
                    +bounds::name_bytes)};
  x.vpn = vpn_name{std::string{vpn}};
  return x;
}

} // namespace leasehold
