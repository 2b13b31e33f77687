// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/crc32c.hpp"

#include <array>

namespace leasehold {

namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t x = i;
    for (int bit = 0; bit < 8; ++bit)
      x = (x >> 1) ^ ((x & 1) != 0 ? 0x82F63B78u : 0);
    table[i] = x;
  }
  return table;
}

constexpr auto table = make_table();

} // namespace

std::uint32_t crc32c(std::uint32_t so_far, std::string_view bytes) noexcept {
  std::uint32_t x = ~so_far;
  for (const char c : bytes)
    x = (x >> 8) ^ table[(x ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~x;
}

} // namespace leasehold
