// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// One number for all that happened in a run, in order. Two runs of one seed
// that differ anywhere differ here, in every process and build.

#include <chrono>
#include <cstdint>
#include <string_view>

namespace leasehold::sim {

/// Spreads every bit over all others (splitmix64's last step).
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

class trace_hash {
public:
  void fold(std::uint64_t x) noexcept {
    value_ = mixed(value_ + 0x9e3779b97f4a7c15U) ^ mixed(x + 1);
  }

  void fold(std::chrono::nanoseconds x) noexcept {
    fold(static_cast<std::uint64_t>(x.count()));
  }

  /// Eight bytes at a time, read as little-endian on every machine.
  void fold(std::string_view bytes) noexcept {
    fold(bytes.size());
    for (; bytes.size() >= 8; bytes.remove_prefix(8))
      fold(word_of(bytes, 8));
    if (!bytes.empty())
      fold(word_of(bytes, bytes.size()));
  }

  std::uint64_t value() const noexcept {
    return value_;
  }

private:
  // With a fixed count the compiler makes one load of it.
  static std::uint64_t word_of(std::string_view bytes,
                               std::size_t count) noexcept {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < count; ++i)
      word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    return word;
  }

  std::uint64_t value_ = 0;
};

} // namespace leasehold::sim
