// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "messages/service.hpp"
#include "runtime/service/service_manager.hpp"
#include "tools/leasehold/node_options.hpp"

namespace leasehold {

/// `leasehold node run`: runs a node until SIGINT or SIGTERM; returns the exit
/// code. One line on `out` says where it listens.
/// @param manager Hears when the node is ready, lives and stops.
/// @pre signals are blocked in all threads; see node_signals.hpp
int run_node(const std::vector<std::string>& words,
             const node_surroundings& from, const service_manager& manager,
             const std::string& version, std::ostream& out, std::ostream& err);

/// Checks the data folder of a node that does not run; changes nothing there.
result<audit_report> audit_folder(const std::string& folder);

} // namespace leasehold
