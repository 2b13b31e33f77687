// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/time.hpp"
#include "tools/leasehold/node_options.hpp"

namespace leasehold {

/// Adds what is wrong with addresses and certificates to the problems of the
/// options: what would end the start after the journal was read.
void check_addresses_and_files(node_options& options, wall_time now);

/// Adds what is wrong with the node's place in the topology that is named. A
/// journal may have a newer one, so this is for `--check-config` only.
void check_place(node_options& options);

/// What `--check-config` says of a configuration without problems.
std::string summary_of(const node_options& options);

} // namespace leasehold
