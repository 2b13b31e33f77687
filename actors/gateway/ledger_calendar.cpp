// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <set>

#include "actors/gateway/ledger_machine.hpp"
#include "messages/bounds.hpp"

// A LEDGER's calendar for people. However much is booked, the answer is
// bounded, and what it leaves out is never better than what it tells.
namespace leasehold {

namespace {

using detail = resource_calendar::detail;

/// The changes of a window, of both calendars; nothing where there are more
/// than so many.
std::optional<std::set<instant>> changes(const calendar& all,
                                         const calendar& held,
                                         const window& over,
                                         std::size_t steps_max) {
  std::set<instant> found{over.start};
  for (auto* each : {&all, &held})
    for (auto& step : each->steps(over.start, steps_max + 1))
      if (step.from < over.end)
        found.insert(step.from);
  if (found.size() > steps_max)
    return std::nullopt;
  return found;
}

/// Equal stretches of the window, as many as may be. One without an end is cut
/// up until its last change, and the rest is a stretch of its own.
std::set<instant> stretches(const window& over, instant last_change,
                            std::size_t steps_max) {
  std::set<instant> found{over.start};
  auto end = over.end;
  if (end == forever) {
    end = std::max(last_change, over.start + duration{1});
    if (steps_max > 1) {
      found.insert(end);
      --steps_max;
    }
  }
  auto count = static_cast<duration::rep>(steps_max);
  auto each =
      std::max((end - over.start + duration{count - 1}) / count, duration{1});
  for (auto at = over.start + each; at < end; at += each)
    found.insert(at);
  return found;
}

} // namespace

calendar ledger_machine::held_of(const resource_name& resource,
                                 const amounts& capacity) const {
  calendar held{capacity};
  for (auto lease : held_) {
    auto& record = hops_.at(lease).record;
    for (auto& use : record.uses)
      if (use.resource == resource)
        held.book(record.term, use.amount);
  }
  return held;
}

std::optional<resource_calendar>
ledger_machine::draw(const calendar_query& question, instant now) const {
  auto i = resources_.find(question.resource);
  if (i == resources_.end())
    return std::nullopt;
  auto& all = i->second.booked;
  auto capacity = all.capacity();
  auto held = held_of(question.resource, capacity);
  auto& over = question.over;
  auto steps_max =
      std::clamp<std::size_t>(question.steps_max, 1, bounds::calendar_steps);

  resource_calendar result;
  result.info.name = question.resource;
  result.info.gateway = self_;
  result.info.capacity = capacity;
  result.info.free = max(all.free_over({now, now + duration{1}}), {});
  result.info.bookings = i->second.hops;
  result.until = over.end;
  auto starts = changes(all, held, over, steps_max);
  if (!starts) {
    result.steps_are = detail::merged;
    starts = stretches(over, all.last_change().value_or(over.start), steps_max);
  }
  for (auto at = starts->begin(); at != starts->end(); ++at) {
    auto next = std::next(at) == starts->end() ? over.end : *std::next(at);
    result.steps.push_back({*at, capacity - all.free_over({*at, next}),
                            capacity - held.free_over({*at, next})});
  }
  return result;
}

} // namespace leasehold
