// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>

namespace leasehold::sim {

/// The number in an environment variable, or the other one where it is not set.
inline std::uint64_t number_from(const char* variable,
                                 std::uint64_t otherwise) {
  const auto* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace leasehold::sim
