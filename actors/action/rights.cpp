// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/rights.hpp"

#include <algorithm>
#include <utility>

namespace leasehold {

rights::rights(const rule_map& rules, lessee_name who, wall_time at)
    : who_(std::move(who)), at_(at) {
  for (auto& [name, rule] : rules)
    if (rule.any_action == permission::forbidden)
      forbidding_.push_back(&rule);
}

bool rights::may_act(const locator& places,
                     const endpoint_name& endpoint) const {
  if (forbidding_.empty())
    return true;
  limit_subject subject;
  subject.lessee = who_;
  for (auto* resource : places.resources_of(endpoint)) {
    subject.target = resource->name;
    subject.kind = resource->kind;
    subject.groups = resource->groups;
    if (std::any_of(forbidding_.begin(), forbidding_.end(),
                    [&](auto* rule) { return concerns(*rule, subject, at_); }))
      return false;
  }
  return true;
}

} // namespace leasehold
