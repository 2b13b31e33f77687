// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "actors/directory/orders.hpp"
#include "actors/directory/outages.hpp"
#include "actors/route/region_map.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"

namespace leasehold {

using capacity_map = std::map<resource_name, amounts>;

/// The region that follows from what was loaded and what was ordered since,
/// without the actors that answer for it. Pure.
region_map draft(const topology& loaded, const capacity_map& capacities,
                 const outage_map& outages, instant now,
                 const order_authors& authors = {});

} // namespace leasehold
