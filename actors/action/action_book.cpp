// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/action_book.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

failure unknown(action_id x) {
  return {errc::unknown_name,
          fmt::format("no action {:x}: it was over an hour ago, or is not "
                      "yours; list yours with 'leasehold action list'",
                      x.value())};
}

} // namespace

// -- what the journal told ----------------------------------------------------

void action_book::restore(action_record x) {
  keep(x);
  confirm(x.id);
}

void action_book::restore(statuses_record x) {
  const auto found = entries_.find(x.action);
  if (found == entries_.end())
    return;
  auto& to = found->second;
  for (auto& status : x.statuses)
    if (const auto number = status.said.number; number < to.settled.size()) {
      to.settled[number] = true;
      ++to.settled_count;
    }
  to.pages.push_back(x.from);
  enter(to, x);
}

// -- changes ------------------------------------------------------------------

result<std::optional<action_id>>
action_book::find(const action_request& request, const principal& who,
                  std::uint64_t fingerprint) const {
  if (request.request.value() == 0)
    return std::optional<action_id>{};
  const auto found = by_request_.find({who.name, request.request});
  if (found == by_request_.end())
    return std::optional<action_id>{};
  if (entries_.at(found->second).record.fingerprint != fingerprint)
    return failure{errc::conflict,
                   fmt::format("the request {:x} was for action {:x}, which "
                               "asks for something else: choose a new number",
                               request.request.value(), found->second.value())};
  return std::optional{found->second};
}

result<action_record> action_book::begin(action_request request,
                                         const principal& who,
                                         std::vector<std::string> targets,
                                         std::uint64_t fingerprint,
                                         instant now) {
  if (targets.empty())
    return failure{errc::invalid_request,
                   "the action has no target: name an endpoint"};
  if (request.deadline <= now)
    return failure{errc::invalid_request,
                   "the deadline is over: give a later one"};
  if (request.deadline > now + bounds::action_time)
    return failure{errc::invalid_request,
                   "the deadline is more than an hour away: give an earlier "
                   "one"};
  const auto of_lessee = open_of_.find(who.name);
  const auto open_of_lessee =
      of_lessee == open_of_.end() ? 0 : of_lessee->second;
  if (open_ >= limits_.open || open_of_lessee >= limits_.open_of_lessee)
    return failure{
        errc::too_much,
        fmt::format("{} actions are under way{}, which is the most: wait for "
                    "some, or cancel them",
                    open_ >= limits_.open ? limits_.open
                                          : limits_.open_of_lessee,
                    open_ >= limits_.open ? "" : " for this lessee")};
  if (targets.size() > limits_.targets)
    return failure{errc::too_much,
                   fmt::format("the node keeps {} targets at most: name fewer",
                               limits_.targets)};
  action_record y;
  y.id = action_id{std::uint64_t{id_prefix_} << 32 | ++last_};
  y.lessee = who.name;
  y.request = std::move(request);
  y.request.targets = std::move(targets);
  y.begun = now;
  y.fingerprint = fingerprint;
  return y;
}

void action_book::keep(const action_record& x) {
  auto [i, is_new] = entries_.try_emplace(x.id);
  i->second.record = x;
  if (!is_new)
    return;
  const auto targets = x.request.targets.size();
  i->second.settled.resize(targets);
  targets_ += targets;
  ++open_;
  ++open_of_[x.lessee];
  if (x.request.request.value() != 0)
    by_request_[{x.lessee, x.request.request}] = x.id;
}

void action_book::confirm(action_id x) {
  if (auto found = entries_.find(x); found != entries_.end())
    found->second.confirmed = true;
}

void action_book::keep(permit_record x) {
  if (auto found = entries_.find(x.key.action); found != entries_.end())
    found->second.permits.push_back(std::move(x));
}

std::optional<statuses_record>
action_book::settle(action_id x, std::vector<target_status> statuses,
                    instant now) {
  const auto found = entries_.find(x);
  if (found == entries_.end())
    return std::nullopt;
  auto& to = found->second;
  statuses_record y;
  y.action = x;
  y.from = to.settled_count;
  y.at = now;
  for (auto& status : statuses) {
    const auto number = status.said.number;
    if (number >= to.settled.size() || to.settled[number])
      continue;
    to.settled[number] = true;
    ++to.settled_count;
    y.statuses.push_back(std::move(status));
  }
  if (y.statuses.empty())
    return std::nullopt;
  to.pages.push_back(y.from);
  return y;
}

