// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "actors/contention/problem.hpp"
#include "messages/decision.hpp"

namespace leasehold {

fate fate_of(remedy x);

/// What became of each lease that takes of what is short, and why: the changed
/// ones first, then by growing id. Without a plan none was changed.
/// @param short_of The resources that bound.
std::vector<considered_lease>
fates_of(const contention& problem, const std::optional<contention_plan>& plan,
         const std::set<resource_name>& short_of);

} // namespace leasehold
