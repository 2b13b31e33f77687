// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace leasehold {

/// "1 hop", "3 hops", "3 days", "3 entries", "2 wishes".
inline std::string counted(std::uint64_t number, const std::string& what) {
  auto text = std::to_string(number) + ' ' + what;
  if (number == 1)
    return text;
  const auto before_last =
      what[what.size() - std::min<std::size_t>(2, what.size())];
  if (what.back() == 'y'
      && std::string_view{"aeiou"}.find(before_last)
          == std::string_view::npos) {
    text.pop_back();
    return text + "ies";
  }
  const auto hisses = what.back() == 's' || what.back() == 'h';
  return text + (hisses ? "es" : "s");
}

} // namespace leasehold
