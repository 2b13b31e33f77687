// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "messages/result.hpp"
#include "messages/topology.hpp"

// What makes a topology whole. A graph is built only of what passes here, so
// that nobody who reads one asks again whether a link leads somewhere.
//
// Gateways and endpoints share one name space, since either can be the source
// of a lease and the owner of a resource. So do gateways and links, since a
// route constraint names either.
namespace leasehold {

enum class topology_part : std::uint8_t {
  region,
  node,
  gateway,
  link,
  endpoint,
  resource,
};

/// What is wrong, and with which item of which list.
struct topology_fault {
  topology_part part = topology_part::region;
  /// In the list of that part; 0 for the region.
  std::size_t index = 0;
  /// Names the thing, the rule and the way out.
  std::string message;
};

/// The first fault, list by list in the order of `topology_part`; among
/// resources, those that show only in the whole come last.
std::optional<topology_fault> find_fault(const topology& x);

/// Fails with `errc::invalid_request` and the message of the first fault.
status validate(const topology& x);

} // namespace leasehold
