// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/sim_node.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "tools/simulator/sim_journal.hpp"
#include "tools/simulator/sim_process.hpp"

namespace leasehold::sim {

struct sim_node::process {
  process(std::shared_ptr<process_life> x, std::chrono::nanoseconds monotonic)
      : life(std::move(x)), actors(monotonic) {}

  // The actors go first, and find it over.
  std::shared_ptr<process_life> life;
  sim_process actors;
  /// The STORE waits for the disk until then, if it does.
  std::optional<true_time> store_held;
};

sim_node::sim_node(node_index index, node_spec spec, surroundings around,
                   dice chance)
    : index_(index),
      spec_(std::move(spec)),
      told_(around.told),
      hosts_(around.hosts),
      make_port_(std::move(around.peers)),
      clock_(std::make_shared<machine_clock>(told_.now(), spec_.config.name,
                                             spec_.rates)),
      disk_(chance.fork("disk")),
      wires_(index, told_, *clock_) {}

sim_node::~sim_node() {
  kill("the world ends");
  bury();
}

node_config
sim_node::config_of_process(const std::shared_ptr<process_life>& life) {
  auto result = spec_.config;
  result.slow = node_config::slow_actors::scheduled;
  result.killing = observer_config::kills::allowed;
  result.turns = actor_scope::turns::untimed;
  result.peers = make_port_(life);
  result.drivers = hosts_.for_process(life);
  if (spec_.enforces != enforcement::none)
    result.interfaces = wires_.for_process(life);
  if (spec_.enforces == enforcement::wires_and_cables)
    result.carriers = wires_.cables_for(life);
  result.on_fatal = [life](const std::string& why) {
    life->end(node_change::died, why);
  };
  return result;
}

failure sim_node::start() {
  assert(!running());
  bury();
  auto life = std::make_shared<process_life>(index_, told_, failpoints_);
  process_ = std::make_unique<process>(life, clock_->monotonic());
  paused_ = false;
  busy_until_ = true_time{0};
  auto started = node::start(process_->actors.system(),
                             std::make_shared<sim_journal>(disk_, life, told_),
                             clock_, config_of_process(life));
  if (!started) {
    const auto why = started.error();
    life->end(node_change::start_failed, why.message);
    bury();
    return why;
  }
  process_->actors.set_node(std::move(*started));
  told_.node_changed({index_, node_change::started, {}});
  return {};
}

void sim_node::kill(std::string why) {
  if (process_)
    process_->life->end(node_change::killed, std::move(why));
}

bool sim_node::bury() {
  if (!process_ || !process_->life->over())
    return false;
  process_.reset();
  paused_ = false;
  resume_at_ = true_time{0};
  return true;
}

void sim_node::stop() {
  if (!running())
    return;
  process_->actors.set_clock(clock_->monotonic());
  process_->actors.stop();
  process_->life->end(node_change::stopped, {});
  bury();
}

bool sim_node::running() const noexcept {
  return process_ && !process_->life->over();
}

const leasehold::services& sim_node::services() const {
  return running_node().services();
}

const node& sim_node::running_node() const {
  assert(running());
  return *process_->actors.running();
}

std::shared_ptr<const process_life> sim_node::life() const {
  return process_->life;
}

bool sim_node::ends_at(failpoint where) {
  return process_->life->ends_at(where);
}

void sim_node::pause(true_time until) {
  if (!running())
    return;
  resume_at_ = std::max(resume_at_, until);
  if (!std::exchange(paused_, true))
    told_.node_changed({index_, node_change::paused, {}});
}

void sim_node::resume_if_due() {
  if (told_.now() >= resume_at_)
    resume();
}

void sim_node::resume() {
  if (!running() || !paused_)
    return;
  paused_ = false;
  resume_at_ = true_time{0};
  told_.node_changed({index_, node_change::resumed, {}});
}

bool sim_node::some_are_held() const {
  return (process_->store_held && *process_->store_held > told_.now())
      || wires_.slow_until();
}

/// Whoever waits for hardware takes its next message later.
std::optional<true_time> sim_node::held_until(std::size_t place) const {
  auto& actors = process_->actors;
  if (actors.is_store(place))
    return process_->store_held;
  const auto slow = wires_.slow_until();
  if (!slow)
    return std::nullopt;
  const auto next = actors.next_message(place);
  return next == "change_channels" || next == "read_interface" ? slow
                                                               : std::nullopt;
}

bool sim_node::is_held(std::size_t place) const {
  return held_until(place).value_or(true_time{0}) > told_.now();
}

// A commit that takes time is one that the STORE begins that much later: what
// is sent to it meanwhile waits behind it, as behind a disk.
void sim_node::hold_store_for_disk() {
  if (process_->store_held || disk_.is_instant(told_.now()))
    return;
  const auto place = process_->actors.store_place();
  if (!place || process_->actors.next_message(*place) != "commit_group")
    return;
  process_->store_held = told_.now() + disk_.draw_delay(told_.now());
}

std::size_t sim_node::ready() {
  if (!running() || paused_ || clock_->suspended() || busy_until_ > told_.now())
    return 0;
  hold_store_for_disk();
  const auto jobs = process_->actors.jobs();
  if (!some_are_held())
    return jobs;
  std::size_t free = 0;
  for (std::size_t i = 0; i < jobs; ++i)
    free += is_held(i) ? 0 : 1;
  return free;
}

/// The place of the `pick`th who need not wait.
std::size_t sim_node::place_of(std::size_t pick) const {
  if (!some_are_held())
    return pick;
  std::size_t place = 0;
  for (;; ++place)
    if (!is_held(place) && pick-- == 0)
      return place;
}

void sim_node::run_one(std::size_t pick) {
  auto& actors = process_->actors;
  pick = place_of(pick);
  if (process_->store_held && actors.is_store(pick))
    process_->store_held.reset();
  if (failpoints_.waits_for_message()
      && process_->life->ends_at(actors.next_message(pick), moment::before))
    return;
  actors.set_clock(clock_->monotonic());
  busy_until_ = told_.now() + step_cost_;
  const auto step = actors.run(pick);
  told_.stepped({index_, step.actor, step.message});
  static_cast<void>(process_->life->ends_at(step.message, moment::after));
}

std::optional<true_time> sim_node::next_event() const {
  if (!running() || paused_ || clock_->suspended())
    return std::nullopt;
  std::optional<true_time> result;
  const auto consider = [&result](true_time at) {
    if (!result || at < *result)
      result = at;
  };
  if (auto timer = process_->actors.next_timer())
    consider(std::max(told_.now(),
                      clock_->when_monotonic(*timer) + timer_lateness_));
  if (process_->actors.jobs() > 0) {
    if (busy_until_ > told_.now()) {
      consider(busy_until_);
    } else if (some_are_held()) {
      for (std::size_t i = 0; i < process_->actors.jobs(); ++i)
        if (is_held(i))
          consider(*held_until(i));
    }
  }
  return result;
}

void sim_node::fire_timers() {
  if (!running() || paused_ || clock_->suspended())
    return;
  const auto timer = process_->actors.next_timer();
  if (!timer || clock_->when_monotonic(*timer) + timer_lateness_ > told_.now())
    return;
  process_->actors.set_clock(clock_->monotonic());
  process_->actors.fire_timers();
}

} // namespace leasehold::sim
