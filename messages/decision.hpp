// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "messages/amount.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/time.hpp"

// Why somebody got what it got: kept so that it can be explained later.
namespace leasehold {

/// What a plan did to a lease that was looked at, or why it did nothing.
enum class fate : std::uint8_t {
  shrunk = 1,
  shortened = 2,
  terminated = 3,
  /// Its hold is as strong as what was asked for, or stronger.
  too_strong = 4,
  /// Its class allows nothing that would help.
  class_forbids = 5,
  /// It is still within its minimum tenure.
  in_tenure = 6,
  /// There was room without it.
  not_needed = 7,
  /// All that could be taken from it and others would not have been enough.
  not_enough = 8,
  /// It went to another route, with the same terms.
  moved = 9,
};

const char* to_string(fate x) noexcept;

struct considered_lease {
  /// None for whoever may not know it.
  lease_id lease;
  lessee_name lessee;
  fate what = fate::not_needed;
};

/// What would become of leases if there were less: those that lose most first,
/// at most `bounds::curtailed` of so many.
struct curtailment {
  std::vector<considered_lease> leases;
  std::uint64_t count = 0;
};

struct decision {
  enum class kind : std::uint8_t {
    granted = 1,
    refused = 2,
    /// A lease lost something to another, or to a capacity that shrank.
    changed = 3,
  };

  /// Grows without end, never used twice.
  std::uint64_t number = 0;
  wall_time made;
  kind what = kind::granted;
  /// None where nothing was granted.
  lease_id lease;
  lessee_name lessee;
  request_id request;
  // What was asked for.
  resource_name target;
  endpoint_name source;
  amounts amount;
  class_name service;
  priority setup = 4;
  priority hold = 4;
  // Why: the code and the words of a refusal, the rule that limited it, what
  // was short.
  errc code = errc::none;
  std::string message;
  rule_name rule;
  resource_name resource;
  gateway_name gateway;
  /// For whom a lease was changed; none where a capacity shrank.
  lease_id cause;
  /// How many routes there were to choose from, and the one that was taken.
  std::uint32_t routes = 0;
  std::vector<gateway_name> route;
  /// Who else was considered: at most `bounds::considered` of so many.
  std::vector<considered_lease> considered;
  std::uint64_t considered_count = 0;
};

const char* to_string(decision::kind x) noexcept;

} // namespace leasehold
