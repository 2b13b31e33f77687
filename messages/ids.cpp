// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/ids.hpp"

#include <charconv>

#include "messages/decimal.hpp"

namespace leasehold {

std::string to_string(lease_id x) {
  char buffer[16];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, x.value(), 16).ptr;
  return {buffer, end};
}

result<lease_id> parse_lease_id(std::string_view text) {
  std::uint64_t value = 0;
  auto last = text.data() + text.size();
  auto [end, error] = std::from_chars(text.data(), last, value, 16);
  if (error != std::errc{} || end != last || text != to_string(lease_id{value}))
    return failure{errc::invalid_request,
                   quoted(text)
                       + " is no lease id: copy one from `leasehold lease "
                         "list`, like 1000010000002a"};
  return lease_id{value};
}

} // namespace leasehold
