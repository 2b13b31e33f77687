// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/network.hpp"

#include <algorithm>

namespace leasehold::sim {

namespace {

constexpr std::size_t old_max = 256;

} // namespace

void network::lose(const frame& x) {
  told_.framed({x.from, x.to, x.number, x.bytes, frame_fate::lost});
}

void network::send(node_index from, node_index to, std::string bytes) {
  frame x{from, to, ++numbers_, std::move(bytes)};
  told_.framed({from, to, x.number, x.bytes, frame_fate::sent});
  if (weather_.replayed > 0) {
    old_.push_back(x);
    if (old_.size() > old_max)
      old_.pop_front();
    replay_some(to);
  }
  if (chance_.hit(weather_.lost)) {
    told_.injected({to, fault::frame_lost, {}});
    lose(x);
    return;
  }
  if (chance_.hit(weather_.damaged)) {
    told_.injected({to, fault::frame_damaged, {}});
    lose(x);
    return;
  }
  if (chance_.hit(weather_.truncated)) {
    told_.injected({to, fault::frame_truncated, {}});
    x.bytes.resize(chance_.below(x.bytes.size() + 1));
  }
  if (chance_.hit(weather_.doubled)) {
    told_.injected({to, fault::frame_doubled, {}});
    put(x, {});
  }
  auto extra = std::chrono::nanoseconds{0};
  if (chance_.hit(weather_.delayed)) {
    told_.injected({to, fault::frame_delayed, {}});
    extra = chance_.between(std::chrono::nanoseconds{0}, weather_.delayed_by);
  }
  put(std::move(x), extra);
}

void network::replay_some(node_index near) {
  if (!chance_.hit(weather_.replayed))
    return;
  told_.injected({near, fault::frame_replayed, {}});
  put(old_[chance_.below(old_.size())], {});
}

void network::put(frame x, std::chrono::nanoseconds extra) {
  const way on{x.from, x.to};
  if (queued_[on] >= weather_.queue_max) {
    told_.injected({x.to, fault::queue_overflow, {}});
    lose(x);
    return;
  }
  auto due = told_.now() + extra
      + chance_.tail(weather_.delay_usual, weather_.delay_longest);
  if (auto clog = clogged_.find(on); clog != clogged_.end()) {
    if (clog->second > told_.now())
      due = std::max(due, clog->second);
    else
      clogged_.erase(clog);
  }
  fly(std::move(x), due);
}

void network::fly(frame x, true_time due) {
  const way on{x.from, x.to};
  auto& last = last_due_[on];
  if (due < last)
    told_.injected({x.to, fault::frame_overtaken, {}});
  last = std::max(last, due);
  ++queued_[on];
  in_flight_.emplace(due, std::move(x));
}

std::optional<true_time> network::next_event() const {
  if (in_flight_.empty())
    return std::nullopt;
  return in_flight_.begin()->first;
}

std::optional<frame> network::take_due() {
  while (!in_flight_.empty() && in_flight_.begin()->first <= told_.now()) {
    auto x = std::move(in_flight_.begin()->second);
    in_flight_.erase(in_flight_.begin());
    --queued_[{x.from, x.to}];
    if (closed_.count({x.from, x.to}) == 0)
      return x;
    lose(x);
  }
  return std::nullopt;
}

void network::close(node_index from, node_index to, fault why) {
  if (closed_.insert({from, to}).second)
    told_.injected({to, why, {}});
}

void network::open(node_index from, node_index to) {
  closed_.erase({from, to});
}

void network::part(const std::vector<std::vector<node_index>>& groups) {
  for (auto& here : groups)
    for (auto& there : groups)
      if (&here != &there)
        for (auto from : here)
          for (auto to : there)
            close(from, to, fault::partition_groups);
}

void network::open_all() {
  closed_.clear();
  clogged_.clear();
}

void network::clog(node_index from, node_index to, true_time until) {
  clogged_[{from, to}] = until;
  told_.injected({to, fault::clogged, {}});
}

void network::reset(node_index one, node_index other) {
  told_.injected({one, fault::connection_reset, {}});
  std::vector<frame> cut;
  for (auto i = in_flight_.begin(); i != in_flight_.end();) {
    const auto from = i->second.from;
    const auto to = i->second.to;
    if ((from == one && to == other) || (from == other && to == one)) {
      --queued_[{from, to}];
      cut.push_back(std::move(i->second));
      i = in_flight_.erase(i);
    } else {
      ++i;
    }
  }
  if (!cut.empty() && chance_.below(2) == 0) {
    auto part = cut[chance_.below(cut.size())];
    told_.injected({part.to, fault::frame_truncated, {}});
    part.bytes.resize(chance_.below(part.bytes.size() + 1));
    fly(std::move(part), told_.now());
  }
  for (auto& x : cut)
    lose(x);
}

} // namespace leasehold::sim
