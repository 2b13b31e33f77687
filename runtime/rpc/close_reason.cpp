// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/close_reason.hpp"

namespace leasehold {

const char* to_string(close_reason x) noexcept {
  switch (x) {
  case close_reason::peer_left:
    return "peer left";
  case close_reason::stopping:
    return "stopping";
  case close_reason::dismissed:
    return "dismissed";
  case close_reason::handshake_failed:
    return "handshake failed";
  case close_reason::login_timeout:
    return "login timeout";
  case close_reason::idle:
    return "idle";
  case close_reason::stalled_frame:
    return "stalled frame";
  case close_reason::frame_too_large:
    return "frame too large";
  case close_reason::too_many_segments:
    return "too many segments";
  case close_reason::too_many_calls:
    return "too many calls";
  case close_reason::not_reading:
    return "not reading";
  case close_reason::protocol_error:
    return "protocol error";
  case close_reason::crowded_out:
    return "crowded out";
  }
  return "unknown";
}

} // namespace leasehold
