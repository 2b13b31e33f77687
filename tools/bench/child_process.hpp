// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "messages/result.hpp"

namespace leasehold::bench {

/// A program that runs as long as this lives.
class child_process {
public:
  /// Starts it. Its standard output can be read, its errors go to `log`.
  static result<child_process> start(const std::vector<std::string>& words,
                                     const std::string& log);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&&) = delete;
  /// Tells it to stop, and waits.
  ~child_process();

  /// The next line of its output; nothing at its end.
  std::string read_line();

  /// Memory that it has resident, in bytes.
  std::uint64_t resident_bytes() const;

private:
  child_process(pid_t pid, int output) : pid_(pid), output_(output) {}

  pid_t pid_ = -1;
  int output_ = -1;
};

} // namespace leasehold::bench
