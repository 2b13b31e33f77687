// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/ladder.hpp"

#include <algorithm>
#include <iterator>

namespace leasehold {

namespace {

bool applicable(remedy what, const standing_lease& lease, instant now) {
  const bool settled = now >= saturating_add(lease.since, lease.tenure_min);
  switch (what) {
  case remedy::reroute:
    return !lease.ways.empty();
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
  case remedy::refuse_renewal:
    // Its term is its own to the end.
    return false;
  }
  return false;
}

bool contains(const std::vector<rung>& in, remedy what) {
  return std::any_of(in.begin(), in.end(),
                     [what](const rung& x) { return x.what == what; });
}

/// Mildest first.
constexpr remedy rounds[] = {remedy::reroute, remedy::shrink, remedy::shorten,
                             remedy::terminate};

std::size_t round_of(remedy what) {
  return static_cast<std::size_t>(
      std::find(std::begin(rounds), std::end(rounds), what)
      - std::begin(rounds));
}

} // namespace

concession ladder::given(std::size_t rung) const {
  if (rung == 0)
    return relief::none;
  const auto& x = rungs[rung - 1];
  concession result = relief::terminate;
  switch (x.what) {
  case remedy::reroute:
    result = relief::reroute;
    result.way = x.way;
    break;
  case remedy::shrink:
    result = relief::shrink;
    result.kept = kept;
    break;
  case remedy::shorten:
    result = relief::shorten;
    break;
  case remedy::terminate:
  case remedy::refuse_renewal:
    break;
  }
  return result;
}

bool ladder::may_move() const {
  return contains(rungs, remedy::reroute);
}

concession ladder::given_at_most() const {
  return may_move() ? relief::terminate : relief::shrink_and_shorten;
}

bool ladder::has_top() const {
  return rungs.empty() || rungs.back().what == remedy::terminate
      || (rungs.size() == 1 && rungs.back().what != remedy::reroute);
}

std::vector<rung> rungs_of(const standing_lease& lease, instant now) {
  std::vector<rung> result;
  for (const auto what : lease.remedies) {
    if (contains(result, remedy::terminate))
      break;
    if (contains(result, what) || !applicable(what, lease, now))
      continue;
    const auto ways = what == remedy::reroute ? lease.ways.size() : 1;
    for (std::size_t way = 0; way < ways; ++way)
      result.push_back({what, way});
  }
  return result;
}

std::vector<step> escalation(const std::vector<ladder>& ladders) {
  std::vector<step> result;
  for (std::size_t round = 0; round < std::size(rounds); ++round) {
    for (std::size_t i = 0; i < ladders.size(); ++i) {
      std::size_t reached = 0;
      const auto& rungs = ladders[i].rungs;
      for (std::size_t k = 0; k < rungs.size(); ++k) {
        reached = std::max(reached, round_of(rungs[k].what));
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
    rungs.push_back({remedy::terminate, 0});
    result.push_back({i, rungs.size()});
  }
  return result;
}

} // namespace leasehold
