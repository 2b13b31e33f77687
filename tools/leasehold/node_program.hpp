// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "messages/service.hpp"
#include "tools/leasehold/node_options.hpp"

namespace leasehold {

/// `leasehold node run`: runs a node until SIGINT or SIGTERM; returns the exit
/// code. One line on `out` says where it listens.
/// @pre both signals are blocked in all threads; see `block_stop_signals`
int run_node(const std::vector<std::string>& words,
             const node_surroundings& from, const std::string& version,
             std::ostream& out, std::ostream& err);

/// Leaves SIGINT and SIGTERM to whoever waits for them, in this thread and
/// those it starts.
void block_stop_signals();

/// Checks the data folder of a node that does not run; changes nothing there.
result<audit_report> audit_folder(const std::string& folder);

} // namespace leasehold
