// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/origin_machine.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

child_status failed(errc code, std::string why) {
  child_status y;
  y.code = code;
  y.message = std::move(why);
  return y;
}

child_status unknown(errc code, std::string why) {
  auto y = failed(code, std::move(why));
  y.outcome = outcome::unknown;
  return y;
}

} // namespace

origin_machine::origin_machine(const action_record& action,
                               const std::vector<std::uint32_t>& open,
                               const std::vector<permit_record>& permits,
                               std::uint64_t attempts_from)
    : id_(action.id),
      verb_(action.request.verb),
      lessee_(action.lessee),
      priority_(action.request.priority),
      deadline_(action.request.deadline),
      attempts_(attempts_from) {
  for (auto number : open)
    open_[number].text = action.request.targets[number];
  // Of two permits for a target the older was given up before it was used.
  for (auto given = permits.rbegin(); given != permits.rend(); ++given) {
    child x;
    x.key = given->key;
    x.known = true;
    x.permit = given->permit;
    for (auto number : given->targets)
      if (auto at = open_.find(number);
          at != open_.end() && at->second.child == 0) {
        at->second.child = x.key.attempt;
        at->second.gateway = x.key.gateway;
        ++at->second.attempt;
        x.open.insert(number);
      }
    if (!x.open.empty())
      children_.emplace(x.key.attempt, std::move(x));
  }
}

// -- inputs ------------------------------------------------------------------

origin_machine::effects
origin_machine::enter(std::shared_ptr<const locator> region, instant now) {
  effects y;
  region_ = std::move(region);
  for (auto& [number, x] : open_) {
    auto found = region_->resolve({x.text});
    x.endpoint = found ? found->front().endpoint : endpoint_name{};
  }
  leave_those_that_fail(now, y);
  assign(now, y);
  return y;
}

origin_machine::effects origin_machine::hear(const child_word& word,
                                             instant now) {
  effects y;
  const auto found = children_.find(word.key.attempt);
  if (found == children_.end() || !(found->second.key == word.key)) {
    y.ends.push_back({word.key});
    return y;
  }
  auto& x = found->second;
  x.heard_at = now;
  switch (word.state) {
  case child_state::unknown:
    if (x.permit != 0)
      settle_all(x.open,
                 unknown(errc::driver_failed,
                         fmt::format("{} began anew while it may have been at "
                                     "it: look whether it was done",
                                     x.key.gateway.str())),
                 y);
    // It has lost what it was doing. A new attempt, so that nothing of the old
    // one counts for it.
    let_go(found, y);
    assign(now, y);
    return y;
  case child_state::refused:
    if (word.why.code == errc::too_much) {
      x.refused = true;
      x.known = false;
      if (has_alternative(x, now)) {
        avoided_[x.key.gateway] = now + patience;
        let_go(found, y);
        assign(now, y);
      }
    } else {
      settle_all(x.open, failed(word.why.code, word.why.message), y);
      let_go(found, y);
    }
    return y;
  case child_state::ready:
    hear_ready(found, word, y);
    return y;
  case child_state::queued:
  case child_state::running:
  case child_state::done:
    hear_statuses(found, word, y);
    return y;
  }
  return y;
}

origin_machine::effects origin_machine::permitted(std::uint64_t attempt,
                                                  instant now) {
  effects y;
  const auto found = children_.find(attempt);
  if (found == children_.end() || found->second.next_permit == 0)
    return y;
  auto& x = found->second;
  x.permit = std::exchange(x.next_permit, 0);
  ask(x, now, y);
  return y;
}

origin_machine::effects origin_machine::look(instant now) {
  effects y;
  if (now >= deadline_) {
    miss_deadline(y);
    return y;
  }
  if (!region_)
    return y;
  leave_those_that_fail(now, y);
  assign(now, y);
  for (auto& [attempt, x] : children_)
    if (x.ask_at <= now)
      ask(x, now, y);
  return y;
}

