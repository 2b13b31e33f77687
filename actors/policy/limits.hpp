// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"

// What the administrator's rules make of a request: a period, perhaps another
// than was asked for, or a refusal that names the rule. Every rule that
// concerns the request counts, and the tightest wins; two rules that are as
// tight as each other are taken in the order of their names.
namespace leasehold {

/// What a request is about, as rules see it.
struct limit_subject {
  lessee_name lessee;
  resource_name target;
  kind_name kind;
  /// The groups of the target.
  std::vector<group_name> groups;
  endpoint_name source;
};

/// Whether the rule applies to the subject at this civil time, which is when
/// the lease would start.
bool concerns(const limit_rule& rule, const limit_subject& subject,
              wall_time at);

struct limit_verdict {
  /// Never `any`.
  period given;
  /// Where less is given than was asked for.
  std::optional<shortened_by> shortened;
};

/// How many leases the lessee has that the rule concerns.
using leases_under = std::function<std::uint32_t(const limit_rule&)>;

using rule_map = std::map<rule_name, limit_rule>;

struct limit_query {
  limit_subject subject;
  amounts amount;
  period wanted;
  /// When the lease would start.
  wall_time at;
  /// What `any` gives where no rule says; positive.
  duration any_period = std::chrono::hours{1};
};

/// The period that the rules give, or why they give none: first
/// `period_unacceptable`, then `limit_exceeded`. `count` is asked only of
/// rules that bound the number of leases.
std::variant<limit_verdict, refusal> apply_limits(const rule_map& rules,
                                                  const limit_query& query,
                                                  const leases_under& count);

} // namespace leasehold
