// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A script in front of a person or a pipe: real time, standard streams.

#include <chrono>
#include <ostream>

#include "tools/shell/script_host.hpp"

namespace leasehold::shell {

class terminal_host : public script_host {
public:
  /// @pre `out` outlives it
  explicit terminal_host(std::ostream& out) : out_(out) {}

  wait_outcome wait(const wait_request& request) override;
  duration elapsed() const override;
  std::int64_t unix_seconds() const override;
  void write(std::string_view text) override;
  bool broken() const override;
  void complain(std::string_view text) override;

private:
  std::ostream& out_;
  std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

} // namespace leasehold::shell
