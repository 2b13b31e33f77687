// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/cli/command_tree.hpp"
#include "tools/cli/environment.hpp"

namespace leasehold::cli {

/// Runs the program that the command line names: node, shell, simulate or
/// bench. They read their own words: those behind their name, and the options
/// that came before it. Nothing where it names none.
std::optional<int> run_program(const cli_environment& env,
                               const command_path& path,
                               const std::vector<std::string>& arguments);

} // namespace leasehold::cli
