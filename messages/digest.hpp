// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/amount.hpp"

namespace leasehold {

/// FNV-1a over what is added, each with its length: nothing runs together.
class digest {
public:
  void add(std::int64_t x) noexcept {
    for (int shift = 0; shift < 64; shift += 8)
      add_byte(
          static_cast<std::uint8_t>(static_cast<std::uint64_t>(x) >> shift));
  }
  void add(std::string_view x) noexcept {
    add(static_cast<std::int64_t>(x.size()));
    for (auto c : x)
      add_byte(static_cast<std::uint8_t>(c));
  }
  void add(const amounts& x) noexcept {
    for (auto u : all_units)
      add(x[u]);
  }
  void add(const std::vector<std::string>& x) noexcept {
    add(static_cast<std::int64_t>(x.size()));
    for (auto& each : x)
      add(each);
  }

  std::uint64_t value() const noexcept {
    return value_;
  }

private:
  void add_byte(std::uint8_t x) noexcept {
    value_ = (value_ ^ x) * 0x100000001b3u;
  }

  std::uint64_t value_ = 0xcbf29ce484222325u;
};

} // namespace leasehold
