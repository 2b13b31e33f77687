// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// The words of a command line about actors.
struct actor_words {
  std::string path;
  std::uint32_t depth = 3;
  std::uint32_t children = 20;
  std::uint32_t actors = 20;
  /// "mailbox", "messages" or "turn"
  std::string by = "mailbox";
};

exit_code show_actor_tree(context& run, const actor_words& words);
exit_code show_top_actors(context& run, const actor_words& words);
/// Until Ctrl-C.
exit_code trace_lease(context& run, const std::string& lease);
exit_code kill_actor(context& run, const std::string& path);

} // namespace leasehold::cli
