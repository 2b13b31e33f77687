// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/flow.hpp"

#include <charconv>

#include <fmt/format.h>

#include "messages/decimal.hpp"

namespace leasehold {

std::string to_string(flow_selector x) {
  if (x.is == flow_selector::protocol::all)
    return "all";
  auto* name = x.is == flow_selector::protocol::tcp ? "tcp" : "udp";
  return x.port == 0 ? name : fmt::format("{}/{}", name, x.port);
}

result<flow_selector> parse_flow(std::string_view text) {
  if (text == "all")
    return flow_selector{};
  const auto slash = text.find('/');
  const auto name = text.substr(0, slash);
  flow_selector x;
  x.is = name == "tcp" ? flow_selector::protocol::tcp
      : name == "udp"  ? flow_selector::protocol::udp
                       : flow_selector::protocol::all;
  if (x.is != flow_selector::protocol::all) {
    if (slash == text.npos)
      return x;
    const auto digits = text.substr(slash + 1);
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, x.port);
    if (read.ec == std::errc{} && read.ptr == end && x.port != 0)
      return x;
  }
  return failure{errc::invalid_request,
                 fmt::format("{} is no flow: write tcp, udp, one of them with "
                             "the port that the target listens on, like "
                             "tcp/5001, or all",
                             quoted(text))};
}

} // namespace leasehold
