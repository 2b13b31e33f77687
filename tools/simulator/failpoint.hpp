// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Named places at the seams of a node where its process may end, as kill -9
// would end it there. Nothing of the node's own code knows of them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace leasehold::sim {

enum class failpoint : std::uint8_t {
  /// Nothing of the transaction reached the disk.
  before_append,
  /// It is in the page cache: it survives a kill, not the loss of power.
  after_write,
  /// It is durable, and nobody was told.
  after_sync,
  before_fold,
  after_fold,
  /// The journal was read, nothing runs yet.
  after_replay,
  before_frame,
  after_frame,
  before_frame_arrives,
};

inline constexpr std::size_t failpoint_count =
    static_cast<std::size_t>(failpoint::before_frame_arrives) + 1;

const char* to_string(failpoint x) noexcept;
std::optional<failpoint> parse_failpoint(std::string_view word) noexcept;

/// Before or after an actor takes a message.
enum class moment : std::uint8_t { before, after };

/// Which failpoints of a node end it, and when.
class failpoints {
public:
  /// The `nth` passage from now on ends the process; 0 disarms.
  void arm(failpoint where, std::uint32_t nth) noexcept {
    left_[static_cast<std::size_t>(where)] = nth;
  }

  /// Passes `where`; answers whether the process ends here.
  [[nodiscard]] bool pass(failpoint where) noexcept {
    auto& left = left_[static_cast<std::size_t>(where)];
    return left > 0 && --left == 0;
  }

  /// The `nth` message of that type that any actor takes from now on ends the
  /// process, in place of the one armed before; 0 disarms.
  void arm_message(std::string type, moment when, std::uint32_t nth) {
    message_ = {std::move(type), when, nth};
  }

  bool waits_for_message() const noexcept {
    return message_.left > 0;
  }
  [[nodiscard]] bool pass_message(std::string_view type, moment when) noexcept {
    return message_.left > 0 && message_.when == when && message_.type == type
        && --message_.left == 0;
  }

private:
  struct message_point {
    std::string type;
    moment when = moment::before;
    std::uint32_t left = 0;
  };

  std::array<std::uint32_t, failpoint_count> left_{};
  message_point message_;
};

} // namespace leasehold::sim
