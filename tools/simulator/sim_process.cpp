// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/sim_process.hpp"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <caf/actor_cast.hpp>
#include <caf/scheduled_actor.hpp>

#include "actors/message_types.hpp"
#include "tools/simulator/message_name.hpp"

namespace leasehold::sim {

namespace {

struct simulator_config : caf::actor_system_config {
  simulator_config() {
    leasehold::add_message_types(*this);
    set("scheduler.policy", caf::atom("testing"));
    set("logger.file-verbosity", caf::atom("quiet"));
    set("logger.console-verbosity", caf::atom("quiet"));
  }
};

// To make one takes longer than to make a system of it.
simulator_config& shared_config() {
  thread_local simulator_config config;
  return config;
}

caf::scheduled_actor& actor_of(caf::resumable* job) {
  return *static_cast<caf::scheduled_actor*>(job);
}

} // namespace

sim_process::sim_process(std::chrono::nanoseconds monotonic)
    : system_(shared_config()),
      scheduler_(
          dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())),
      monotonic_(monotonic),
      timers_(scheduler_.clock().current_time) {}

sim_process::~sim_process() {
  stop();
  scheduler_.clock().cancel_all();
  while (scheduler_.try_run_once()) {
  }
  // The destructor of the system would wait for it for ever.
  if (const auto left = system_.registry().running(); left > 0) {
    std::fprintf(stderr, "%zu actors outlive their node\n", left);
    std::abort();
  }
}

void sim_process::set_node(std::unique_ptr<node> running) {
  node_ = std::move(running);
  store_ = dynamic_cast<caf::resumable*>(
      caf::actor_cast<caf::abstract_actor*>(node_->store()));
}

bool sim_process::is_store(std::size_t pick) const {
  return scheduler_.jobs[pick] == store_;
}

std::optional<std::size_t> sim_process::store_place() const {
  for (std::size_t i = 0; i < scheduler_.jobs.size(); ++i)
    if (is_store(i))
      return i;
  return std::nullopt;
}

std::string_view sim_process::next_message(std::size_t pick) const {
  return next_message_name(actor_of(scheduler_.jobs[pick]));
}

taken sim_process::run(std::size_t pick) {
  auto& jobs = scheduler_.jobs;
  std::swap(jobs[pick], jobs.front());
  auto& actor = actor_of(jobs.front());
  const taken result{actor.id(), next_message_name(actor)};
  scheduler_.run_once();
  return result;
}

std::optional<std::chrono::nanoseconds> sim_process::next_timer() const {
  auto& timers = scheduler_.clock().schedule();
  if (timers.empty())
    return std::nullopt;
  return monotonic_ + (timers.begin()->first - timers_);
}

void sim_process::set_clock(std::chrono::nanoseconds monotonic) {
  scheduler_.clock().current_time = timers_ + (monotonic - monotonic_);
}

void sim_process::fire_timers() {
  scheduler_.clock().trigger_expired_timeouts();
}

void sim_process::stop() {
  store_ = nullptr;
  node_.reset();
  while (scheduler_.try_run_once()) {
  }
}

} // namespace leasehold::sim
