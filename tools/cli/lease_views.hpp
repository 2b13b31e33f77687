// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// Conditions of `lease list`; an empty one holds for every lease.
struct lease_conditions {
  std::string lessee;
  std::string resource;
  std::string gateway;
};

exit_code list_leases(context& run, const lease_conditions& conditions);

exit_code show_lease(context& run, const std::string& id);

} // namespace leasehold::cli
