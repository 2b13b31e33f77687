// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/world.hpp"

#include <algorithm>
#include <stdexcept>

#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/all_messages.hpp"

namespace leasehold::sim {

namespace {

// Far more than any node does between two instants.
constexpr std::uint64_t steps_at_one_time_max = 2'000'000;

// As a link does: a node that was not heard of in three looks is silent.
constexpr std::chrono::nanoseconds look_every = std::chrono::milliseconds{500};
constexpr std::uint32_t silent_after = 3;

} // namespace

/// The way out of one process.
class world::port final : public peer_port {
public:
  port(network& to, const std::map<std::string, node_index>& names,
       std::shared_ptr<process_life> life)
      : network_(to), names_(names), life_(std::move(life)) {}

  void know(peer_nodes nodes) override {
    on_silent_ = std::move(nodes.on_silent);
  }

  void tell_silent(const std::vector<std::string>& nodes) const {
    if (on_silent_)
      on_silent_(nodes);
  }

  void send(const std::string& to_node, std::string frame) override {
    if (life_->ends_at(failpoint::before_frame))
      return;
    if (auto to = names_.find(to_node); to != names_.end())
      network_.send(life_->node(), to->second, std::move(frame));
    // Whoever passes it is over, and nothing passes it then.
    static_cast<void>(life_->ends_at(failpoint::after_frame));
  }

private:
  network& network_;
  const std::map<std::string, node_index>& names_;
  std::shared_ptr<process_life> life_;
  std::function<void(const std::vector<std::string>&)> on_silent_;
};

world::world(world_config config)
    : config_(std::move(config)),
      chance_(config_.seed),
      schedule_(chance_.fork("schedule")),
      clients_(chance_.fork("clients")),
      network_(chronicle_, chance_.fork("network")),
      hosts_(config_.hosts, chance_.fork("hosts"), chronicle_,
             [this](true_time when, std::function<void()> what) {
               at(when, std::move(what));
             }) {
  const auto alone = config_.nodes.size() == 1;
  for (node_index i = 0; i < config_.nodes.size(); ++i) {
    by_name_.emplace(config_.nodes[i].config.name, i);
    auto peers =
        [this, alone,
         i](std::shared_ptr<process_life> life) -> std::shared_ptr<peer_port> {
      if (alone)
        return nullptr;
      auto out = std::make_shared<port>(network_, by_name_, std::move(life));
      hearings_[i] = {out, std::vector<std::uint32_t>(nodes_.size()), {}};
      return out;
    };
    nodes_.push_back(std::make_unique<sim_node>(
        i, config_.nodes[i],
        sim_node::surroundings{chronicle_, hosts_, std::move(peers)},
        chance_.fork("node", i)));
  }
  ready_.resize(nodes_.size());
  hearings_.resize(nodes_.size());
  if (!alone)
    at(look_every, [this] { look_at_links(); });
  if (by_name_.size() != nodes_.size())
    throw std::invalid_argument("two nodes of a world have the same name: "
                                "frames go to names, so give each its own");
}

world::~world() = default;

void world::at(true_time when, std::function<void()> what) {
  calendar_.emplace(std::max(when, now()), std::move(what));
}

std::chrono::nanoseconds world::client_delay() {
  return clients_.tail(config_.client_delay_usual,
                       config_.client_delay_longest);
}

bool world::step_some_node() {
  std::uint64_t count = 0;
  for (node_index i = 0; i < nodes_.size(); ++i)
    count += ready_[i] = nodes_[i]->ready();
  if (count == 0)
    return false;
  if (++steps_at_this_time_ > steps_at_one_time_max)
    throw std::runtime_error(fmt::format(
        "at {} ns, {} messages and still no end: some actors keep each other "
        "busy for ever, and time can't go on",
        now().count(), steps_at_this_time_));
  auto pick = schedule_.below(count);
  for (node_index i = 0; i < nodes_.size(); ++i) {
    if (pick < ready_[i]) {
      nodes_[i]->run_one(pick);
      nodes_[i]->bury();
      return true;
    }
    pick -= ready_[i];
  }
  return false;
}

std::optional<true_time> world::next_event() const {
  std::optional<true_time> result = network_.next_event();
  const auto consider = [&result](std::optional<true_time> at) {
    if (at && (!result || *at < *result))
      result = at;
  };
  if (!calendar_.empty())
    consider(calendar_.begin()->first);
  for (auto& node : nodes_)
    consider(node->next_event());
  return result;
}

world::progress world::step(true_time limit) {
  if (step_some_node())
    return progress::stepped;
  const auto next = next_event();
  if (!next || *next > limit)
    return progress::idle;
  if (*next > now())
    steps_at_this_time_ = 0;
  chronicle_.move_to(std::max(*next, now()));
  happen();
  return progress::jumped;
}

// One after the other in this order, so that a run is repeatable: callbacks in
// the order in which they were given, frames, timers by node.
void world::happen() {
  while (!calendar_.empty() && calendar_.begin()->first <= now()) {
    auto what = std::move(calendar_.begin()->second);
    calendar_.erase(calendar_.begin());
    what();
  }
  while (auto x = network_.take_due())
    deliver(*x);
  for (auto& node : nodes_)
    node->fire_timers();
}

void world::deliver(const frame& x) {
  auto& to = *nodes_[x.to];
  if (!to.running() || to.clock().suspended()) {
    network_.lose(x);
    return;
  }
  if (to.ends_at(failpoint::before_frame_arrives)) {
    network_.lose(x);
    to.bury();
    return;
  }
  chronicle_.framed({x.from, x.to, x.number, x.bytes, frame_fate::delivered});
  caf::anon_send(to.services().exchange,
                 peer_frame{nodes_[x.from]->name(), x.bytes});
}

bool world::hears(node_index here, node_index there) const {
  auto& other = *nodes_[there];
  return other.running() && !other.paused() && !other.clock().suspended()
      && !network_.is_closed(here, there) && !network_.is_closed(there, here);
}

void world::listen(node_index index) {
  auto& here = hearings_[index];
  const auto to = here.to.lock();
  auto& own = *nodes_[index];
  // Who stood still knows that it was not the others.
  if (!to || !own.running() || own.paused() || own.clock().suspended())
    return;
  std::vector<std::string> silent;
  for (node_index other = 0; other < size(); ++other) {
    if (other == index)
      continue;
    auto& missed = here.missed[other];
    missed = hears(index, other) ? 0 : missed + 1;
    if (missed >= silent_after)
      silent.push_back(nodes_[other]->name());
  }
  if (silent == here.silent)
    return;
  here.silent = silent;
  to->tell_silent(silent);
}

void world::look_at_links() {
  for (node_index i = 0; i < size(); ++i)
    listen(i);
  at(now() + look_every, [this] { look_at_links(); });
}

void world::run_until(true_time end) {
  while (step(end) != progress::idle) {
  }
  chronicle_.move_to(std::max(end, now()));
}

failure world::start(node_index index) {
  return node(index).start();
}

void world::start_all() {
  for (node_index i = 0; i < size(); ++i)
    if (!node(i).running())
      static_cast<void>(start(i));
}

void world::kill(node_index index) {
  if (!node(index).running())
    return;
  tell(index, fault::kill);
  node(index).kill("kill -9");
  node(index).bury();
}

void world::stop(node_index index) {
  node(index).stop();
}

void world::pause(node_index index, std::chrono::nanoseconds time) {
  if (!node(index).running())
    return;
  tell(index, fault::pause);
  node(index).pause(now() + time);
  at(now() + time, [this, index] { node(index).resume_if_due(); });
}

void world::suspend(node_index index, std::chrono::nanoseconds time) {
  auto& clock = node(index).clock();
  if (clock.suspended())
    return;
  tell(index, fault::suspend);
  clock.suspend();
  // Unless somebody woke it before, or its power went.
  at(now() + time, [&clock, boot = clock.boot_id()] {
    if (clock.suspended() && clock.boot_id() == boot)
      clock.wake();
  });
}

void world::reboot(node_index index) {
  tell(index, fault::reboot);
  auto& target = node(index);
  target.kill("the power went");
  target.bury();
  const auto left = target.storage().lose_power();
  if (left == disk::tail::lost)
    tell(index, fault::disk_tail_lost);
  else if (left == disk::tail::torn)
    tell(index, fault::disk_torn_row);
  target.clock().reboot();
  target.wires().reboot();
}

void world::arm_failpoint(node_index index, failpoint where,
                          std::uint32_t nth) {
  node(index).failpoints().arm(where, nth);
}

void world::arm_message(node_index index, std::string type, moment when,
                        std::uint32_t nth) {
  node(index).failpoints().arm_message(std::move(type), when, nth);
}

} // namespace leasehold::sim
