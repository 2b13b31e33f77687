// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Why somebody got what it got.

#include <cstdint>
#include <string>

#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// Explains a lease, or a request of one's own where there is a number.
exit_code explain(context& run, const std::string& lease,
                  std::uint64_t request);

} // namespace leasehold::cli
