// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/cli/command_tree.hpp"

namespace CLI {
class App;
}

namespace leasehold::cli {

/// What CLI11 was told, as data.
command_word tree_of(const CLI::App& app);

} // namespace leasehold::cli
