// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_signals.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

namespace leasehold {

namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

sigset_t node_signals() {
  auto set = stop_signals();
  sigaddset(&set, SIGHUP);
  return set;
}

void end_at_once(int number) {
  constexpr std::string_view words =
      "leasehold: stopped at once; whoever was not answered asks again, and "
      "leases go on when the node starts\n";
  // Nothing can be done about an error here.
  static_cast<void>(!::write(STDERR_FILENO, words.data(), words.size()));
  constexpr int ended_by_signal = 128;
  std::_Exit(ended_by_signal + number);
}

} // namespace

void block_stop_signals() {
  const auto set = node_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

node_signal wait_for_signal() {
  const auto set = node_signals();
  int which = 0;
  while (sigwait(&set, &which) != 0)
    continue;
  if (which == SIGHUP)
    return {node_signal::wish::reload, "SIGHUP"};
  return {node_signal::wish::stop, which == SIGINT ? "SIGINT" : "SIGTERM"};
}

void end_at_next_signal() {
  struct sigaction action {};
  action.sa_handler = end_at_once;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  const auto set = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

} // namespace leasehold
