// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace leasehold {

/// Why a connection ended. Counted by the listener; says whom to look at.
enum class close_reason : std::uint8_t {
  /// The peer ended it, or was lost.
  peer_left,
  /// We are stopping.
  stopping,
  /// Whoever serves the connection ended it, for instance over a wrong name.
  dismissed,
  /// No TLS session came about: no or a wrong certificate, or no TLS at all.
  handshake_failed,
  /// Connected and did not log in in time.
  login_timeout,
  /// Sent nothing for too long.
  idle,
  /// Began a frame and did not finish it in time.
  stalled_frame,
  /// Announced a frame, or a sum of frames, above the bound.
  frame_too_large,
  /// Announced a frame of too many segments.
  too_many_segments,
  /// Has too many calls unanswered, or answers not let go of.
  too_many_calls,
  /// Does not read what we send.
  not_reading,
  /// Sent what is not a message of the protocol.
  protocol_error,
  /// Had not logged in when others came and there was no room.
  crowded_out,
};

inline constexpr std::size_t close_reason_count = 13;

const char* to_string(close_reason x) noexcept;

} // namespace leasehold
