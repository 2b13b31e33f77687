// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/watch/turn_watch.hpp"

#include <pthread.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

namespace leasehold {

bool turn_meter::look(std::uint64_t turn, time cpu) noexcept {
  if (turn == 0 || turn != turn_) {
    turn_ = turn;
    since_ = cpu;
    return false;
  }
  return cpu - since_ > cpu_max_;
}

namespace {

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec now{};
  if (::clock_gettime(clock, &now) != 0)
    return std::chrono::nanoseconds{0};
  return std::chrono::seconds{now.tv_sec}
  + std::chrono::nanoseconds{now.tv_nsec};
}

/// What the watch sees of one thread.
struct watched {
  watched(std::string name, clockid_t cpu, turn_meter meter)
      : name(std::move(name)), cpu(cpu), meter(meter) {}

  const std::string name;
  const clockid_t cpu;
  turn_meter meter;
  /// Written by the thread itself.
  std::atomic<std::uint64_t> turn{0};
  std::atomic<const void*> who{nullptr};
  std::atomic<turn_watch::namer> namer{nullptr};
  std::uint64_t turns = 0;
  std::mutex mutex;
  std::string work;
};

} // namespace

class turn_watch::impl {
public:
  explicit impl(config settings)
      : config_(std::move(settings)), thread_([this] { run(); }) {}

  ~impl() {
    {
      std::lock_guard guard(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  watched* add(std::string name) {
    clockid_t cpu{};
    if (::pthread_getcpuclockid(::pthread_self(), &cpu) != 0)
      return nullptr;
    std::lock_guard guard(mutex_);
    return &threads_.emplace_back(std::move(name), cpu,
                                  turn_meter{config_.cpu_max});
  }

  void remove(const watched* gone) {
    std::lock_guard guard(mutex_);
    threads_.remove_if([gone](auto& x) { return &x == gone; });
  }

private:
  void run() {
    ::pthread_setname_np(::pthread_self(), "turn-watch");
    std::unique_lock guard(mutex_);
    while (!changed_.wait_for(guard, config_.look_every,
                              [this] { return stopping_; }))
      for (auto& x : threads_)
        if (x.meter.look(x.turn.load(), read_clock(x.cpu))) {
          config_.on_stuck(describe(x));
          return;
        }
  }

  /// A turn that has lasted so long does not end meanwhile.
  static stuck_turn describe(watched& x) {
    std::lock_guard guard(x.mutex);
    const auto* who = x.who.load();
    const auto name = x.namer.load();
    return {who != nullptr && name != nullptr ? name(who) : x.name, x.work};
  }

  const config config_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::list<watched> threads_;
  std::thread thread_;
};

namespace {

/// Of the thread that asks; null where it is not watched.
thread_local watched* self = nullptr;
thread_local turn_watch* watch = nullptr;

} // namespace

turn_watch::turn_watch(config settings)
    : impl_(std::make_unique<impl>(std::move(settings))) {}

turn_watch::~turn_watch() = default;

void turn_watch::enter(std::string name) {
  leave();
  self = impl_->add(std::move(name));
  watch = this;
}

void turn_watch::leave() {
  if (self != nullptr)
    watch->impl_->remove(self);
  self = nullptr;
}

void turn_watch::begin_turn(const void* who, namer name) {
  if (self == nullptr)
    return;
  self->who.store(who, std::memory_order_relaxed);
  self->namer.store(name, std::memory_order_relaxed);
  self->turn.store(++self->turns, std::memory_order_release);
}

void turn_watch::end_turn() {
  if (self != nullptr)
    self->turn.store(0, std::memory_order_release);
}

working_on::working_on(std::string work) {
  if (self == nullptr)
    return;
  {
    std::lock_guard guard(self->mutex);
    self->work = std::move(work);
  }
  is_turn_ = self->turn.load(std::memory_order_relaxed) == 0;
  if (is_turn_)
    turn_watch::begin_turn();
}

working_on::~working_on() {
  if (self == nullptr)
    return;
  if (is_turn_)
    turn_watch::end_turn();
  std::lock_guard guard(self->mutex);
  self->work.clear();
}

} // namespace leasehold
