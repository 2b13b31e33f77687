// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "messages/result.hpp"

// Load is shed before memory ends: a node that was killed for want of memory
// would want as much again when it starts. Pure but for `read_memory`.
namespace leasehold {

struct memory_figures {
  /// What this process has; 0 where the system does not tell.
  std::uint64_t resident_bytes = 0;
  /// What it may have: of the machine or of its control group; 0 for unknown.
  std::uint64_t limit_bytes = 0;
};

/// Reads them from files below `root`, which is "" but in tests.
memory_figures read_memory(const std::string& root);

/// Whether there is memory for new leases: `errc::too_much` where more than
/// five sixths are taken. Those that are there are kept, renewed and released.
status check_memory(const memory_figures& x);

} // namespace leasehold
