// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The bytes of one attempt, read as whatever a target needs. An input that has
// run out gives zeros: every prefix of an input is an input.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leasehold::fuzz {

class fuzz_input {
public:
  fuzz_input(const std::uint8_t* data, std::size_t size)
      : left_(reinterpret_cast<const char*>(data), size) {}

  bool empty() const {
    return left_.empty();
  }

  std::uint8_t byte() {
    auto taken = bytes(1);
    return taken.empty() ? 0 : static_cast<std::uint8_t>(taken.front());
  }

  /// Little-endian.
  std::uint64_t number(std::size_t width = 8) {
    std::uint64_t value = 0;
    std::size_t place = 0;
    for (auto c : bytes(width))
      value |= std::uint64_t{static_cast<std::uint8_t>(c)} << (8 * place++);
    return value;
  }

  /// At most `size`.
  std::string_view bytes(std::size_t size) {
    auto taken = left_.substr(0, size);
    left_.remove_prefix(taken.size());
    return taken;
  }

  /// As long as the byte before it says.
  std::string_view text() {
    return bytes(byte());
  }

  std::string_view rest() {
    return bytes(left_.size());
  }

private:
  std::string_view left_;
};

} // namespace leasehold::fuzz
