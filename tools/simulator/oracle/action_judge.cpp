// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/oracle/action_judge.hpp"

#include <set>
#include <variant>

#include <fmt/format.h>

namespace leasehold::sim {

namespace {

/// How long after its deadline an action may have no end on a node that runs.
constexpr duration late_max = std::chrono::seconds{2};

bool same(const target_status& x, const target_status& y) {
  return x.said.number == y.said.number && x.said.outcome == y.said.outcome
      && x.said.code == y.said.code && x.gateway == y.gateway
      && x.target == y.target;
}

std::string named(action_id x) {
  return fmt::format("action {:x}", x.value());
}

} // namespace

// -- what is durable ----------------------------------------------------------

void action_judge::take(action_record x) {
  const auto id = x.id;
  actions_[id].record = std::move(x);
}

void action_judge::take(const node_moment& at, const statuses_record& x) {
  auto* known = find(x.action);
  if (known == nullptr)
    return broken_("A1", named(x.action) + " has statuses and never began",
                   at.now);
  auto& targets = known->record.request.targets;
  for (auto& status : x.statuses) {
    const auto number = status.said.number;
    const auto fresh = known->statuses.emplace(number, status).second;
    if (is_lost(x.action))
      continue;
    if (number >= targets.size())
      broken_("A1", named(x.action) + " has a status of no target", at.now);
    else if (!fresh && known->pages.count(x.from) == 0)
      broken_("A1",
              fmt::format("{} has two statuses of {}", named(x.action),
                          targets[number]),
              at.now);
  }
  known->pages.insert(x.from);
}

void action_judge::take(const topology& region) {
  for (auto& endpoint : region.endpoints)
    if (endpoint.mac)
      nics_.insert_or_assign(to_string(*endpoint.mac), endpoint.name);
}

void action_judge::put_back(std::size_t node) {
  for (auto& [id, x] : actions_)
    if (origin_of(id) == node)
      lost_.insert(id);
}

// -- what is said -------------------------------------------------------------

void action_judge::begun(const node_moment& at, action_id x) {
  if (find(x) == nullptr)
    broken_("D1", named(x) + " began and is not durable", at.now);
}

void action_judge::told(const node_moment& at, action_id x, std::uint32_t from,
                        const result<status_page>& page) {
  auto* known = find(x);
  if (known == nullptr || is_lost(x))
    return;
  if (!page) {
    if (page.error().code == errc::unknown_name)
      broken_("A1", named(x) + " is not known any more", at.now);
    return;
  }
  auto next = from;
  for (auto& status : page->statuses) {
    const auto place = next++;
    const auto durable = known->statuses.find(status.said.number);
    if (durable == known->statuses.end() || !same(durable->second, status))
      broken_("D1",
              fmt::format("{} tells of {} what is not durable", named(x),
                          status.target),
              at.now);
    const auto before = known->told.emplace(place, status).first;
    if (!same(before->second, status))
      broken_(
          "A1",
          fmt::format("{} tells status {} anew, and another", named(x), place),
          at.now);
  }
  std::set<std::uint32_t> numbers;
  for (auto& [place, status] : known->told)
    if (!numbers.insert(status.said.number).second)
      broken_(
          "A1",
          fmt::format("{} tells two statuses of {}", named(x), status.target),
          at.now);
  if (page->next != next)
    broken_("A1", named(x) + " reads on at another status than the next",
            at.now);
  const auto& done = page->action.done;
  // More may be durable than its node knows of yet.
  if (done.all() > known->statuses.size() || done.all() < next)
    broken_("A1",
            fmt::format("{} counts {} statuses, told {} and has {}", named(x),
                        done.all(), next, known->statuses.size()),
            at.now);
}

// -- what happened ------------------------------------------------------------

void action_judge::at_rest(const node_moment& at) {
  for (auto& [id, x] : actions_) {
    if (origin_of(id) != at.node || is_lost(id)
        || at.ledger <= x.record.request.deadline + late_max)
      continue;
    if (x.statuses.size() != x.record.request.targets.size())
      broken_("A1",
              fmt::format("{} has {} statuses for {} targets after its "
                          "deadline",
                          named(id), x.statuses.size(),
                          x.record.request.targets.size()),
              at.now);
  }
}

void action_judge::settle_up(true_time now) {
  struct sums {
    int least = 0;
    int most = 0;
    bool lost = false;
  };
  std::map<std::string, sums> of;
  for (auto& [id, x] : actions_) {
    if (!std::holds_alternative<wake>(x.record.request.verb))
      continue;
    for (std::uint32_t i = 0; i < x.record.request.targets.size(); ++i) {
      auto& sum = of[x.record.request.targets[i]];
      sum.lost = sum.lost || is_lost(id);
      const auto status = x.statuses.find(i);
      const auto what = status == x.statuses.end()
          ? outcome::unknown
          : status->second.said.outcome;
      sum.least += what == outcome::ok ? 1 : 0;
      sum.most += what == outcome::failed ? 0 : 1;
    }
  }
  for (auto& [nic, endpoint] : nics_) {
    const auto& sum = of[endpoint.str()];
    const auto seen = woken_[nic];
    if (!sum.lost && (seen < sum.least || seen > sum.most))
      broken_("A2",
              fmt::format("{} was woken {} times, and statuses say {} to {}",
                          endpoint.str(), seen, sum.least, sum.most),
              now);
  }
}

status_counts action_judge::count() const {
  status_counts y;
  for (auto& [id, x] : actions_)
    for (auto& [number, status] : x.statuses)
      y.add(status.said.outcome);
  return y;
}

// -- deciding -----------------------------------------------------------------

std::size_t action_judge::origin_of(action_id x) const {
  return root_of(lease_id{x.value()}, nodes_);
}

action_judge::known_action* action_judge::find(action_id x) {
  const auto found = actions_.find(x);
  return found == actions_.end() ? nullptr : &found->second;
}

bool action_judge::is_lost(action_id x) const {
  return lost_.count(x) != 0;
}

} // namespace leasehold::sim
