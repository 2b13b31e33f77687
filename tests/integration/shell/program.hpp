// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The real program as a process of its own.

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/temp_folder.hpp"

namespace leasehold::test {

struct program_end {
  /// The exit code, or 128 and the signal that ended it.
  int code = 0;
  /// What it wrote that `read_line` has not returned.
  std::string out;
  std::string err;
};

/// Has a home and a folder for temporary files of its own.
class program {
public:
  using variables = std::map<std::string, std::string>;

  explicit program(const std::vector<std::string>& words,
                   variables environment = {});
  ~program();

  program(const program&) = delete;
  program& operator=(const program&) = delete;

  void write(const std::string& text);
  void signal(int number);

  /// The next line on standard output, without its end; what there was when
  /// it ended before that.
  std::string read_line();

  /// Ends its input and waits until it has ended.
  program_end finish();

  /// The folder it may leave nothing in.
  const std::string& temporary() const {
    return temporary_;
  }

private:
  temp_folder folder_;
  std::string temporary_;
  std::string unread_;
  pid_t process_ = 0;
  int input_ = -1;
  int output_ = -1;
};

/// Runs it from beginning to end.
program_end run_program(const std::vector<std::string>& words,
                        const std::string& input = {},
                        program::variables environment = {});

} // namespace leasehold::test
