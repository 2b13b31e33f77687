// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "actors/gateway/ledger_machine.hpp"

// What a LEDGER tells about itself; nothing here changes it.
namespace leasehold {

namespace {

/// Past its limit nothing of a resource is to be had.
void cut(resource_view& view, const window& over, instant limit) {
  if (limit < over.end)
    view.free = min(view.free, {});
  if (view.steps.empty() || limit == forever)
    return;
  auto past = std::find_if(view.steps.begin(), view.steps.end(),
                           [limit](auto& x) { return limit <= x.from; });
  free_step last{std::max(limit, over.start), {}};
  for (auto step = past; step != view.steps.end(); ++step)
    last.free = min(last.free, step->free);
  view.steps.erase(past, view.steps.end());
  if (view.steps.size() == free_steps_max)
    view.steps.back().free = last.free;
  else
    view.steps.push_back(last);
}

} // namespace

resource_view ledger_machine::view_of(const resource_name& resource,
                                      const resource_entry& entry,
                                      const probe& question,
                                      instant now) const {
  resource_view view;
  view.resource = resource;
  view.capacity = entry.booked.capacity();
  view.free = entry.booked.free_over(question.over);
  if (question.detail == probe_detail::steps)
    view.steps = entry.booked.steps(question.over.start, free_steps_max);
  cut(view, question.over, entry.limit.latest_end(now));
  return view;
}

probe_answer
ledger_machine::answer(const probe& question, instant now,
                       const std::vector<resource_name>& of) const {
  probe_answer answer;
  answer.token = question.token;
  answer.gateway = self_;
  if (!of.empty()) {
    answer.resources.reserve(of.size());
    for (auto& name : of)
      if (auto i = resources_.find(name); i != resources_.end())
        answer.resources.push_back(view_of(name, i->second, question, now));
    return answer;
  }
  answer.resources.reserve(resources_.size());
  for (auto& [name, entry] : resources_)
    answer.resources.push_back(view_of(name, entry, question, now));
  std::sort(answer.resources.begin(), answer.resources.end(),
            [](const resource_view& x, const resource_view& y) {
              return x.resource < y.resource;
            });
  return answer;
}

std::optional<resource_view> ledger_machine::view(const resource_name& resource,
                                                  const window& over) const {
  auto i = resources_.find(resource);
  if (i == resources_.end())
    return std::nullopt;
  return resource_view{resource,
                       i->second.booked.capacity(),
                       i->second.booked.free_over(over),
                       {}};
}

std::vector<resource_name> ledger_machine::resources() const {
  std::vector<resource_name> result;
  for (auto& [name, entry] : resources_)
    result.push_back(name);
  return result;
}

void ledger_machine::audit(audit_report& report) const {
  std::unordered_map<resource_name, calendar> again;
  for (auto& [name, entry] : resources_)
    again.emplace(name, calendar{entry.booked.capacity()});
  for (auto& [lease, entry] : hops_) {
    report.hops += 1;
    for (auto& step : difference({}, claim_of(entry)))
      again.at(step.resource).book(step.over, step.after);
  }
  for (auto& [name, entry] : resources_) {
    report.resources += 1;
    auto from = instant::min();
    auto booked = entry.booked.steps(from, entry.booked.size() + 1);
    auto expected = again.at(name).steps(from, again.at(name).size() + 1);
    auto same = std::equal(
        booked.begin(), booked.end(), expected.begin(), expected.end(),
        [](auto& x, auto& y) { return x.from == y.from && x.free == y.free; });
    if (!same)
      report.findings.push_back(
          {"C7", name.str(), "its calendar is not the sum of its hops"});
  }
  // What rests on pledges is not given out yet (C1).
  for (auto& [lease, entry] : hops_) {
    auto all = claim_of(entry);
    auto given = all;
    if (entry.rests_on == backing::pledges)
      given.clear();
    else if (entry.beside && entry.beside->rests_on == backing::pledges)
      given = claim_of(entry.record);
    for (auto& step : difference(given, all))
      again.at(step.resource).unbook(step.over, step.after - step.before);
  }
  for (auto& [name, given_out] : again) {
    auto steps = given_out.steps(instant::min(), given_out.size() + 1);
    if (std::any_of(steps.begin(), steps.end(),
                    [](auto& x) { return x.free.negative(); }))
      report.findings.push_back(
          {"C1", name.str(), "more is booked than its capacity"});
  }
}

errc ledger_machine::admits(const hop_key& key, instant now) const {
  auto known = find(key.lease);
  if (known == nullptr || known->state == hop_state::held
      || known->deadline <= now || known->term.end <= now)
    return errc::lease_over;
  if (key.epoch < known->fence || known->key.epoch < key.epoch
      || known->lost.has(key.epoch))
    return errc::stale_epoch;
  return now < known->term.start ? errc::unavailable : errc::none;
}

std::vector<shortage> ledger_machine::shortages(instant now) const {
  std::vector<shortage> result;
  for (auto& [name, entry] : resources_) {
    auto& booked = entry.booked;
    if (!booked.free_over({now, forever}).negative())
      continue;
    auto steps = booked.steps(now, free_steps_max);
    auto first = std::find_if(steps.begin(), steps.end(),
                              [](auto& x) { return x.free.negative(); });
    shortage found{name, booked.capacity(), first->from,
                   taken_at(name, first->from)};
    amounts sum;
    for (auto& [root, amount] : found.taken)
      sum += amount;
    // What is held may rest on pledges: then it is more, and not given out.
    if (!sum.fits(found.capacity))
      result.push_back(std::move(found));
  }
  return result;
}

std::map<gateway_name, amounts>
ledger_machine::taken_at(const resource_name& resource, instant at) const {
  std::map<gateway_name, amounts> result;
  for (auto& [lease, entry] : hops_)
    if (entry.record.state != hop_state::held)
      for (auto& step : difference({}, claim_of(entry.record)))
        if (step.resource == resource && step.over.start <= at
            && at < step.over.end)
          result[entry.record.root] += step.after;
  return result;
}

const hop_record* ledger_machine::find(lease_id lease) const {
  auto i = hops_.find(lease);
  return i == hops_.end() ? nullptr : &i->second.record;
}

std::vector<hop_record> ledger_machine::active_hops() const {
  std::vector<hop_record> result;
  for (auto& [lease, entry] : hops_)
    if (entry.record.state != hop_state::held)
      result.push_back(entry.record);
  std::sort(result.begin(), result.end(),
            [](const hop_record& x, const hop_record& y) {
              return x.key.lease < y.key.lease;
            });
  return result;
}

gateway_info ledger_machine::describe() const {
  gateway_info info;
  info.name = self_;
  info.hops_held = held_.size();
  info.hops_active = hops_.size() - held_.size();
  return info;
}

std::uint64_t ledger_machine::bookings(const resource_name& resource) const {
  auto i = resources_.find(resource);
  return i == resources_.end() ? 0 : i->second.hops;
}

} // namespace leasehold
