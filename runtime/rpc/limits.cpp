// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/limits.hpp"

#include <fmt/format.h>

namespace leasehold {

namespace {

// One word of segment table and one of message.
constexpr std::uint32_t smallest_frame = 16;

// The table of a frame has to fit the smallest read buffer.
constexpr std::uint32_t most_segments = 256;

failure invalid(std::string message) {
  return {errc::invalid_request, std::move(message)};
}

} // namespace

status validate(const connection_limits& limits) {
  for (auto [name, value] :
       {std::pair{"frame_segments_max", limits.frame_segments_max},
        {"login_calls_max", limits.login_calls_max},
        {"nesting_max", limits.nesting_max},
        {"calls_in_flight_max", limits.calls_in_flight_max},
        {"flow_bytes_max", limits.flow_bytes_max},
        {"send_pause_bytes", limits.send_pause_bytes},
        {"send_queue_bytes_max", limits.send_queue_bytes_max}})
    if (value == 0)
      return invalid(fmt::format("{} is 0: give at least 1", name));
  if (limits.frame_segments_max > most_segments)
    return invalid(fmt::format("frame_segments_max is {}: give at most {}",
                               limits.frame_segments_max, most_segments));
  if (limits.login_frame_bytes_max < smallest_frame)
    return invalid(fmt::format("login_frame_bytes_max is {}: the smallest "
                               "frame has {} bytes",
                               limits.login_frame_bytes_max, smallest_frame));
  if (limits.frame_bytes_max < limits.login_frame_bytes_max)
    return invalid(fmt::format("frame_bytes_max ({}) is below "
                               "login_frame_bytes_max ({}): raise it",
                               limits.frame_bytes_max,
                               limits.login_frame_bytes_max));
  if (limits.login_bytes_max < limits.login_frame_bytes_max)
    return invalid(fmt::format("login_bytes_max ({}) is below "
                               "login_frame_bytes_max ({}): raise it",
                               limits.login_bytes_max,
                               limits.login_frame_bytes_max));
  if (limits.answers_held_max < limits.calls_in_flight_max)
    return invalid(fmt::format("answers_held_max ({}) is below "
                               "calls_in_flight_max ({}): raise it",
                               limits.answers_held_max,
                               limits.calls_in_flight_max));
  if (limits.send_queue_bytes_max < limits.send_pause_bytes)
    return invalid(fmt::format("send_queue_bytes_max ({}) is below "
                               "send_pause_bytes ({}): raise it",
                               limits.send_queue_bytes_max,
                               limits.send_pause_bytes));
  for (auto [name, value] : {std::pair{"login_timeout", limits.login_timeout},
                             {"frame_timeout", limits.frame_timeout},
                             {"send_timeout", limits.send_timeout}})
    if (value.count() <= 0)
      return invalid(
          fmt::format("{} is {} ms: give at least 1 ms", name, value.count()));
  if (limits.idle_timeout.count() < 0)
    return invalid("idle_timeout is negative: give 0 for no bound");
  return success();
}

} // namespace leasehold
