// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/route/topology_fault.hpp"
#include "messages/topology.hpp"

namespace leasehold {

/// What is wrong with the interfaces on which leases are enforced, or with the
/// addresses by which that is done. Each interface belongs to one NIC, and each
/// address to one endpoint; where there are interfaces, every endpoint has an
/// address, so that no lease is granted that its route can't enforce.
/// @pre all else of the topology is whole.
std::optional<topology_fault> find_interface_fault(const topology& x);

} // namespace leasehold
