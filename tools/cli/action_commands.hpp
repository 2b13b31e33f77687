// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

struct action_words {
  std::vector<std::string> targets;
  std::string id;
  std::uint32_t count = 1;
  std::string interval = "1s";
  std::string timeout = "1s";
  std::uint32_t payload = 56;
  /// Empty for as long as it can take.
  std::string deadline;
  std::uint8_t priority = 4;
  bool no_wait = false;
};

/// Pings each target, and tells what came of each as it comes. Fails where
/// some target did.
exit_code run_ping(context& run, const action_words& words);
/// Likewise, sends each a magic packet.
exit_code run_wake(context& run, const action_words& words);
exit_code list_actions(context& run);
exit_code show_action(context& run, const action_words& words);
/// What came of each target of an action, until all is told.
exit_code show_results(context& run, const action_words& words);
exit_code cancel_action(context& run, const action_words& words);
exit_code locate_targets(context& run, const action_words& words);

} // namespace leasehold::cli
