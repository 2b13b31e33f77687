// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Leases, refusals and events for people.

#include <ostream>
#include <string>
#include <vector>

#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/time.hpp"

namespace leasehold::cli {

/// The terms of a lease, then its route with what each gateway gives.
void print_lease(std::ostream& out, const lease_info& lease,
                 const time_base& clock);

void print_leases(std::ostream& out, const std::vector<lease_info>& leases,
                  const time_base& clock);

/// What was granted and, where a rule gave less, which.
void print_grant(std::ostream& out, const lease_grant& grant,
                 const time_base& clock, request_id request);

/// Why not, what bound, and what would have been granted instead.
/// `request` is 0 where there is none to tell.
void print_refusal(std::ostream& out, const refusal& why,
                   const time_base& clock, request_id request);

/// "request 7412093385"
std::string request_text(request_id request);

/// One event in one line.
std::string event_line(const lease_event& event);

} // namespace leasehold::cli
