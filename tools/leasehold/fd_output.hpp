// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <streambuf>
#include <string>

namespace leasehold {

/// Writes to a file descriptor, and remembers the first failure: after that
/// nothing more is written, and the stream above it is bad for good. So a full
/// disk or a reader that has gone shows in the exit code of a command.
class fd_output final : public std::streambuf {
public:
  /// @pre `descriptor` stays open
  explicit fd_output(int descriptor);
  ~fd_output() override;
  fd_output(const fd_output&) = delete;
  fd_output& operator=(const fd_output&) = delete;

  /// Why writing failed; empty where it did not.
  std::string problem() const;

  /// Whether a pipe or a terminal has lost its other end, also where nothing
  /// was written since.
  bool gone() const;

protected:
  int_type overflow(int_type next) override;
  int sync() override;

private:
  bool write_out();

  int descriptor_;
  int error_ = 0;
  std::array<char, 1 << 14> buffer_{};
};

} // namespace leasehold
