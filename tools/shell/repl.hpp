// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The prompt: reads, runs, shows what came out, again. An error or Ctrl-C
// ends the entry and never the shell.

#include "tools/shell/environment.hpp"
#include "tools/shell/line_source.hpp"

namespace leasehold::shell {

/// Returns the exit code: 0, or what the user passed to `exit`.
int run_prompt(environment& env, line_source& lines);

} // namespace leasehold::shell
