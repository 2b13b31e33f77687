// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kj/async-io.h>
#include <kj/async.h>
#include <kj/function.h>
#include <kj/memory.h>
#include <kj/vector.h>

namespace leasehold {

/// What code on the thread of an event loop works with. Everything here
/// belongs to that thread and is destroyed there.
class loop_context final : private kj::TaskSet::ErrorHandler {
public:
  explicit loop_context(kj::AsyncIoContext& io) : io_(io), tasks_(*this) {}
  KJ_DISALLOW_COPY(loop_context);

  kj::Network& network() {
    return io_.provider->getNetwork();
  }
  kj::Timer& timer() {
    return io_.provider->getTimer();
  }
  kj::LowLevelAsyncIoProvider& low_level() {
    return *io_.lowLevelProvider;
  }

  /// Runs a promise until the loop ends; a failure is its own affair.
  void detach(kj::Promise<void> task) {
    tasks_.add(kj::mv(task));
  }

  /// Owns an object until the loop ends. Later ones go first.
  template <class T>
  T& keep(kj::Own<T> object) {
    auto& result = *object;
    kept_.add(kj::heap<holder<T>>(kj::mv(object)));
    return result;
  }

  /// Registers what must finish before the loop ends. Later ones run first,
  /// each after the one before; all of them share one grace period.
  void at_stop(kj::Function<kj::Promise<void>()> hook) {
    stop_hooks_.add(kj::mv(hook));
  }

  /// Runs the hooks of `at_stop`.
  kj::Promise<void> run_stop_hooks() {
    if (stop_hooks_.empty())
      return kj::READY_NOW;
    auto hook = kj::mv(stop_hooks_.back());
    stop_hooks_.removeLast();
    return kj::evalNow([&hook] { return hook(); })
        .catch_([](kj::Exception&&) {})
        .then([this] { return run_stop_hooks(); })
        .attach(kj::mv(hook));
  }

  ~loop_context() noexcept(false) {
    while (!kept_.empty())
      kept_.removeLast();
  }

private:
  struct holder_base {
    virtual ~holder_base() noexcept(false) {}
  };
  template <class T>
  struct holder final : holder_base {
    explicit holder(kj::Own<T> x) : object(kj::mv(x)) {}
    kj::Own<T> object;
  };

  void taskFailed(kj::Exception&&) override {}

  kj::AsyncIoContext& io_;
  kj::Vector<kj::Own<holder_base>> kept_;
  kj::Vector<kj::Function<kj::Promise<void>()>> stop_hooks_;
  kj::TaskSet tasks_; // last: tasks may use what is kept
};

} // namespace leasehold
