// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/coverage.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace leasehold::sim {

bool coverage::is_drawn(std::size_t row) const {
  if (row == hazard{fault::clock_rate_beyond_bound}.index())
    return false;
  if (row >= fault_count || !is_of_wires(static_cast<fault>(row)))
    return true;
  return row == hazard{fault::cable_pulled}.index()
      ? enforces_ == enforcement::wires_and_cables
      : enforces_ != enforcement::none;
}

coverage& coverage::operator+=(const coverage& other) {
  for (std::size_t i = 0; i < hazard::count; ++i)
    for (std::size_t j = 0; j < phase_count; ++j)
      cells_[i][j] += other.cells_[i][j];
  return *this;
}

std::vector<coverage_cell> coverage::empty_cells() const {
  std::vector<coverage_cell> result;
  for (std::size_t i = 0; i < hazard::count; ++i)
    for (std::size_t j = 0; j < phase_count; ++j)
      if (cells_[i][j] == 0 && is_drawn(i))
        result.emplace_back(hazard::at(i), static_cast<phase>(j));
  return result;
}

std::vector<hazard> coverage::unseen_faults() const {
  std::vector<hazard> result;
  for (std::size_t i = 0; i < hazard::count; ++i) {
    auto& row = cells_[i];
    auto seen =
        std::any_of(row.begin(), row.end(), [](auto x) { return x > 0; });
    if (!seen && is_drawn(i))
      result.push_back(hazard::at(i));
  }
  return result;
}

std::vector<phase> coverage::unseen_phases() const {
  std::vector<phase> result;
  for (std::size_t j = 0; j < phase_count; ++j)
    if (std::all_of(cells_.begin(), cells_.end(),
                    [j](auto& row) { return row[j] == 0; }))
      result.push_back(static_cast<phase>(j));
  return result;
}

std::string coverage::table() const {
  auto text = fmt::format("{:24}", "");
  for (std::size_t j = 0; j < phase_count; ++j)
    text += fmt::format("{:>10}", to_string(static_cast<phase>(j)));
  for (std::size_t i = 0; i < hazard::count; ++i) {
    text += fmt::format("\n{:24}", to_string(hazard::at(i)));
    for (std::size_t j = 0; j < phase_count; ++j)
      text += fmt::format("{:>10}", cells_[i][j]);
  }
  return text + "\n";
}

std::vector<coverage_cell> missed_cells(const coverage& covered,
                                        std::uint64_t seeds) {
  return seeds < seeds_that_hit_all ? std::vector<coverage_cell>{}
                                    : covered.empty_cells();
}

std::string to_string(const coverage_cell& x) {
  return fmt::format("{} during {}", to_string(x.first), to_string(x.second));
}

} // namespace leasehold::sim
