// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/interrupt_guard.hpp"

#include <atomic>
#include <cassert>

namespace leasehold::shell {

namespace {

/// A signal handler has no other way to find what it is about.
std::atomic<lua_state*> interruptible{nullptr};

extern "C" void on_signal(int) {
  if (auto* state = interruptible.load())
    state->interrupt();
}

} // namespace

interrupt_guard::interrupt_guard(lua_state& state) {
  assert(!interruptible.load());
  interruptible = &state;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &before_);
}

interrupt_guard::~interrupt_guard() {
  sigaction(SIGINT, &before_, nullptr);
  interruptible = nullptr;
}

} // namespace leasehold::shell
