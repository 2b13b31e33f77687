// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/result.hpp"

namespace leasehold::bench {

/// A program that runs as long as this lives.
class child_process {
public:
  /// Starts it, with no signal blocked or ignored. Its standard output can be
  /// read, its errors go to `log`.
  static result<child_process> start(const std::vector<std::string>& words,
                                     const std::string& log);

  child_process(child_process&& other) noexcept;
  child_process& operator=(child_process&&) = delete;
  /// Tells it to stop, and waits.
  ~child_process();

  /// Its standard output, to be read by whoever has it; once.
  int take_output();

  /// Whether it has ended by itself.
  bool ended();

  /// Memory that it has resident, in bytes.
  std::uint64_t resident_bytes() const;

  /// The CPU time that its threads have taken so far.
  std::chrono::nanoseconds cpu_time() const;

  /// What it has sent to disks so far, in bytes; nothing where the system
  /// does not say.
  std::optional<std::uint64_t> bytes_written() const;

private:
  child_process(pid_t pid, int output) : pid_(pid), output_(output) {}

  pid_t pid_ = -1;
  int output_ = -1;
};

/// The CPU time that this process has taken so far.
std::chrono::nanoseconds own_cpu_time();

} // namespace leasehold::bench
