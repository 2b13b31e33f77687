// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/free_view.hpp"

#include <algorithm>
#include <utility>

namespace leasehold {

namespace {

/// Begins a step there, unless one does.
void cut_at(std::vector<free_step>& steps, instant at) {
  auto next = std::lower_bound(
      steps.begin(), steps.end(), at,
      [](const free_step& x, instant when) { return x.from < when; });
  if (next == steps.begin() || (next != steps.end() && next->from == at))
    return;
  auto free = std::prev(next)->free;
  steps.insert(next, free_step{at, free});
}

} // namespace

void free_view::add(std::vector<resource_view> views, instant asked_from) {
  for (auto& view : views) {
    if (!view.steps.empty())
      view.steps.front().from = std::min(view.steps.front().from, asked_from);
    auto name = view.resource;
    views_.insert_or_assign(std::move(name), std::move(view));
  }
}

void free_view::lend(const std::vector<resource_use>& uses,
                     const window& over) {
  for (auto& use : uses) {
    auto known = views_.find(use.resource);
    if (known == views_.end())
      continue;
    auto& steps = known->second.steps;
    cut_at(steps, over.start);
    if (over.end != forever)
      cut_at(steps, over.end);
    for (auto& step : steps)
      if (over.start <= step.from && step.from < over.end)
        step.free = max(step.free, {}) + use.amount;
  }
}

free_lookup free_view::lookup() const {
  return [this](const resource_name& resource) {
    auto view = find(resource);
    return view == nullptr ? amounts{} : view->free;
  };
}

free_lookup free_view::lookup(const window& over) const {
  return [this, over](const resource_name& resource) {
    auto view = find(resource);
    return view == nullptr ? amounts{} : free_over(*view, over);
  };
}

const resource_view* free_view::find(const resource_name& resource) const {
  auto i = views_.find(resource);
  return i == views_.end() ? nullptr : &i->second;
}

std::vector<instant> free_view::changes() const {
  std::vector<instant> result;
  for (auto& [name, view] : views_)
    for (auto& step : view.steps)
      result.push_back(step.from);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

amounts free_over(const resource_view& view, const window& over) {
  // The step that holds at the start is the last that begins by then.
  auto step = std::upper_bound(
      view.steps.begin(), view.steps.end(), over.start,
      [](instant at, const free_step& x) { return at < x.from; });
  if (step == view.steps.begin())
    return {};
  auto least = std::prev(step)->free;
  for (; step != view.steps.end() && step->from < over.end; ++step)
    least = min(least, step->free);
  return least;
}

} // namespace leasehold
