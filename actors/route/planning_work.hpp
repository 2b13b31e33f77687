// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/route/search.hpp"

namespace leasehold {

/// What planning for a wish works on, in words that are the same for the same
/// wish at any time.
std::string work_of(const route_query& wish);

} // namespace leasehold
