// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>

#include "actors/contention/problem.hpp"
#include "actors/lease/lease_context.hpp"
#include "actors/lease/lease_terms.hpp"
#include "messages/lease.hpp"
#include "messages/route.hpp"
#include "messages/service.hpp"

// Why: what was decided, kept in the form in which it can be told later. It
// changes nothing, and nobody waits for it.
namespace leasehold {

/// The leases that a preemption plan looked at, and what it did to each.
considered consider(const lease_book& book, const contention& problem,
                    const std::optional<contention_plan>& plan,
                    const std::set<resource_name>& short_of);

/// A request that was refused before a set-up began.
void explain_refused(lease_context& x, const lease_request& asked,
                     const refusal& why);
void explain_refused(lease_context& x, lease_id id, const setting_up& done,
                     const refusal& why);
/// Before the chain that makes the lease begins.
void explain_granted(lease_context& x, lease_id id, const setting_up& done,
                     const route& path);
/// When it is decided that a lease gives something up.
void explain_changed(lease_context& x, const lease_record& record,
                     const event_origin& origin, remedy what, lease_id cause);

/// When somebody else than its lessee gives a lease back.
void explain_released(lease_context& x, const lease_record& record,
                      const principal& who);

} // namespace leasehold
