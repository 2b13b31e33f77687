// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

// Who works for ever is found. A turn is what a thread does for one message, or
// a few; none takes long, so one that has taken seconds of its thread's own CPU
// time never ends, and whoever waits for that thread waits for ever. The
// process can't repair that. It can end, say what it was working on, and begin
// anew from its journal. The CPU time of the thread is what counts: a machine
// that was paused, or that others keep busy, is no reason.
namespace leasehold {

/// Finds turns that take too long, from looks at one thread now and then. Pure.
class turn_meter {
public:
  using time = std::chrono::nanoseconds;

  explicit turn_meter(time cpu_max) noexcept : cpu_max_(cpu_max) {}

  /// `turn` is another number in each turn, and 0 between turns; `cpu` is what
  /// the thread has used since it began. True where the turn that is under way
  /// has used more than may be.
  bool look(std::uint64_t turn, time cpu) noexcept;

private:
  time cpu_max_;
  std::uint64_t turn_ = 0;
  /// Of the thread, when this turn was first seen.
  time since_{0};
};

struct stuck_turn {
  /// The thread or the actor.
  std::string who;
  /// What it said that it works on; empty where it said nothing.
  std::string work;
};

class turn_watch {
public:
  using time = turn_meter::time;

  struct config {
    time cpu_max = std::chrono::seconds{10};
    std::chrono::milliseconds look_every{250};
    /// Called at most once, on the watch's own thread.
    std::function<void(const stuck_turn&)> on_stuck;
  };

  explicit turn_watch(config settings);
  /// @pre no thread that it watches runs any more, or none has a turn
  ~turn_watch();
  turn_watch(const turn_watch&) = delete;
  turn_watch& operator=(const turn_watch&) = delete;

  /// Watches the thread that calls, from now until it leaves.
  void enter(std::string name);
  static void leave();

  /// The names of what may have a turn: asked while it has it.
  using namer = std::string (*)(const void* who);

  /// A turn of the calling thread begins or ends, or the next one begins; does
  /// nothing on a thread that is not watched. Costs a few stores.
  static void begin_turn(const void* who = nullptr, namer name = nullptr);
  static void end_turn();

private:
  class impl;
  std::unique_ptr<impl> impl_;
};

/// Says what the calling thread works on, as long as it lives, and is a turn of
/// it where none is under way.
class working_on {
public:
  explicit working_on(std::string work);
  ~working_on();
  working_on(const working_on&) = delete;
  working_on& operator=(const working_on&) = delete;

private:
  bool is_turn_ = false;
};

} // namespace leasehold
