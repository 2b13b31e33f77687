// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// While one lives, Ctrl-C, SIGTERM and SIGHUP interrupt the script and not the
// program.

#include <array>
#include <csignal>

#include "tools/shell/lua_state.hpp"

namespace leasehold::shell {

class interrupt_guard {
public:
  /// @pre The state outlives the guard, and there is one guard at a time.
  explicit interrupt_guard(lua_state& state);
  ~interrupt_guard();

  interrupt_guard(const interrupt_guard&) = delete;
  interrupt_guard& operator=(const interrupt_guard&) = delete;

private:
  struct before {
    int number;
    struct sigaction action;
  };
  std::array<before, 3> before_{};
};

} // namespace leasehold::shell
