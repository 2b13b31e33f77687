// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// Whether leases, hops and capacities add up: of a running node, or of the
/// data folder of one that is stopped. Findings end it as failed.
exit_code audit(context& run, const std::string& folder);

exit_code show_node(context& run);

/// The node that is asked, and how it sees the others of its region.
exit_code list_nodes(context& run);

exit_code show_version(context& run);

} // namespace leasehold::cli
