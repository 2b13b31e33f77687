// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "messages/result.hpp"
#include "messages/topology.hpp"

// Topologies as operators write them, in TOML; docs/topology.md is the
// reference.
namespace leasehold {

/// A topology that is whole; see topology_rules.hpp. Fails with
/// `errc::invalid_request` and a message that begins with
/// "FILE:LINE:COLUMN: ".
result<topology> parse_topology(std::string_view toml,
                                std::string_view file_name);

/// The file from which `parse_topology` reads the same.
/// @pre `validate(x)` succeeds.
std::string write_topology(const topology& x);

} // namespace leasehold
