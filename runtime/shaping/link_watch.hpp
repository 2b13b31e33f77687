// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "messages/result.hpp"
#include "runtime/shaping/link_table.hpp"
#include "runtime/shaping/netlink_events.hpp"
#include "runtime/shaping/netlink_socket.hpp"

namespace leasehold {

/// Tells when an interface loses its carrier, its address or itself, and when
/// it has them again, as soon as the kernel says so: of all interfaces of the
/// network namespace of the thread that opens it. One thread at a time.
class link_watch {
public:
  /// Knows all interfaces when it is opened; needs no privilege. Fails with
  /// `errc::unavailable`.
  static result<std::unique_ptr<link_watch>> open();

  /// Can be read when there is news: for poll, or an event loop.
  int descriptor() const noexcept {
    return events_.descriptor();
  }

  /// Reads the news, without waiting for any, and tells of each interface that
  /// is not as it was told of last; what came and went meanwhile is not told.
  /// Where the kernel had more news than it could keep, it is asked how
  /// everything is. Fails with `errc::unavailable` where that can't be known;
  /// then what is known stays, and the next call asks again.
  status read(const on_link_change& tell);

  /// As told of last.
  const link_table& links() const noexcept {
    return links_;
  }

private:
  link_watch(netlink_events events, netlink_socket kernel)
      : events_(std::move(events)), kernel_(std::move(kernel)) {}

  result<link_table> ask();

  netlink_events events_;
  netlink_socket kernel_;
  link_table links_;
  bool has_missed_some_ = false;
};

} // namespace leasehold
