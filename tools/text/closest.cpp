// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/text/closest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace leasehold {

namespace {

/// Insertions, deletions and replacements that lead from one to the other.
std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < from.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      auto replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

} // namespace

std::string closest(std::string_view name,
                    const std::vector<std::string>& candidates) {
  std::string best;
  auto best_distance = name.size() / 3 + 2;
  for (const auto& candidate : candidates) {
    // It takes no fewer changes than the lengths differ by; so a long name
    // costs no more than a name.
    const auto longer = std::max(name.size(), candidate.size());
    const auto shorter = std::min(name.size(), candidate.size());
    if (longer - shorter >= best_distance)
      continue;
    auto distance = edit_distance(name, candidate);
    if (distance < best_distance && distance < candidate.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

} // namespace leasehold
