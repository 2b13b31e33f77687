// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <caf/local_actor.hpp>
#include <caf/policy/work_sharing.hpp>
#include <caf/resumable.hpp>
#include <caf/thread_hook.hpp>

#include "runtime/watch/turn_watch.hpp"

namespace leasehold {

/// CAF's work sharing, each resumption of an actor being a turn.
class watched_sharing : public caf::policy::work_sharing {
public:
  template <class Worker>
  void before_resume(Worker*, caf::resumable* job) {
    turn_watch::begin_turn(job, name_of);
  }
  template <class Worker>
  void after_resume(Worker*, caf::resumable*) {
    turn_watch::end_turn();
  }

private:
  static std::string name_of(const void* job) {
    const auto* actor = dynamic_cast<const caf::local_actor*>(
        static_cast<const caf::resumable*>(job));
    return actor == nullptr ? "an actor" : actor->name();
  }
};

/// Has all threads of an actor system watched, those of detached actors too.
class watching_hook final : public caf::thread_hook {
public:
  explicit watching_hook(turn_watch& watch) : watch_(watch) {}

  void init(caf::actor_system&) override {}
  void thread_started() override {
    watch_.enter("an actor's thread");
  }
  void thread_terminates() override {
    turn_watch::leave();
  }

private:
  turn_watch& watch_;
};

} // namespace leasehold
