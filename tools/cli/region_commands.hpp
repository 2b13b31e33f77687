// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a region is made of: resources, gateways, endpoints, the topology.

#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

enum class topology_form { as_chosen, toml };

exit_code list_resources(context& run);
enum class order_intent { carry_out, dry_run };
exit_code set_capacity(context& run, const std::string& resource,
                       const std::string& capacity, order_intent intent);
exit_code list_gateways(context& run);
exit_code list_endpoints(context& run);
exit_code show_topology(context& run, topology_form form);
exit_code load_topology(context& run, const std::string& path);

} // namespace leasehold::cli
