// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "actors/route/topology_fault.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"

// What makes a topology whole. A graph is built only of what passes here, so
// that nobody who reads one asks again whether a link leads somewhere.
//
// Gateways and endpoints share one name space, since either can be the source
// of a lease and the owner of a resource. So do gateways and links, since a
// route constraint names either.
namespace leasehold {

/// The first fault, list by list in the order of `topology_part`; those that
/// show only in the whole come last.
std::optional<topology_fault> find_fault(const topology& x);

/// Fails with `errc::invalid_request` and the message of the first fault.
status validate(const topology& x);

} // namespace leasehold
