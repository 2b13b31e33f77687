// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// How the node is, and what to do about what is wrong; `failed` where anything
/// is.
exit_code show_status(context& run);

/// The same for all nodes of the region that are reached from here.
exit_code show_cluster(context& run);

} // namespace leasehold::cli
