// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which fault took effect while some lease was in the middle of what. A cell
// that stays empty over a run of many seeds is a claim that was not tested.

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tools/simulator/play/hazard.hpp"

namespace leasehold::sim {

class coverage {
public:
  void hit(hazard what, phase during, std::uint64_t count = 1) {
    cells_[what.index()][static_cast<std::size_t>(during)] += count;
  }

  std::uint64_t at(hazard what, phase during) const {
    return cells_[what.index()][static_cast<std::size_t>(during)];
  }

  coverage& operator+=(const coverage& other);

  std::vector<std::pair<hazard, phase>> empty_cells() const;

  /// A table for people.
  std::string table() const;

private:
  std::array<std::array<std::uint64_t, phase_count>, hazard::count> cells_{};
};

} // namespace leasehold::sim
