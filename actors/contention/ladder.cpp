// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/ladder.hpp"

#include <algorithm>

namespace leasehold {

namespace {

bool applicable(remedy what, const standing_lease& lease, instant now) {
  const bool settled = now >= saturating_add(lease.since, lease.tenure_min);
  switch (what) {
  case remedy::shrink:
    return settled && !lease.least.empty();
  case remedy::shorten: {
    const auto end = earlier_end(lease, now);
    // One that would end before it has begun is terminated, or left alone.
    const bool begins = lease.term.start <= now || lease.term.start < end;
    return begins && end < lease.term.end;
  }
  case remedy::terminate:
    return settled;
  }
  return false;
}

bool contains(const std::vector<remedy>& in, remedy what) {
  return std::find(in.begin(), in.end(), what) != in.end();
}

} // namespace

relief ladder::given(std::size_t rung) const {
  if (rung == 0)
    return relief::none;
  switch (rungs[rung - 1]) {
  case remedy::shrink:
    return relief::shrink;
  case remedy::shorten:
    return relief::shorten;
  case remedy::terminate:
    break;
  }
  return relief::terminate;
}

bool ladder::has_top() const {
  return rungs.size() < 2 || rungs.back() == remedy::terminate;
}

std::vector<remedy> rungs_of(const standing_lease& lease, instant now) {
  std::vector<remedy> result;
  for (const auto what : lease.remedies) {
    if (contains(result, remedy::terminate))
      break;
    if (!contains(result, what) && applicable(what, lease, now))
      result.push_back(what);
  }
  return result;
}

std::vector<step> escalation(const std::vector<ladder>& ladders) {
  std::vector<step> result;
  for (const auto round :
       {remedy::shrink, remedy::shorten, remedy::terminate}) {
    for (std::size_t i = 0; i < ladders.size(); ++i) {
      auto reached = remedy::shrink;
      const auto& rungs = ladders[i].rungs;
      for (std::size_t k = 0; k < rungs.size(); ++k) {
        reached = std::max(reached, rungs[k]);
        if (reached == round)
          result.push_back({i, k + 1});
      }
    }
  }
  return result;
}

std::vector<step> force(std::vector<ladder>& ladders) {
  std::vector<step> result;
  for (std::size_t i = 0; i < ladders.size(); ++i) {
    auto& rungs = ladders[i].rungs;
    if (contains(rungs, remedy::terminate))
      continue;
    rungs.push_back(remedy::terminate);
    result.push_back({i, rungs.size()});
  }
  return result;
}

} // namespace leasehold
