// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/coverage.hpp"

#include <fmt/format.h>

namespace leasehold::sim {

coverage& coverage::operator+=(const coverage& other) {
  for (std::size_t i = 0; i < hazard::count; ++i)
    for (std::size_t j = 0; j < phase_count; ++j)
      cells_[i][j] += other.cells_[i][j];
  return *this;
}

std::vector<std::pair<hazard, phase>> coverage::empty_cells() const {
  std::vector<std::pair<hazard, phase>> result;
  for (std::size_t i = 0; i < hazard::count; ++i)
    for (std::size_t j = 0; j < phase_count; ++j)
      if (cells_[i][j] == 0)
        result.emplace_back(hazard::at(i), static_cast<phase>(j));
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

} // namespace leasehold::sim
