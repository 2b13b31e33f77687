// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>

#include "actors/lease/lease_context.hpp"
#include "actors/policy/limits.hpp"

// Whether a lease that runs may have other terms, as the rules and its own
// allow.
namespace leasehold {

/// Refuses where the lease is suspended: its hops can't all be asked.
std::optional<refusal> check_serving(const lease_context& x,
                                     const lease_info& info);

struct dated_period {
  period given;
  std::optional<leasehold::shortened_by> shortened;
  dated_term dated;
};

/// What the rules say to a lease with this amount and period.
std::variant<limit_verdict, refusal> judge(const lease_context& x,
                                           const lease_info& info,
                                           const amounts& amount,
                                           period wanted);

/// The period as the rules give it, on the node's timeline. Refuses a period of
/// zero, an infinite one for a lease that begins later, and a later end for a
/// lease that is not renewed.
std::variant<dated_period, refusal> date_period(const lease_context& x,
                                                const lease_record& record,
                                                const limit_verdict& verdict);

} // namespace leasehold
