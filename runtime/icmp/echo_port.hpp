// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "messages/ip_address.hpp"

namespace leasehold {

/// A host that is to be asked for its echo. What is heard of it is told with
/// its tag, which is the caller's own; the same host may be asked twice.
struct echo_question {
  std::uint64_t tag = 0;
  ip_address host;
};

/// Requests to some hosts, all in the same way.
struct echo_order {
  std::vector<echo_question> hosts;
  /// Requests to each host, 1 to 1,000.
  std::uint32_t count = 1;
  /// Between the requests to one host, at most an hour. It is longer where the
  /// machine sends less than all orders ask for.
  std::chrono::microseconds interval{1'000'000};
  /// How long each request waits for its reply, 1 us to an hour. Later replies
  /// do not count.
  std::chrono::microseconds timeout{1'000'000};
  /// Bytes after the ICMP header, 16 to 1,400.
  std::uint32_t payload = 56;
};

/// What was heard of one host, when all is known that there is to know.
struct echo_answer {
  std::uint64_t tag = 0;
  /// Requests that the kernel took, and those of them that were replied to in
  /// time.
  std::uint32_t sent = 0;
  std::uint32_t received = 0;
  /// Further replies to the same requests, as long as another was waited for.
  std::uint32_t duplicates = 0;
  /// Round-trip times of those received.
  std::chrono::microseconds least{0};
  std::chrono::microseconds mean{0};
  std::chrono::microseconds most{0};
  /// Why not all came back, where somebody said so last: "10.0.4.1 says: host
  /// unreachable". Empty for silence, and where all came back.
  std::string trouble;
};

/// Asks hosts for their echo (ICMP, ICMPv6). What can't be asked is answered
/// too, with its trouble: there is no other way to fail.
class echo_port {
public:
  using heard = std::function<void(std::vector<echo_answer>)>;

  virtual ~echo_port() = default;

  /// `tell` is called from any thread, once for each host in all, several hosts
  /// at a time, in any order; maybe before this returns. Returns a ticket,
  /// never the same twice.
  virtual std::uint64_t start(echo_order order, heard tell) = 0;

  /// Nothing is told of it any more once this returns, and nothing more is
  /// sent. It waits for a `tell` that is running, unless it is called by one. A
  /// ticket that is over may be stopped.
  virtual void stop(std::uint64_t ticket) = 0;
};

} // namespace leasehold
