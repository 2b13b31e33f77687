// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <kj/timer.h>

#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "messages/result.hpp"
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

/// How long the next lease is wanted.
using term_source = std::function<period()>;

/// Each time an hour.
term_source equal_terms();
/// From 30 to 90 minutes, the same sequence in every run.
term_source random_terms();
/// Until one moment.
term_source terms_until(std::chrono::steady_clock::time_point end);

/// Collects what was granted, for later renewals and releases.
using lease_book = std::vector<lease_id>;

load_call granting(async_session& session, lease_request request,
                   std::size_t batch, term_source terms,
                   std::shared_ptr<lease_book> book);

/// Renews the leases of the book in turn.
/// @pre it has some
load_call renewing(async_session& session, std::size_t batch, term_source terms,
                   std::shared_ptr<const lease_book> book);

/// Releases the leases of the book in the order of their grants, until none is
/// left.
load_call releasing(async_session& session, std::size_t batch,
                    std::shared_ptr<const lease_book> book);

/// Grants so many leases of three hops in large batches.
kj::Promise<load_result> fill(async_session& session, std::size_t count,
                              term_source terms,
                              std::shared_ptr<lease_book> book);

/// Until the node has no lease any more.
kj::Promise<status> none_left(async_session& session, kj::Timer& timer);

} // namespace leasehold::bench
