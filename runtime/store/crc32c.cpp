// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/crc32c.hpp"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

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

using algorithm = std::uint32_t (*)(std::uint32_t, std::string_view) noexcept;

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t
crc32c_by_instruction(std::uint32_t so_far, std::string_view bytes) noexcept {
  std::uint64_t x = ~so_far;
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof(word));
    x = _mm_crc32_u64(x, word);
    bytes.remove_prefix(sizeof(word));
  }
  auto rest = static_cast<std::uint32_t>(x);
  for (const char c : bytes)
    rest = _mm_crc32_u8(rest, static_cast<unsigned char>(c));
  return ~rest;
}
#endif

algorithm best() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2"))
    return crc32c_by_instruction;
#endif
  return crc32c_by_table;
}

} // namespace

std::uint32_t crc32c_by_table(std::uint32_t so_far,
                              std::string_view bytes) noexcept {
  std::uint32_t x = ~so_far;
  for (const char c : bytes)
    x = (x >> 8) ^ table[(x ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~x;
}

std::uint32_t crc32c(std::uint32_t so_far, std::string_view bytes) noexcept {
  static const auto chosen = best();
  return chosen(so_far, bytes);
}

} // namespace leasehold
