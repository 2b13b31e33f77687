// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "tools/bench/load.hpp"
#include "tools/client/async_session.hpp"

// What the benchmark asks of a node. The region has the shape of Figure 8 and
// capacities that nothing exhausts.
namespace leasehold::bench {

/// TOML.
extern const char* const bench_region;

/// From an endpoint at the target's own gateway: one hop.
lease_request near_request();
/// EP11 to EP51: three hops.
lease_request far_request();

/// Collects what was granted, for later renewals and releases.
using lease_book = std::vector<lease_id>;

load_call granting(async_session& session, lease_request request,
                   std::size_t batch, std::shared_ptr<lease_book> book);

/// Renews the leases of the book in turn.
load_call renewing(async_session& session, std::size_t batch,
                   std::shared_ptr<const lease_book> book);

/// Releases all leases of the book.
kj::Promise<void> release_all(async_session& session,
                              std::shared_ptr<lease_book> book);

/// Grants so many leases in large batches.
kj::Promise<load_result> fill(async_session& session, std::size_t count,
                              std::shared_ptr<lease_book> book);

} // namespace leasehold::bench
