// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "messages/result.hpp"

struct nl_sock;
struct nlmsghdr;

namespace leasehold {

/// What the kernel tells everybody who listens, about the network namespace of
/// the thread that opens it.
class netlink_events {
public:
  /// Groups are numbers of the kernel's.
  static result<netlink_events> open(const std::vector<int>& groups);

  int descriptor() const noexcept;

  /// Calls `use` with some of what has come, and waits for nothing. Returns 0,
  /// or an errno: EAGAIN where nothing has come, ENOBUFS where there was more
  /// than could be kept.
  int read(const std::function<void(const nlmsghdr&)>& use);

private:
  struct free_socket {
    void operator()(nl_sock* socket) const noexcept;
  };
  using handle = std::unique_ptr<nl_sock, free_socket>;

  explicit netlink_events(handle socket) : socket_(std::move(socket)) {}

  handle socket_;
};

} // namespace leasehold
