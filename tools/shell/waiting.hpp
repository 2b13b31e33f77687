// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Scripts wait as if they had the machine to themselves; underneath, a wait
// suspends the script's coroutine and whoever drives it decides how time
// passes. A terminal lets real time pass, a test or a simulator moves a
// virtual clock, and the script can't tell.

#include <atomic>
#include <functional>
#include <optional>

#include "messages/time.hpp"

namespace leasehold::shell {

/// How a wait ended.
enum class wait_outcome {
  ready,
  timed_out,
  /// The user gave up: the script is not resumed.
  interrupted,
};

/// What a suspended script waits for: `ready`, for `at_most` so long.
struct wait_request {
  /// Unset: for as long as it takes.
  std::optional<duration> at_most;
  /// Unset: only time ends the wait.
  std::function<bool()> ready;
  /// Becomes true when the user gives up; a host without a user ignores it.
  const std::atomic<bool>* interrupt = nullptr;
};

/// Returned by a bound function that suspends the script: when the wait is
/// over, `result` computes what the function returns to the script.
template <class Result>
struct waiting {
  wait_request request;
  std::function<Result(wait_outcome)> result;
};

} // namespace leasehold::shell
