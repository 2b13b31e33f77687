// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "messages/time.hpp"

namespace leasehold {

/// What a holder may believe of its lease while the node does not answer. Pure:
/// the time is handed in.
///
/// The node keeps a lease until its deadline whether it is heard or not, so
/// silence alone takes nothing. But the holder does not learn either that the
/// lease was restricted or ended, and past the time that its last answer
/// vouches for it must not count on it (C2).
class jeopardy {
public:
  enum class state : std::uint8_t {
    /// The node was heard.
    safe = 1,
    /// It was not. The lease counts until `believed_until`.
    in_jeopardy = 2,
    /// The time is over: the lease is to be taken for gone.
    lost = 3,
  };

  explicit jeopardy(instant believed_until) : until_(believed_until) {}

  /// The node answered: what it said vouches for so long. Whether that is news.
  /// A lease that was lost stays so, until the node says that it has it still.
  std::optional<state> heard(instant believed_until);

  /// The node can't be reached; whether that is news.
  std::optional<state> silent(instant now);

  instant believed_until() const noexcept {
    return until_;
  }

private:
  std::optional<state> turn(state next);

  instant until_;
  state state_ = state::safe;
};

const char* to_string(jeopardy::state x) noexcept;

} // namespace leasehold
