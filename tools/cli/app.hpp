// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// `leasehold NOUN VERB`: the command line as a whole.

#include <string>
#include <vector>

#include "tools/cli/environment.hpp"

namespace leasehold::cli {

/// Runs one command line, without the program's own name; returns the exit
/// code: 0 ok, 1 failed, 2 usage, 3 not found, 4 refused, 5 unreachable.
int run_cli(const std::vector<std::string>& arguments, cli_environment& env);

} // namespace leasehold::cli