void action_book::publish(const statuses_record& x) {
  if (auto found = entries_.find(x.action); found != entries_.end())
    enter(found->second, x);
}

void action_book::enter(entry& to, const statuses_record& x) {
  for (auto& status : x.statuses) {
    to.done.add(status.said.outcome);
    to.statuses.push_back(status);
  }
  if (!to.is_over())
    return;
  over_.emplace(x.at + kept_for, x.action);
  --open_;
  if (auto of = open_of_.find(to.record.lessee); --of->second == 0)
    open_of_.erase(of);
}

result<std::optional<action_record>> action_book::cancel(action_id x,
                                                         const principal& who) {
  const auto* found = visible(x, who);
  if (found == nullptr)
    return unknown(x);
  if (found->record.cancelled || found->settled_count == found->settled.size())
    return std::optional<action_record>{};
  auto y = found->record;
  y.cancelled = true;
  return std::optional{std::move(y)};
}

std::vector<action_book::erasure> action_book::expire(instant now) {
  std::vector<erasure> y;
  while (!over_.empty()
         && (over_.begin()->first <= now || targets_ > limits_.targets)) {
    const auto found = entries_.find(over_.begin()->second);
    over_.erase(over_.begin());
    auto& x = found->second;
    targets_ -= x.settled.size();
    if (x.record.request.request.value() != 0)
      by_request_.erase({x.record.lessee, x.record.request.request});
    auto& gone = y.emplace_back();
    gone.action = found->first;
    gone.pages = std::move(x.pages);
    for (auto& permit : x.permits)
      gone.permits.push_back(permit.key.attempt);
    entries_.erase(found);
  }
  return y;
}

instant action_book::next() const {
  if (over_.empty())
    return forever;
  return targets_ > limits_.targets ? instant{} : over_.begin()->first;
}

// -- questions ----------------------------------------------------------------

action_info action_book::info_of(const entry& x) {
  action_info y;
  y.id = x.record.id;
  y.verb = x.record.request.verb;
  y.lessee = x.record.lessee;
  y.targets = static_cast<std::uint32_t>(x.settled.size());
  y.done = x.done;
  y.begun = x.record.begun;
  y.deadline = x.record.request.deadline;
  y.priority = x.record.request.priority;
  y.cancelled = x.record.cancelled;
  return y;
}

/// One of another lessee looks like none (S3).
const action_book::entry* action_book::visible(action_id x,
                                               const principal& who) const {
  const auto found = entries_.find(x);
  if (found == entries_.end() || !found->second.confirmed
      || (who.role != role::operator_
          && !(found->second.record.lessee == who.name)))
    return nullptr;
  return &found->second;
}

result<status_page> action_book::read(action_id x, std::uint32_t from,
                                      const principal& who) const {
  const auto* found = visible(x, who);
  if (found == nullptr)
    return unknown(x);
  const auto& all = found->statuses;
  const auto begin = std::min<std::size_t>(from, all.size());
  const auto end = std::min(all.size(), begin + bounds::statuses);
  status_page y;
  y.action = info_of(*found);
  y.statuses.assign(all.begin() + static_cast<long>(begin),
                    all.begin() + static_cast<long>(end));
  y.next = static_cast<std::uint32_t>(end);
  return y;
}

action_list action_book::list(action_id after, const principal& who) const {
  action_list y;
  for (auto i = entries_.upper_bound(after); i != entries_.end(); ++i) {
    if (visible(i->first, who) == nullptr)
      continue;
    if (y.actions.size() == bounds::actions_listed) {
      y.more = true;
      break;
    }
    y.actions.push_back(info_of(i->second));
  }
  return y;
}

const action_record* action_book::find(action_id x) const {
  const auto found = entries_.find(x);
  return found == entries_.end() ? nullptr : &found->second.record;
}

std::vector<std::uint32_t> action_book::open_targets(action_id x) const {
  std::vector<std::uint32_t> y;
  const auto found = entries_.find(x);
  if (found == entries_.end())
    return y;
  const auto& settled = found->second.settled;
  for (std::uint32_t i = 0; i < settled.size(); ++i)
    if (!settled[i])
      y.push_back(i);
  return y;
}

std::vector<permit_record> action_book::permits_of(action_id x) const {
  const auto found = entries_.find(x);
  return found == entries_.end() ? std::vector<permit_record>{}
                                 : found->second.permits;
}

std::vector<action_id> action_book::open_actions() const {
  std::vector<action_id> y;
  for (auto& [id, x] : entries_)
    if (!x.is_over())
      y.push_back(id);
  return y;
}

} // namespace leasehold
