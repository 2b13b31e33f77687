// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

struct event_words {
  /// The first number wanted; 0 for the oldest kept.
  std::uint64_t from = 0;
  /// Of one lease only, where not empty.
  std::string lease;
  std::uint64_t count_max = 1000;
};

exit_code list_events(context& run, const event_words& words);

/// Tells events as they come, one a line, until Ctrl-C; of one lease, until
/// it has ended.
exit_code watch_events(context& run, const event_words& words);

} // namespace leasehold::cli
