// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/circuit.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"

namespace leasehold {

/// Whose packets the lease carries through a gateway of a route, and by which
/// of its NICs: towards each neighbour by that of their link, towards the
/// machines at both ends by theirs.
/// @pre `hop` is one of `path.hops`
circuit circuit_at(const lease_info& lease, const route& path,
                   const route_hop& hop);

} // namespace leasehold
