// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace leasehold {

/// The calls of one peer, counted by the messages that pass: a call is in
/// flight until it is answered, its answer is held until the peer lets go of
/// it, in either order.
class call_counter {
public:
  void called() noexcept {
    ++total_;
    ++in_flight_;
    ++held_;
  }
  void answered() noexcept {
    if (in_flight_ > 0)
      --in_flight_;
  }
  void let_go() noexcept {
    if (held_ > 0)
      --held_;
  }

  std::uint64_t total() const noexcept {
    return total_;
  }
  std::uint32_t in_flight() const noexcept {
    return in_flight_;
  }
  std::uint32_t held() const noexcept {
    return held_;
  }

private:
  std::uint64_t total_ = 0;
  std::uint32_t in_flight_ = 0;
  std::uint32_t held_ = 0;
};

} // namespace leasehold
