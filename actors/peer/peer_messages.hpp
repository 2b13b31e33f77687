// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/type_ids.hpp"

// What is said to the EXCHANGE of a node.
namespace leasehold {

/// What another node has sent. Who it is from is known by the way it came, not
/// by what it says.
struct peer_frame {
  std::string from_node;
  std::string bytes;
};

} // namespace leasehold
