// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "messages/usage.hpp"
#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// The words of `usage`; an empty one is one that was not given.
struct usage_words {
  std::string lessee;
  std::string since = "24h";
};

exit_code show_usage(context& run, const usage_words& words);

/// What passed of it, below what is known of a lease or a NIC: nothing where
/// its node does not know.
std::vector<nic_traffic> traffic_of(context& run, session& node,
                                    const traffic_query& query);
void print_traffic(context& run, const std::vector<nic_traffic>& all);

} // namespace leasehold::cli
