// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/oracle/usage_sheet.hpp"

#include <algorithm>
#include <set>

namespace leasehold::sim {

amounts usage_sheet::capacity(const resource_name& resource) const {
  auto i = lines_.find(resource);
  return i == lines_.end() ? amounts{} : i->second.capacity;
}

void usage_sheet::add(const hop_record& hop) {
  change_all(hop, 1);
}

void usage_sheet::remove(const hop_record& hop) {
  change_all(hop, -1);
}

void usage_sheet::change(const std::vector<resource_use>& uses,
                         const window& over, int sign) {
  for (auto& use : uses) {
    auto& steps = lines_[use.resource].steps;
    auto& at_start = steps[over.start];
    at_start = sign > 0 ? at_start + use.amount : at_start - use.amount;
    auto& at_end = steps[over.end];
    at_end = sign > 0 ? at_end - use.amount : at_end + use.amount;
    for (auto at : {over.start, over.end})
      if (auto i = steps.find(at); i != steps.end() && i->second.zero())
        steps.erase(i);
  }
}

/// A hop with terms beside its own takes the most of both at each instant; it
/// is split at the ends of both terms.
void usage_sheet::change_all(const hop_record& hop, int sign) {
  if (!hop.next)
    return change(hop.uses, hop.term, sign);
  std::set<instant> cuts{hop.term.start, hop.term.end, hop.next->term.start,
                         hop.next->term.end};
  auto inside = [](const window& term, instant at) {
    return term.start <= at && at < term.end;
  };
  for (auto i = cuts.begin(); std::next(i) != cuts.end(); ++i) {
    std::map<resource_name, amounts> most;
    if (inside(hop.term, *i))
      for (auto& use : hop.uses)
        most[use.resource] += use.amount;
    if (inside(hop.next->term, *i))
      for (auto& use : hop.next->uses)
        most[use.resource] = max(most[use.resource], use.amount);
    for (auto& [resource, amount] : most)
      change({{resource, amount}}, {*i, *std::next(i)}, sign);
  }
}

amounts usage_sheet::taken(const resource_name& resource, instant at) const {
  amounts sum;
  if (auto i = lines_.find(resource); i != lines_.end())
    for (auto& [from, step] : i->second.steps) {
      if (at < from)
        break;
      sum += step;
    }
  return sum;
}

std::optional<amounts> usage_sheet::overdraft(const resource_name& resource,
                                              const window& over) const {
  auto i = lines_.find(resource);
  if (i == lines_.end())
    return std::nullopt;
  amounts sum;
  std::optional<amounts> worst;
  auto check = [&] {
    if (!sum.fits(i->second.capacity))
      worst = worst ? max(*worst, sum) : sum;
  };
  for (auto& [from, step] : i->second.steps) {
    if (over.end <= from)
      break;
    if (over.start < from)
      check();
    sum += step;
  }
  check();
  return worst;
}

std::vector<resource_name> usage_sheet::overdrawn(instant from) const {
  std::vector<resource_name> result;
  for (auto& [resource, line] : lines_)
    if (overdraft(resource, {from, forever}))
      result.push_back(resource);
  return result;
}

} // namespace leasehold::sim
