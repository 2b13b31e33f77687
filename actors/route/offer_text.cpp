// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/offer_text.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/civil.hpp"
#include "messages/period.hpp"

namespace leasehold {

namespace {

constexpr const char* way_out = "; ask for ";

/// For people, who would trip over milliseconds: whole seconds where there are
/// any, rounded so that what is offered still holds.
duration at_most(duration x) {
  auto whole = std::chrono::floor<std::chrono::seconds>(x);
  return whole.count() > 0 ? whole : x;
}

} // namespace

void name_offer(refusal& answer, const time_base& clock) {
  auto& offer = answer.offer;
  std::vector<std::string> ways;
  if (offer.largest_amount)
    ways.push_back("at most " + to_string(*offer.largest_amount));
  if (offer.longest_period)
    ways.push_back("at most " + to_string(at_most(*offer.longest_period)));
  if (offer.earliest_start)
    ways.push_back("a start at "
                   + format_time(clock.to_wall(*offer.earliest_start)));
  if (!offer.alternatives.empty())
    ways.push_back(offer.alternatives.front().str());
  if (ways.empty())
    return;
  // Better than what holds for all.
  answer.message.resize(
      std::min(answer.message.size(), answer.message.rfind(way_out)));
  answer.message += fmt::format("{}{}", way_out, fmt::join(ways, ", or "));
}

} // namespace leasehold
