// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tools/cli/context.hpp"
#include "tools/client/session.hpp"

namespace leasehold::cli {

/// An answer for the whole region that lacks what some nodes have says so.
/// @param what Of those nodes, such as "leases".
void say_who_is_missing(context& run, session& node, const std::string& what);

/// The same where the answer names them.
void say_who_is_missing(context& run, const std::vector<std::string>& missing,
                        const std::string& what);

} // namespace leasehold::cli
