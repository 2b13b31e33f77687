// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/stop_signals.hpp"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace leasehold::stop_signals {

namespace {

std::atomic<bool> was_seen{false};
std::atomic<bool> was_heeded{false};

constexpr int all[] = {SIGINT, SIGTERM, SIGHUP};

/// What a shell says of a process that a signal ended.
constexpr int ended_by_signal = 128;

void note(int number) {
  // A terminal that goes sends SIGHUP and then SIGTERM: the same wish.
  if (!was_seen.exchange(true) || number == SIGHUP)
    return;
  constexpr std::string_view left =
      "leasehold: stopped at once; a lease that was held may run on until its "
      "end\n";
  // Nothing can be done about an error here.
  static_cast<void>(!write(STDERR_FILENO, left.data(), left.size()));
  std::_Exit(ended_by_signal + number);
}

} // namespace

void note_them() {
  struct sigaction action {};
  action.sa_handler = note;
  for (auto number : all) {
    struct sigaction before {};
    // `nohup` had SIGHUP ignored, and means it.
    if (sigaction(number, nullptr, &before) == 0
        && before.sa_handler == SIG_IGN)
      continue;
    sigaction(number, &action, nullptr);
  }
}

void leave_them_alone() {
  for (auto number : all) {
    struct sigaction before {};
    if (sigaction(number, nullptr, &before) == 0 && before.sa_handler == note)
      std::signal(number, SIG_DFL);
  }
}

bool seen() noexcept {
  return was_seen;
}

void heed() noexcept {
  was_heeded = true;
}

bool pending() noexcept {
  return was_seen && !was_heeded;
}

} // namespace leasehold::stop_signals
