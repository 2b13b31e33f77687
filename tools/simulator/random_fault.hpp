// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/simulator/fault.hpp"

namespace leasehold::sim {

/// The kinds of faults that can happen at random.
const std::vector<fault>& random_faults();

/// The kinds that these words name; `all` is each of them. Fails with
/// `errc::invalid_request`.
result<std::vector<fault>> parse_faults(const std::vector<std::string>& words);

} // namespace leasehold::sim
