// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/text/option_value.hpp"

#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

result<std::string>
take_option_value(std::vector<std::string>::const_iterator& at,
                  std::vector<std::string>::const_iterator end,
                  const std::string& help) {
  const auto equals = at->find('=');
  const auto name = at->substr(0, equals);
  const auto needs_value = [&name, &help](const std::string& found) {
    return failure{errc::invalid_request,
                   fmt::format("{} needs a value{}: {}", name, found, help)};
  };
  if (equals != std::string::npos) {
    auto value = at->substr(equals + 1);
    return value.empty() ? result<std::string>{needs_value({})}
                         : result<std::string>{std::move(value)};
  }
  if (std::next(at) == end)
    return needs_value({});
  auto value = *++at;
  if (value.empty())
    return needs_value(", not an empty one");
  if (value.size() > 1 && value.front() == '-')
    return needs_value(
        fmt::format(", and {} begins with '-', as options do", value));
  return value;
}

} // namespace leasehold
