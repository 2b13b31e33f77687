// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "messages/node_info.hpp"
#include "messages/service.hpp"
#include "tools/cli/text_table.hpp"

// The nodes of a region, for people and for programs: the one that was asked
// comes first, then how it sees the others.
namespace leasehold::cli {

text_table nodes_as_table(const node_status& own,
                          const std::vector<node_info>& others);
std::string nodes_as_json(const node_status& own,
                          const std::vector<node_info>& others);

} // namespace leasehold::cli
