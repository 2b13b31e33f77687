// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "actors/door/door_config.hpp"
#include "messages/result.hpp"

namespace leasehold {

/// Raises how many files this process may open to what it is allowed, at least
/// to `wanted` where it may; says how many that are.
std::uint64_t raise_file_limit(std::uint64_t wanted);

/// How many files a door takes at most, with all that the process opens
/// besides.
std::uint64_t files_for(const door_config& config);

/// Lets fewer connections in where the process may open only `files`: a
/// connection that can't be accepted would take the others with it. Fails with
/// `errc::unavailable` where next to none would be left.
status fit_to_files(door_config& config, std::uint64_t files);

} // namespace leasehold
