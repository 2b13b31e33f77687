// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "tools/simulator/play/scenario.hpp"

namespace leasehold::sim {

struct shrunken {
  scenario smallest;
  /// How many runs that took.
  std::size_t runs = 0;
};

/// Leaves out of a failing scenario whatever it fails without: operations, in
/// halves, quarters and so on down to single ones; clocks that are off; and
/// what comes after.
/// @param fails Whether a scenario still fails, in the same way.
/// @pre `fails(whole)`
shrunken shrink(scenario whole,
                const std::function<bool(const scenario&)>& fails,
                std::size_t runs_max);

} // namespace leasehold::sim
