// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include <kj/async-io.h>

#include "runtime/clock/system_clock_source.hpp"

namespace leasehold::bench {

/// The event loop of a benchmark. Children and folders are cleaned up by
/// destructors, which the default action of a signal would skip: so SIGINT,
/// SIGTERM and SIGHUP end whatever is waited for instead.
class bench_loop {
public:
  bench_loop();
  bench_loop(const bench_loop&) = delete;
  bench_loop& operator=(const bench_loop&) = delete;

  /// What the promise gives. Throws a `kj::Exception` where it is rejected or
  /// a signal comes first.
  template <class T>
  T wait(kj::Promise<T>&& work) {
    return work
        .exclusiveJoin(stop_.addBranch().then(
            []() -> kj::Promise<T> { return kj::NEVER_DONE; }))
        .wait(io_.waitScope);
  }

  /// The signal that came; 0 for none.
  int signal() const {
    return signal_;
  }

  kj::Network& network() {
    return io_.provider->getNetwork();
  }
  kj::Timer& timer() {
    return io_.provider->getTimer();
  }
  kj::LowLevelAsyncIoProvider& files() {
    return *io_.lowLevelProvider;
  }
  const clock_source& clock() const {
    return clock_;
  }

private:
  kj::Promise<void> on_signal();

  kj::AsyncIoContext io_;
  int signal_ = 0;
  kj::ForkedPromise<void> stop_;
  system_clock_source clock_;
};

} // namespace leasehold::bench
