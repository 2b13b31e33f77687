// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/terminal_host.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <thread>

namespace leasehold::shell {

namespace {

/// How long Ctrl-C or a condition may go unnoticed.
constexpr duration look_period{20};

} // namespace

wait_outcome terminal_host::wait(const wait_request& request) {
  auto start = elapsed();
  while (true) {
    if (request.interrupt && *request.interrupt)
      return wait_outcome::interrupted;
    if (request.ready && request.ready())
      return wait_outcome::ready;
    auto pause = look_period;
    if (request.at_most) {
      auto left = *request.at_most - (elapsed() - start);
      if (left <= duration::zero())
        return wait_outcome::timed_out;
      pause = std::min(pause, left);
    }
    std::this_thread::sleep_for(pause);
  }
}

duration terminal_host::elapsed() const {
  return std::chrono::duration_cast<duration>(std::chrono::steady_clock::now()
                                              - start_);
}

std::int64_t terminal_host::unix_seconds() const {
  return std::time(nullptr);
}

void terminal_host::write(std::string_view text) {
  out_ << text << std::flush;
}

bool terminal_host::broken() const {
  return !out_;
}

void terminal_host::complain(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
}

} // namespace leasehold::shell
