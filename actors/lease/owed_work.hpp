// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>

#include "actors/lease/lease_context.hpp"
#include "messages/ids.hpp"

// What a lease owes whichever actor dies: to end, to leave what is short, to
// take less of it. It is entered here, begun when the root of the lease lives
// and nothing else is under way, and cleared by the record that shows it.
namespace leasehold {

/// Whether the record is what the lease owed to become.
bool shows(const lease_record& record, const owed_change& owed);

/// Enters what a plan decided about a granted lease, and keeps why. Nothing is
/// changed where the lease owes that already, or its end.
void owe(lease_context& x, const planned_change& change,
         const std::set<resource_name>& short_of, lease_id newcomer,
         duration ack_within, event_reason reason = event_reason::contention);

/// Takes back what the lease owes to this newcomer, or for capacity that is
/// there again where `newcomer` is none, unless it has begun.
void forgive(lease_context& x, lease_id lease, lease_id newcomer);

/// Begins what the lease owes; answers whether something is under way now.
/// @pre the lease is granted and idle, and its root lives
bool begin_owed(lease_context& x, lease_id lease);

} // namespace leasehold
