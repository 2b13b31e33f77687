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
  constexpr std::array numbers{SIGINT, SIGTERM, SIGHUP};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    before_[i].number = numbers[i];
    sigaction(numbers[i], nullptr, &before_[i].action);
    // `nohup` had SIGHUP ignored, and means it.
    if (before_[i].action.sa_handler != SIG_IGN)
      sigaction(numbers[i], &action, nullptr);
  }
}

interrupt_guard::~interrupt_guard() {
  for (const auto& each : before_)
    sigaction(each.number, &each.action, nullptr);
  interruptible = nullptr;
}

} // namespace leasehold::shell
