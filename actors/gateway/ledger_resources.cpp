// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <cassert>

#include "actors/gateway/ledger_machine.hpp"

// What a LEDGER has to give out, and until when.
namespace leasehold {

namespace {

bool takes(const std::vector<resource_use>& uses,
           const resource_name& resource) {
  return std::any_of(uses.begin(), uses.end(), [&resource](auto& use) {
    return use.resource == resource;
  });
}

} // namespace

void ledger_machine::set_capacity(const resource_name& resource,
                                  const amounts& capacity) {
  assert(!capacity.negative());
  auto i = resources_.find(resource);
  if (i == resources_.end()) {
    resources_.emplace(resource, resource_entry{calendar{capacity}});
    return;
  }
  auto shrinks = !i->second.booked.capacity().fits(capacity);
  i->second.booked.set_capacity(capacity);
  if (shrinks)
    distrust_holds(resource);
}

void ledger_machine::set_limit(const resource_name& resource,
                               const term_limit& limit) {
  auto& known = resources_.at(resource).limit;
  auto tighter = limit.until < known.until || limit.longest < known.longest;
  known = limit;
  if (tighter)
    distrust_holds(resource);
}

const term_limit& ledger_machine::limit(const resource_name& resource) const {
  return resources_.at(resource).limit;
}

void ledger_machine::distrust_holds(const resource_name& resource) {
  for (auto& [lease, entry] : hops_) {
    auto& own = entry.record;
    if (own.state == hop_state::held && takes(own.uses, resource))
      entry.rests_on = backing::pledges;
    if (entry.beside && takes(entry.beside->terms.uses, resource))
      entry.beside->rests_on = backing::pledges;
  }
}

void ledger_machine::doubt(const resource_name& resource, instant now) {
  for (auto& [lease, entry] : hops_) {
    auto& own = entry.record;
    auto asks_already = entry.confirm_by != forever;
    if (own.state == hop_state::held || asks_already
        || !(takes(own.uses, resource)
             || (own.next && takes(own.next->uses, resource))))
      continue;
    entry.confirm_by = saturating_add(now, limits_.confirm_within);
    arm(entry);
  }
}

bool ledger_machine::remove(const resource_name& resource) {
  auto i = resources_.find(resource);
  if (i != resources_.end() && i->second.hops > 0)
    return false;
  if (i != resources_.end())
    resources_.erase(i);
  return true;
}

bool ledger_machine::has(const resource_name& resource) const {
  return resources_.count(resource) > 0;
}

} // namespace leasehold
