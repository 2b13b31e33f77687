// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "messages/result.hpp"

namespace leasehold {

/// What one connection, and all of them together, may cost this process. Cap'n
/// Proto 0.9.2 bounds next to nothing by itself. A peer that goes over a bound
/// loses its connection, with the bound named; but who only asks faster than it
/// is answered has to wait (`calls_in_flight_max`, `flow_bytes_max`,
/// `send_pause_bytes`). Before login a peer is a stranger: it gets the `login_`
/// bounds, and its next frame is not looked at while a call of its is
/// unanswered. So its words never make us allocate more than 16 KiB, and yet it
/// may send what it will do once logged in together with its login.
struct connection_limits {
  // -- the first three bound a frame before it is read ----------------------
  std::uint32_t frame_bytes_max = 8 << 20;
  std::uint32_t frame_segments_max = 64;
  std::uint32_t login_frame_bytes_max = 4 << 10;
  /// Everything a stranger may send until it is logged in.
  std::uint32_t login_bytes_max = 6 << 10;
  /// Answers that a stranger may hold.
  std::uint32_t login_calls_max = 6;
  /// Depth of pointers in a message.
  std::uint32_t nesting_max = 32;

  /// Calls that arrived and are not answered yet, with which we stop reading
  /// until some are.
  std::uint32_t calls_in_flight_max = 4096;
  /// Calls whose answer the peer has not let go of; pipelining needs them.
  std::uint32_t answers_held_max = 16384;
  /// Bytes of unanswered calls above which we stop reading until some are
  /// answered.
  std::uint32_t flow_bytes_max = 16 << 20;
  /// Bytes that wait for the peer to read them, with which we stop reading what
  /// it asks until it has taken some.
  std::uint32_t send_pause_bytes = 1 << 20;
  /// Bytes that may wait for the peer to read them.
  std::uint32_t send_queue_bytes_max = 32 << 20;

  /// From accepting the connection to being logged in, handshake included.
  std::chrono::milliseconds login_timeout{10'000};
  /// From the first byte of a frame to its last.
  std::chrono::milliseconds frame_timeout{30'000};
  /// Without one whole frame and without a call in flight. Zero: no bound.
  std::chrono::milliseconds idle_timeout{300'000};
  /// While bytes wait and the peer takes none.
  std::chrono::milliseconds send_timeout{30'000};
};

/// Refuses bounds that contradict each other or would shut everybody out.
status validate(const connection_limits& limits);

} // namespace leasehold
