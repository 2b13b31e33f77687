// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "actors/health/figures.hpp"

namespace leasehold {

/// Of how many resources and gateways metrics tell; a scrape has a bounded
/// size, and says how many are left out.
inline constexpr std::size_t metered_max = 5000;

/// The figures in the text format of Prometheus, names and units by its
/// conventions. docs/operators.md lists them. Pure.
std::string metrics_text(const node_figures& x);

} // namespace leasehold
