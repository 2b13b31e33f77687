// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "messages/result.hpp"

namespace leasehold {

struct program_call {
  /// An absolute path; the program's only argument is its own name.
  std::string path;
  /// All that it can read.
  std::string input;
  /// It is killed after that.
  std::chrono::milliseconds patience{1500};
  /// Of what it writes; it is killed where it writes more.
  std::size_t output_max = std::size_t{1} << 20;
  std::size_t errors_max = std::size_t{64} << 10;
};

/// Runs a program from beginning to end, and returns what it wrote to standard
/// output. No shell is involved; it has none of this process's files and
/// variables, and a process group of its own, of which nothing is left behind.
///
/// Waits for the program, and not for children that it left with its output.
/// Fails with `errc::unavailable` where it can't be started, has not ended in
/// time, writes too much, or does not end with the code 0: then the first line
/// of what it wrote to standard error says why.
result<std::string> run_program(const program_call& call);

} // namespace leasehold