origin_machine::effects origin_machine::cancel() {
  effects y;
  std::set<std::uint32_t> all;
  for (auto& [number, x] : open_)
    all.insert(number);
  for (auto i = children_.begin(); i != children_.end();) {
    if (i->second.permit == 0) {
      i = let_go(i, y);
      continue;
    }
    for (auto number : i->second.open)
      all.erase(number);
    ++i;
  }
  settle_all(all, failed(errc::unavailable, "the action was cancelled"), y);
  return y;
}

instant origin_machine::next() const {
  if (open_.empty())
    return forever;
  auto at = deadline_;
  if (region_)
    for (auto& [attempt, x] : children_)
      at = std::min(at, x.ask_at);
  // Targets that no gateway serves wait for the region to change.
  return at;
}

// -- deciding ----------------------------------------------------------------

void origin_machine::hear_ready(children::iterator at, const child_word& word,
                                effects& to) {
  auto& x = at->second;
  x.known = true;
  if (x.permit == word.permit || x.next_permit != 0)
    return;
  if (x.permit != 0) {
    settle_all(
        x.open,
        unknown(errc::driver_failed,
                fmt::format("{} has it for the second time, and may have "
                            "done it the first: look whether it was done",
                            x.key.gateway.str())),
        to);
    let_go(at, to);
    return;
  }
  x.next_permit = word.permit;
  to.permits.push_back({x.key, word.permit, {x.open.begin(), x.open.end()}});
}

void origin_machine::hear_statuses(children::iterator at,
                                   const child_word& word, effects& to) {
  auto& x = at->second;
  x.known = true;
  // Words overtake each other: one that leaves a gap is asked for again.
  if (word.from > x.heard)
    return;
  for (std::size_t i = x.heard - word.from; i < word.statuses.size(); ++i) {
    ++x.heard;
    if (x.open.erase(word.statuses[i].number) != 0)
      settle(word.statuses[i].number, word.statuses[i], to);
  }
  if (word.state == child_state::done) {
    settle_all(x.open,
               (is_repeatable(verb_) ? failed : unknown)(
                   errc::driver_failed,
                   fmt::format("{} was done and said nothing of it",
                               x.key.gateway.str())),
               to);
    let_go(at, to);
  }
  if (open_.empty())
    let_all_go(to);
}

/// Gives each target that waits to the gateway that serves it: one child for
/// each, or more where they are many.
void origin_machine::assign(instant now, effects& to) {
  std::set<gateway_name> except;
  for (auto& [gateway, until] : avoided_)
    if (now < until)
      except.insert(gateway);
  std::map<gateway_name, std::vector<std::uint32_t>> by_gateway;
  std::set<std::uint32_t> strangers;
  std::set<std::uint32_t> nowhere;
  std::set<std::uint32_t> nameless;
  for (auto& [number, x] : open_) {
    if (x.child != 0)
      continue;
    if (region_->region().graph->find_endpoint(x.endpoint) == nullptr) {
      strangers.insert(number);
      continue;
    }
    if (!region_->address_of(x.endpoint)) {
      nowhere.insert(number);
      continue;
    }
    if (std::holds_alternative<wake>(verb_) && !region_->mac_of(x.endpoint)) {
      nameless.insert(number);
      continue;
    }
    auto gateway = region_->gateway_for(x.endpoint, now, except);
    if (!gateway)
      gateway = region_->gateway_for(x.endpoint, now);
    if (gateway)
      by_gateway[*gateway].push_back(number);
  }
  settle_all(
      strangers,
      failed(errc::unknown_target, "the region has no such endpoint any more"),
      to);
  settle_all(nowhere,
             failed(errc::unknown_target,
                    "the endpoint has no IP address outside VPNs: give it one "
                    "in the topology"),
             to);
  settle_all(nameless,
             failed(errc::unknown_target,
                    "the endpoint has no hardware address: give its NIC's as "
                    "'mac' in the topology"),
             to);
  const auto most =
      is_repeatable(verb_) ? bounds::child_targets : bounds::once_targets;
  for (auto& [gateway, numbers] : by_gateway)
    for (std::size_t from = 0; from < numbers.size(); from += most) {
      const auto end = std::min(numbers.size(), from + most);
      auto& x = children_[++attempts_];
      x.key = {id_, gateway, attempts_};
      x.heard_at = now;
      for (auto i = from; i < end; ++i) {
        auto& each = open_.at(numbers[i]);
        each.child = attempts_;
        each.gateway = gateway;
        ++each.attempt;
        x.open.insert(numbers[i]);
      }
      ask(x, now, to);
    }
}

