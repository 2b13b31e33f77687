// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "actors/lease/lease_calls.hpp"
#include "actors/lease/lease_context.hpp"

namespace leasehold {

/// Other terms for leases that run. The chain holds and commits the new terms
/// beside the old ones, so a lease has one or the other, and what both need is
/// there already.
class lease_changes {
public:
  explicit lease_changes(lease_context& x) : x_(x) {}

  void change(change_leases& msg);
  void routes_found(lease_id lease,
                    std::variant<std::vector<route>, refusal>& plan);

  /// The new terms are durable.
  void done(changing& work, const lease_record& record) const;
  /// The chain kept the old terms.
  void failed(changing& work, const change_failed& msg) const;

private:
  void change_one(const change_request& asked, const principal& who,
                  outcome_slot caller);
  std::variant<changing, refusal> terms_of(const change_request& asked,
                                           const lease_record& record) const;
  std::optional<route> same_path(const lease_info& info,
                                 const new_terms& terms) const;
  search_routes search_for(const lease_record& record,
                           const new_terms& terms) const;
  void keep_allowed(const change_request& asked, const lease_record& record,
                    refusal& no) const;

  lease_context& x_;
};

} // namespace leasehold
