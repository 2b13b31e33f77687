// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How scripts come by traffic. Only a laboratory has networks that a script may
// fill; the language only asks.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "messages/ip_address.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"

namespace leasehold::shell {

struct traffic_request {
  /// Names of endpoints, and an address of each, of one family.
  std::string from;
  std::string to;
  ip_address source;
  ip_address target;
  /// Where the target receives, by UDP.
  std::uint16_t port = 0;
  /// In bit/s, counted as classes count: with the headers of UDP, IP and
  /// Ethernet.
  std::int64_t rate = 0;
  /// Unset: until it is stopped.
  std::optional<duration> lasts;
};

/// A flow of packets between two endpoints.
class running_traffic {
public:
  virtual ~running_traffic() = default;

  /// What arrived in the last `window`, in bit/s, or since the beginning where
  /// that is shorter. @pre `window` is above 0, at most `traffic_window_max`.
  virtual double rate(duration window) const = 0;

  /// Packets that were sent and have not arrived.
  virtual std::uint64_t lost() const = 0;

  /// Sends no more, and waits for what is on its way.
  virtual void stop() = 0;
};

inline constexpr duration traffic_window_max = std::chrono::minutes{1};

class traffic_source {
public:
  virtual ~traffic_source() = default;

  /// Traffic ends with its source.
  virtual result<std::shared_ptr<running_traffic>>
  start(const traffic_request& request) = 0;
};

} // namespace leasehold::shell
