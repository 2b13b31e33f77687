// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// What happened in a run, for people: one line each, in the order of time.
class story {
public:
  enum class telling { nothing, everything };

  explicit story(telling how) : how_(how) {}

  /// Whether anybody listens; spares the making of lines.
  bool told() const noexcept {
    return how_ == telling::everything;
  }

  void tell(true_time at, std::string line);

  std::string text() const;

private:
  struct line {
    true_time at;
    std::string what;
    std::size_t times = 1;
  };

  telling how_;
  std::vector<line> lines_;
};

/// "12.345s".
std::string seconds_of(true_time x);

} // namespace leasehold::sim
