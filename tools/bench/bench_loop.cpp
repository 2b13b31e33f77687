// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_loop.hpp"

#include <csignal>

#include <kj/async-unix.h>
#include <kj/debug.h>

namespace leasehold::bench {

namespace {

constexpr int stop_signals[] = {SIGINT, SIGTERM, SIGHUP};

kj::AsyncIoContext set_up() {
  for (auto signal : stop_signals)
    kj::UnixEventPort::captureSignal(signal);
  return kj::setupAsyncIo();
}

} // namespace

bench_loop::bench_loop() : io_(set_up()), stop_(on_signal().fork()) {}

kj::Promise<void> bench_loop::on_signal() {
  kj::Promise<siginfo_t> first = kj::NEVER_DONE;
  for (auto signal : stop_signals)
    first = first.exclusiveJoin(io_.unixEventPort.onSignal(signal));
  return first.then([this](siginfo_t&& came) -> kj::Promise<void> {
    signal_ = came.si_signo;
    return KJ_EXCEPTION(FAILED, "told to stop");
  });
}

} // namespace leasehold::bench
