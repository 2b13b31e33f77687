// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/queue_machine.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "messages/bounds.hpp"

namespace leasehold {

// -- inputs ------------------------------------------------------------------

queue_machine::effects queue_machine::order(const child_order& x, instant now) {
  effects y;
  if (auto found = entries_.find(x.key); found != entries_.end()) {
    auto& known = found->second;
    if (known.state == child_state::ready && x.permit == known.permit)
      start(x.key, known, now, y);
    tell(x.key, known, x.heard, y);
    start_next(now, y);
    return y;
  }
  // One that was overtaken by its end is not done again.
  if (ended_.count(x.key) != 0) {
    y.forgotten.push_back(x.key);
    return y;
  }
  if (!x.task) {
    y.words.push_back({x.key, child_state::unknown});
    y.forgotten.push_back(x.key);
    return y;
  }
  auto& task = *x.task;
  if (task.deadline <= now)
    return refuse(x.key, errc::timed_out,
                  "its deadline was over when it came to the gateway");
  if (queue_.size() >= limits_.waiting
      || waiting_of(task.lessee) >= limits_.waiting_of_lessee)
    return refuse(x.key, errc::too_much,
                  fmt::format("{} waits for the gateway {}: ask again later",
                              queue_.size() >= limits_.waiting
                                  ? "too much"
                                  : "too much of this lessee",
                              x.key.gateway.str()));
  auto& added = entries_[x.key];
  added.task = x.task;
  for (auto& target : task.targets)
    added.open.insert(target.number);
  added.place = {saturating_add(now, aging * task.priority), ++arrivals_};
  queue_.emplace(added.place, x.key);
  ++waiting_of_[task.lessee];
  added.deadline = std::min(task.deadline, now + bounds::action_time);
  times_.emplace(added.deadline, x.key);
  start_next(now, y);
  tell(x.key, added, x.heard, y);
  return y;
}

queue_machine::effects queue_machine::end(const child_key& x, instant now) {
  effects y;
  ended_.insert_or_assign(x, now + bounds::action_time);
  times_.emplace(now + bounds::action_time, x);
  auto found = entries_.find(x);
  if (found == entries_.end())
    return y;
  auto& each = found->second;
  if (each.state == child_state::queued)
    leave_queue(each);
  if (each.state == child_state::running)
    y.stops.push_back(x);
  if (takes_turn(each))
    --running_;
  y.forgotten.push_back(x);
  entries_.erase(found);
  start_next(now, y);
  return y;
}

queue_machine::effects
queue_machine::progress(const child_key& x,
                        std::vector<child_status> statuses) {
  effects y;
  auto found = entries_.find(x);
  if (found == entries_.end() || found->second.state != child_state::running)
    return y;
  const auto before = static_cast<std::uint32_t>(found->second.statuses.size());
  add(found->second, std::move(statuses));
  tell(x, found->second, before, y);
  return y;
}

queue_machine::effects queue_machine::finish(const child_key& x, instant now) {
  effects y;
  auto found = entries_.find(x);
  if (found == entries_.end() || found->second.state != child_state::running)
    return y;
  fail_rest(x, found->second, errc::driver_failed,
            "the gateway's driver said nothing of it", y);
  start_next(now, y);
  return y;
}

/// What may be repeated is begun anew, once: what kills whoever does it would
/// do so again.
queue_machine::effects queue_machine::died(const child_key& x, instant now) {
  effects y;
  auto found = entries_.find(x);
  if (found == entries_.end() || found->second.state != child_state::running)
    return y;
  auto& each = found->second;
  const auto repeatable = is_repeatable(each.task->verb);
  if (each.died || !repeatable) {
    fail_rest(x, each, errc::driver_failed,
              repeatable ? "the gateway's driver died of it, twice"
                         : "the gateway's driver died of it: look whether it "
                           "was done",
              y);
    start_next(now, y);
    return y;
  }
  each.died = true;
  child_task rest = *each.task;
  rest.targets.erase(std::remove_if(rest.targets.begin(), rest.targets.end(),
                                    [&each](auto& target) {
                                      return each.open.count(target.number)
                                          == 0;
                                    }),
                     rest.targets.end());
  each.task = std::make_shared<const child_task>(std::move(rest));
  y.starts.emplace_back(x, each.task);
  return y;
}

queue_machine::effects queue_machine::look(instant now) {
  effects y;
  while (!times_.empty() && times_.begin()->first <= now) {
    const auto key = times_.begin()->second;
    times_.erase(times_.begin());
    if (auto old = ended_.find(key); old != ended_.end() && old->second <= now)
      ended_.erase(old);
    auto found = entries_.find(key);
    if (found == entries_.end())
      continue;
    auto& x = found->second;
    if (x.state == child_state::done) {
      if (now < x.deadline + kept_for) {
        times_.emplace(x.deadline + kept_for, key);
        continue;
      }
      y.forgotten.push_back(key);
      entries_.erase(found);
    } else if (x.deadline <= now) {
      miss_deadline(key, x, y);
    } else if (x.state == child_state::ready && x.permit_until <= now) {
      // Its origin may come again; others have their turn now.
      --running_;
      y.forgotten.push_back(key);
      entries_.erase(found);
    }
  }
  start_next(now, y);
  return y;
}

instant queue_machine::next() const {
  return times_.empty() ? forever : times_.begin()->first;
}

// -- deciding ----------------------------------------------------------------

queue_machine::effects queue_machine::refuse(const child_key& x, errc code,
                                             std::string why) const {
  effects y;
  child_word word{x, child_state::refused};
  word.why = {code, std::move(why)};
  y.words.push_back(std::move(word));
  y.forgotten.push_back(x);
  return y;
}

/// What the origin has not heard yet, in as many words as it takes; one at
/// least.
void queue_machine::tell(const child_key& x, const entry& from,
                         std::uint32_t heard, effects& to) const {
  auto next = std::min<std::size_t>(heard, from.statuses.size());
  do {
    const auto end = std::min(from.statuses.size(), next + bounds::statuses);
    child_word word{x, from.state, static_cast<std::uint32_t>(next)};
    if (from.state == child_state::ready)
      word.permit = from.permit;
    word.statuses.assign(from.statuses.begin() + static_cast<long>(next),
                         from.statuses.begin() + static_cast<long>(end));
    // It is done when the last word says so.
    if (from.state == child_state::done && end < from.statuses.size())
      word.state = child_state::running;
    to.words.push_back(std::move(word));
    next = end;
  } while (next < from.statuses.size());
}

/// The first word on a target is the one that counts.
void queue_machine::add(entry& to, std::vector<child_status> statuses) {
  for (auto& status : statuses)
    if (to.open.erase(status.number) != 0)
      to.statuses.push_back(std::move(status));
}

void queue_machine::start_next(instant now, effects& to) {
  while (running_ < limits_.running && !queue_.empty()) {
    const auto key = queue_.begin()->second;
    auto& x = entries_.at(key);
    leave_queue(x);
    if (x.task->deadline <= now) {
      fail_rest(key, x, errc::timed_out,
                "it waited for its gateway until the deadline", to);
      continue;
    }
    ++running_;
    if (is_repeatable(x.task->verb)) {
      x.state = child_state::running;
      to.starts.emplace_back(key, x.task);
      continue;
    }
    x.state = child_state::ready;
    x.permit = ++permits_;
    x.permit_until = now + permit_time;
    times_.emplace(x.permit_until, key);
    tell(key, x, 0, to);
  }
}

/// It has its permit.
void queue_machine::start(const child_key& key, entry& x, instant now,
                          effects& to) {
  x.permit = 0;
  if (x.task->deadline <= now) {
    fail_rest(key, x, errc::timed_out,
              "its permit came to the gateway when its deadline was over", to);
    return;
  }
  x.state = child_state::running;
  to.starts.emplace_back(key, x.task);
}

void queue_machine::miss_deadline(const child_key& key, entry& x, effects& to) {
  const char* why = "its gateway was at it until the deadline";
  if (x.state == child_state::queued) {
    why = "it waited for its gateway until the deadline";
    leave_queue(x);
  } else if (x.state == child_state::running) {
    to.stops.push_back(key);
  } else {
    why = "it waited for its origin's permit until the deadline";
  }
  fail_rest(key, x, errc::timed_out, why, to);
  times_.emplace(x.deadline + kept_for, key);
}

/// It is done: targets without a status have failed, or may have been done
/// where that must not be repeated.
void queue_machine::fail_rest(const child_key& key, entry& x, errc code,
                              const char* why, effects& to) {
  const auto before = static_cast<std::uint32_t>(x.statuses.size());
  const auto begun =
      x.state == child_state::running && !is_repeatable(x.task->verb);
  for (auto number : x.open) {
    child_status said;
    said.number = number;
    said.outcome = begun ? outcome::unknown : outcome::failed;
    said.code = code;
    said.message = why;
    x.statuses.push_back(std::move(said));
  }
  x.open.clear();
  if (takes_turn(x))
    --running_;
  x.state = child_state::done;
  tell(key, x, before, to);
}

void queue_machine::leave_queue(entry& x) {
  queue_.erase(x.place);
  auto of = waiting_of_.find(x.task->lessee);
  if (--of->second == 0)
    waiting_of_.erase(of);
}

std::size_t queue_machine::waiting_of(const lessee_name& lessee) const {
  auto found = waiting_of_.find(lessee);
  return found == waiting_of_.end() ? 0 : found->second;
}

} // namespace leasehold
