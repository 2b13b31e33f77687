// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace leasehold {

/// What the operating system says of this process; 0 where it does not.
struct process_figures {
  std::uint64_t resident_bytes = 0;
  double cpu_seconds = 0;
  std::uint64_t open_files = 0;
  std::uint64_t files_max = 0;
};

process_figures read_process();

} // namespace leasehold
