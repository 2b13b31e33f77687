// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/listener_config.hpp"

#include <utility>

#include <fmt/format.h>

#include "runtime/rpc/address.hpp"

namespace leasehold {

namespace {

constexpr std::size_t printed_max = 200;

// What a peer wrote, without the means to forge log lines.
std::string printable(const std::string& text) {
  auto result = text.substr(0, printed_max);
  for (auto& c : result)
    if (c < ' ' || c > '~')
      c = '?';
  return result;
}

} // namespace

std::string describe(const closed_connection& x) {
  auto name = x.peer_name.empty()
      ? std::string{}
      : fmt::format(" ({})", printable(x.peer_name));
  return fmt::format("connection from {}{} closed after {} calls: {}: {}",
                     printable(x.remote_address), name, x.calls,
                     to_string(x.reason), printable(x.why));
}

status validate(const listener_config& config) {
  auto address = parse_socket_address(config.address, 0);
  if (!address)
    return address.error();
  const auto& host = address->host;
  if (host != "localhost" && !is_numeric_host(host))
    return failure{errc::invalid_request,
                   fmt::format("listen address \"{}\": {} is a name; give the "
                               "numeric address of one of this machine's "
                               "interfaces, or 0.0.0.0 for all",
                               config.address, host)};
  if (!config.tls && config.plain == plain_tcp::loopback_only
      && !is_loopback_host(host))
    return failure{
        errc::invalid_request,
        fmt::format("listen address \"{}\": other machines reach it, "
                    "and without TLS anybody could speak for anybody; "
                    "configure TLS, or listen on 127.0.0.1",
                    config.address)};
  for (auto [name, value] :
       {std::pair{"connections_max", config.connections_max},
        {"strangers_max", config.strangers_max},
        {"accepts_per_second", config.accepts_per_second},
        {"log_lines_per_second", config.log_lines_per_second}})
    if (value == 0)
      return failure{errc::invalid_request,
                     fmt::format("{} has to be at least 1", name)};
  return validate(config.limits);
}

} // namespace leasehold
