// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Everything a script reaches outside itself that is not a lease: time and
// the page it prints on. One implementation serves people at a terminal,
// others run the same script on virtual time.

#include <cstdint>
#include <string_view>

#include "tools/shell/waiting.hpp"

namespace leasehold::shell {

class script_host {
public:
  virtual ~script_host() = default;

  /// Lets time pass until the request is satisfied, its time is over or the
  /// user interrupts.
  virtual wait_outcome wait(const wait_request& request) = 0;

  /// Time since some fixed moment; never goes backwards.
  virtual duration elapsed() const = 0;

  /// Seconds since 1970, for scripts that book ahead.
  virtual std::int64_t unix_seconds() const = 0;

  /// Writes what a script prints, as it is.
  virtual void write(std::string_view text) = 0;

  /// Whether something that was written is lost, and more would be.
  virtual bool broken() const {
    return false;
  }

  /// Writes what went wrong.
  virtual void complain(std::string_view text) = 0;
};

} // namespace leasehold::shell
