// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which fault took effect while some lease was in the middle of what. A cell
// that stays empty over a run of many seeds is a claim that was not tested.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tools/simulator/enforcement.hpp"
#include "tools/simulator/play/hazard.hpp"

namespace leasehold::sim {

/// A fault in the middle of a phase.
using coverage_cell = std::pair<hazard, phase>;

/// So many seeds hit every cell that they may hit, though the rarest only a few
/// times.
inline constexpr std::uint64_t seeds_that_hit_all = 20'000;

class coverage {
public:
  coverage() = default;
  /// @param of What the scenarios have of that.
  explicit coverage(enforcement of) : enforces_(of) {}

  void hit(hazard what, phase during, std::uint64_t count = 1) {
    cells_[what.index()][static_cast<std::size_t>(during)] += count;
  }

  std::uint64_t at(hazard what, phase during) const {
    return cells_[what.index()][static_cast<std::size_t>(during)];
  }

  coverage& operator+=(const coverage& other);

  /// Cells that scenarios from seeds may hit, and did not: clocks beyond the
  /// bound come only where a test asks for them, and faults of wires where
  /// leases are enforced.
  std::vector<coverage_cell> empty_cells() const;

  /// Faults that hit no phase at all, and phases that no fault hit: what fewer
  /// seeds can be asked for.
  std::vector<hazard> unseen_faults() const;
  std::vector<phase> unseen_phases() const;

  /// A table for people.
  std::string table() const;

private:
  bool is_drawn(std::size_t row) const;

  enforcement enforces_ = enforcement::none;
  std::array<std::array<std::uint64_t, phase_count>, hazard::count> cells_{};
};

/// The empty cells where so many seeds should have left none; too few prove
/// nothing.
std::vector<coverage_cell> missed_cells(const coverage& covered,
                                        std::uint64_t seeds);

std::string to_string(const coverage_cell& x);

} // namespace leasehold::sim
