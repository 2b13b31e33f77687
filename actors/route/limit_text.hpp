// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/route/region_map.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Why nothing of a resource is promised until `end`, naming the gateway or
/// link that does not serve; empty where no limit is the reason.
std::string limit_text(const region_map& in, const resource_name& resource,
                       instant end, instant now);

} // namespace leasehold
