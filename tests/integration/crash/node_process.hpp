// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <kj/async-io.h>
#include <sys/types.h>

namespace leasehold::test {

/// Runs a program to its end; its exit status and what it printed.
struct finished_program {
  int status = 0;
  std::string output;
};
finished_program run_program(const std::vector<std::string>& words,
                             const std::string& error_file);

/// A node in a process of its own, killed with its owner.
class node_process {
public:
  /// `environment` adds to this process's own: "NAME=value".
  /// @pre `io` belongs to this thread and outlives the process
  node_process(kj::LowLevelAsyncIoProvider& io,
               const std::vector<std::string>& words,
               const std::string& error_file,
               std::vector<std::string> environment = {});
  KJ_DISALLOW_COPY(node_process);
  ~node_process() noexcept(false);

  /// The address it listens on; empty where it ended before it did.
  kj::Promise<std::string> listening();

  /// Done when it has closed its standard output, which is at its end.
  kj::Promise<void> ended();

  void tell(int signal);

  /// Waits for its end and gives its status as waitpid does.
  int reap();

private:
  kj::Promise<std::string> read_line(std::string so_far);

  pid_t id_ = 0;
  kj::Own<kj::AsyncInputStream> output_;
  char buffer_[256];
};

} // namespace leasehold::test
