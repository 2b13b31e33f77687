// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A name that a region does not have was probably mistyped: what was meant is
// looked up in the region, which costs a call, and only where one failed.

#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// Says for each word that nothing in the region is called which name is most
/// like it.
void suggest_names(context& run, session& node,
                   const std::vector<std::string>& words);

/// As `context::fail`, and what was meant by those of `words` that the failure
/// may be about.
exit_code fail_with_names(context& run, session& node, const failure& why,
                          const std::vector<std::string>& words);

/// Fails with `errc::unknown_name` where the region has no resource, or no
/// gateway, of this name: a condition that nothing can fulfil is a mistake.
status check_resource(session& node, const std::string& name);
status check_gateway(session& node, const std::string& name);

} // namespace leasehold::cli
