// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Actors under a clock and a scheduler that belong to the test. Nothing
// happens unless the test calls `drain` or `advance`, so every run is the
// same run. One thread does all: no detached and no blocking actors here.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/actor_cast.hpp>
#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/sec.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

namespace leasehold::test {

/// Registers the message types of `Blocks`, such as
/// `caf::id_block::leasehold_runtime`.
template <class... Blocks>
struct test_config : caf::actor_system_config {
  test_config() {
    (add_message_types<Blocks>(), ...);
    set("scheduler.policy", caf::atom("testing"));
    set("logger.file-verbosity", caf::atom("quiet"));
    set("logger.console-verbosity", caf::atom("quiet"));
  }
};

/// A fixture: `class StoreActor : public actor_test<id_block::...> {};`.
template <class... Blocks>
class actor_test : public ::testing::Test {
protected:
  actor_test()
      : sys(cfg),
        sched(
            dynamic_cast<caf::scheduler::test_coordinator&>(sys.scheduler())) {}

  // A live actor, or one whose exit was never delivered, blocks the actor
  // system's destructor for ever: nobody but us runs this scheduler.
  ~actor_test() override {
    for (auto& hdl : spawned_)
      caf::anon_send_exit(hdl, caf::exit_reason::kill);
    drain();
  }

  /// Spawns an actor that dies with the test. Its children are its own to
  /// stop.
  template <class... Ts>
  auto spawn(Ts&&... xs) {
    auto hdl = sys.spawn(std::forward<Ts>(xs)...);
    spawned_.push_back(caf::actor_cast<caf::actor>(hdl));
    return hdl;
  }

  /// Spawns an actor that keeps every `Msg` it is sent in the returned list.
  template <class Msg>
  std::pair<caf::typed_actor<caf::reacts_to<Msg>>,
            std::shared_ptr<std::vector<Msg>>>
  spawn_listener() {
    using listener_actor = caf::typed_actor<caf::reacts_to<Msg>>;
    auto seen = std::make_shared<std::vector<Msg>>();
    auto hdl = spawn([seen](typename listener_actor::pointer) {
      return typename listener_actor::behavior_type{[seen](const Msg& msg) {
        seen->push_back(msg);
      }};
    });
    return {hdl, seen};
  }

  /// Delivers queued messages, one per actor in turn, until none is left.
  /// Never moves the clock.
  std::size_t drain() {
    std::size_t steps = 0;
    while (step())
      ++steps;
    return steps;
  }

  /// Delivers the next message; answers whether there was one.
  bool step() {
    if (sched.jobs.empty())
      return false;
    auto job = sched.jobs.front();
    sched.run_once();
    // CAF puts a job with more to do back in front of all others.
    if (sched.jobs.size() > 1 && sched.jobs.front() == job) {
      sched.jobs.pop_front();
      sched.jobs.push_back(job);
    }
    return true;
  }

  /// Moves the clock, fires what became due, and delivers the results.
  void advance(caf::timespan dt) {
    sched.advance_time(dt);
    drain();
  }

  /// Sends a message without a sender, and delivers it.
  template <class Handle, class Msg>
  void tell(const Handle& hdl, Msg msg) {
    caf::anon_send(hdl, std::move(msg));
    drain();
  }

  /// Sends a request and returns its value, its error, or
  /// `sec::request_timeout` when there is no answer without moving the clock.
  template <class T, class Handle, class Msg>
  caf::expected<T> ask(const Handle& hdl, Msg msg) {
    auto answer = std::make_shared<caf::expected<T>>(caf::sec::request_timeout);
    spawn([hdl, answer, msg = std::move(msg)](caf::event_based_actor* self) {
      self->request(hdl, std::chrono::minutes{1440}, msg)
          .then([answer](T& x) { *answer = std::move(x); },
                [answer](caf::error& why) { *answer = std::move(why); });
    });
    drain();
    return *answer;
  }

  /// Ends an actor as its parent would, and delivers that.
  template <class Handle>
  void stop(const Handle& hdl,
            caf::exit_reason why = caf::exit_reason::user_shutdown) {
    caf::anon_send_exit(hdl, why);
    drain();
  }

  test_config<Blocks...> cfg;
  caf::actor_system sys;
  caf::scheduler::test_coordinator& sched;

private:
  std::vector<caf::actor> spawned_;
};

} // namespace leasehold::test
