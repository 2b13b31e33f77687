// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/netlink_events.hpp"

#include <cerrno>
#include <cstring>

#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <fmt/format.h>

#include "runtime/shaping/netlink_socket.hpp"

namespace leasehold {

result<netlink_events> netlink_events::open(const std::vector<int>& groups) {
  handle socket{nl_socket_alloc()};
  errno = 0;
  bool listens = socket && nl_connect(socket.get(), NETLINK_ROUTE) == 0;
  for (const int group : groups)
    listens = listens && nl_socket_add_membership(socket.get(), group) == 0;
  if (!listens)
    return failure{errc::unavailable,
                   fmt::format("cannot listen to what the kernel tells of "
                               "interfaces: {}; netlink is needed for that",
                               std::strerror(errno))};
  nl_socket_set_nonblocking(socket.get());
  nl_socket_enable_msg_peek(socket.get());
  return netlink_events{std::move(socket)};
}

int netlink_events::descriptor() const noexcept {
  return nl_socket_get_fd(socket_.get());
}

int netlink_events::read(const std::function<void(const nlmsghdr&)>& use) {
  return receive_messages(socket_.get(), use);
}

void netlink_events::free_socket::operator()(nl_sock* socket) const noexcept {
  nl_socket_free(socket);
}

} // namespace leasehold
