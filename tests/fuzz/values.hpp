// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Values that actors deal with, from the bytes of an input: most of them near
// each other, so that they meet, and some at the ends of what there may be.

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"
#include "tests/fuzz/fuzz_input.hpp"

namespace leasehold::fuzz {

/// Few names, so that values refer to each other.
template <class Name>
Name name_in(fuzz_input& in) {
  static constexpr std::array<const char*, 16> names{
      "A",  "B",     "C",      "A/A-B", "B/A-B",    "B/B-C", "C/B-C", "E1",
      "E2", "E2/P1", "E2/nic", "alice", "standard", "gold",  "r1",    "Z"};
  return Name{names[in.byte() % names.size()]};
}

inline instant instant_in(fuzz_input& in) {
  const auto x = in.byte();
  switch (x) {
  case 255:
    return forever;
  case 254:
    return instant{bounds::horizon};
  case 253:
    return instant{-bounds::horizon};
  default:
    return instant{duration{(x - 64) * 1000}};
  }
}

inline amounts amounts_in(fuzz_input& in) {
  amounts y;
  for (auto dimension : all_units) {
    const auto x = in.byte();
    y.set(dimension,
          x == 255 ? std::numeric_limits<std::int64_t>::max()
                   : std::int64_t{x} * 1'000'000);
  }
  return y;
}

inline window window_in(fuzz_input& in) {
  return {instant_in(in), instant_in(in)};
}

inline std::vector<resource_use> uses_in(fuzz_input& in) {
  std::vector<resource_use> y;
  for (auto count = in.byte() % 4; count > 0; --count)
    y.push_back({name_in<resource_name>(in), amounts_in(in)});
  return y;
}

} // namespace leasehold::fuzz
