// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "messages/action.hpp"
#include "messages/amount.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/time.hpp"

// What nodes of one region say to each other, as values. Each is a one-way
// message that may be lost, doubled, late or behind a later one.
namespace leasehold {

/// From the root of a lease to the gateway that the order's key names.
struct peer_order {
  /// The gateway that answers for the lease.
  gateway_name root;
  hop_order order;
};

struct peer_probe {
  gateway_name gateway;
  probe question;
};

/// From a gateway that has more leases than capacity to the node of some of
/// their roots: all its leases together are to take no more than that of the
/// resource, from an instant on.
struct curtail_leases {
  gateway_name gateway;
  resource_name resource;
  amounts most;
  instant from;
};

/// From a node that keeps routes over the resource: it wants hints of its load
/// until then.
struct peer_watch {
  resource_name resource;
  instant until;
};

using peer_message =
    std::variant<peer_order, hop_answer, hop_lost, find_root, root_answer,
                 peer_probe, probe_answer, curtail_leases, peer_watch,
                 load_hint, child_order, child_word, child_end>;

} // namespace leasehold
