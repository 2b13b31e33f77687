// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Scripts that make a shell complete the command line with Tab.

#include <string>

#include "tools/cli/command_tree.hpp"

namespace leasehold::cli {

std::string bash_completion(const command_word& root);
std::string zsh_completion(const command_word& root);
std::string fish_completion(const command_word& root);

} // namespace leasehold::cli
