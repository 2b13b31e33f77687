// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/lease/lease_messages.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What leases, hops and ledgers say of each other, at rest or while work goes
/// on: `before` was read before the gateways and `after` behind them, and only
/// what is the same in both is held against the hops. Pure.
///
/// What gateways `elsewhere` have, and which leases are rooted there, other
/// nodes know.
///
/// Hops end with their lease, each at its own gateway, so a lease whose end was
/// no later than `now` may lack some.
///
/// Finds more booked than there is (C1), a lease without its hops (C5), a hop
/// that ends before its lease (C4), and a hop without a lease (C7).
audit_report audit_region(const lease_snapshot& before,
                          const std::vector<gateway_audit>& gateways,
                          const lease_snapshot& after, instant now,
                          const std::set<gateway_name>& elsewhere = {});

} // namespace leasehold
