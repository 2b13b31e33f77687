// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changes leases that are there. Each of many is settled by itself; the
// exit code is that of the first that failed.

#include <string>
#include <vector>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// `length` counts from now.
exit_code renew_leases(context& run, const std::vector<std::string>& ids,
                       const std::string& length);

exit_code release_leases(context& run, const std::vector<std::string>& ids);

} // namespace leasehold::cli
