// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/failpoint.hpp"

namespace leasehold::sim {

namespace {

constexpr std::array<const char*, failpoint_count> words = {
    "before_append", "after_write", "after_sync",
    "before_fold",   "after_fold",  "after_replay",
    "before_frame",  "after_frame", "before_frame_arrives",
};

} // namespace

const char* to_string(failpoint x) noexcept {
  return words[static_cast<std::size_t>(x)];
}

std::optional<failpoint> parse_failpoint(std::string_view word) noexcept {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (word == words[i])
      return static_cast<failpoint>(i);
  return std::nullopt;
}

} // namespace leasehold::sim
