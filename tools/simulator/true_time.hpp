// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace leasehold::sim {

/// What a clock that is always right would show, since the world began. No
/// simulated node can read it.
using true_time = std::chrono::nanoseconds;

/// A node by its place in the world. It keeps it across restarts.
using node_index = std::size_t;

} // namespace leasehold::sim
