// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/gateway/gateway_interface.hpp"
#include "actors/resource/resource_messages.hpp"
#include "actors/type_ids.hpp"
#include "messages/hop.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// What a HOP says once the write with this token is durable.
struct hop_words {
  std::uint64_t token = 0;
  /// To the CHAIN that gave the orders.
  std::vector<hop_answer> answers;
  root_actor chain;
  /// The news that hops have ended by themselves, for whoever has their roots.
  std::vector<hop_lost> lost;
  root_finder_actor roots;
  /// Whose RESOURCEs have to put in force first what was decided.
  std::set<resource_name> nics;
  /// Leases that move away from one of them: it may be in error, which is why
  /// they do, and need not obey for that.
  std::set<std::pair<resource_name, lease_id>> leaving;
};

/// The HOP actor: what one gateway has to say about some leases.
using hop_actor = caf::typed_actor<
    // The journal has the write of this token, and all before.
    caf::reacts_to<records_durable>,
    // What was decided is in force by one NIC.
    caf::reacts_to<circuits_carried>>;

} // namespace leasehold