void origin_machine::ask(child& x, instant now, effects& to) {
  x.ask_at = now + ask_every;
  to.orders.push_back(
      {x.key, x.heard, x.known ? nullptr : task_of(x), x.permit});
}

std::shared_ptr<const child_task>
origin_machine::task_of(const child& x) const {
  child_task y;
  y.verb = verb_;
  y.lessee = lessee_;
  y.priority = priority_;
  y.deadline = deadline_;
  y.targets.reserve(x.open.size());
  for (auto number : x.open)
    if (auto address = region_->address_of(open_.at(number).endpoint))
      y.targets.push_back(
          {number, *address, region_->mac_of(open_.at(number).endpoint)});
  return std::make_shared<const child_task>(std::move(y));
}

/// Whether its gateway can't be counted on, and has not begun.
bool origin_machine::is_left(const child& x, instant now) const {
  return x.permit == 0
      && (!region_->serves(x.key.gateway, now) || x.heard_at + patience <= now);
}

/// Whether some target of the child can be served by another gateway.
bool origin_machine::has_alternative(const child& x, instant now) const {
  return std::any_of(x.open.begin(), x.open.end(), [&](std::uint32_t number) {
    return region_->gateway_for(open_.at(number).endpoint, now, {x.key.gateway})
        .has_value();
  });
}

/// A child is left as a whole, and only where that helps: else its gateway is
/// asked until the deadline.
void origin_machine::leave_those_that_fail(instant now, effects& to) {
  for (auto i = children_.begin(); i != children_.end();) {
    if (!is_left(i->second, now) || !has_alternative(i->second, now)) {
      ++i;
      continue;
    }
    avoided_[i->second.key.gateway] = now + patience;
    i = let_go(i, to);
  }
}

origin_machine::children::iterator origin_machine::let_go(children::iterator x,
                                                          effects& to) {
  for (auto number : x->second.open)
    if (auto i = open_.find(number); i != open_.end())
      i->second.child = 0;
  to.ends.push_back({x->second.key});
  return children_.erase(x);
}

void origin_machine::let_all_go(effects& to) {
  while (!children_.empty())
    let_go(children_.begin(), to);
}

void origin_machine::settle(std::uint32_t number, child_status said,
                            effects& to) {
  const auto i = open_.find(number);
  if (i == open_.end())
    return;
  auto& x = i->second;
  said.number = number;
  to.statuses.push_back({std::move(x.text), std::move(x.endpoint),
                         std::move(x.gateway), x.attempt, std::move(said)});
  open_.erase(i);
}

void origin_machine::settle_all(const std::set<std::uint32_t>& numbers,
                                child_status said, effects& to) {
  // The set may be of a child.
  const std::vector<std::uint32_t> all{numbers.begin(), numbers.end()};
  for (auto number : all)
    settle(number, said, to);
}

void origin_machine::miss_deadline(effects& to) {
  for (auto& [attempt, x] : children_)
    settle_all(
        x.open,
        x.permit != 0
            ? unknown(errc::timed_out,
                      "its gateway was permitted to begin and had no result "
                      "by the deadline: look whether it was done")
            : failed(errc::timed_out,
                     x.known ? "its gateway had no result by the deadline"
                         : x.refused ? "its gateway had no room for it before "
                                       "the deadline: ask for less at once, or "
                                       "later"
                                     : "its gateway did not answer by the "
                                       "deadline"),
        to);
  std::set<std::uint32_t> rest;
  for (auto& [number, x] : open_)
    rest.insert(number);
  settle_all(rest,
             failed(errc::timed_out,
                    "no gateway that reaches it was in service before the "
                    "deadline"),
             to);
  let_all_go(to);
}

} // namespace leasehold
