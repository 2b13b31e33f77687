// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// "Did you mean": a misspelt name should cost one look, not a search.

#include <string>
#include <string_view>
#include <vector>

namespace leasehold {

/// The candidate most like `name`, or empty when none is near enough.
std::string closest(std::string_view name,
                    const std::vector<std::string>& candidates);

} // namespace leasehold
