// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "runtime/shaping/netlink_message.hpp"

struct nl_sock;

namespace leasehold {

/// What the kernel said to a request.
struct netlink_answer {
  /// 0, or an errno.
  int code = 0;
  /// Of the first message that it refused, among those sent.
  std::size_t at = 0;
  /// What it said beside the code; often nothing.
  std::string words;

  explicit operator bool() const noexcept {
    return code == 0;
  }
};

/// The code, and the words where there are any.
std::string to_string(const netlink_answer& x);

/// Calls `use` with each message that one receive brings. Returns 0 or an
/// errno: EAGAIN where nothing is there, ENOBUFS where some were lost.
int receive_messages(nl_sock* socket,
                     const std::function<void(const nlmsghdr&)>& use);

/// A conversation with a part of the kernel, in the network namespace of the
/// thread that opens it, and from then on whichever thread uses it. One thread
/// at a time.
class netlink_socket {
public:
  enum class part { interfaces, packet_filter };

  static result<netlink_socket> open(part which);

  /// Has one or more messages done, in their order and all in one go; each is
  /// acknowledged. After one that is refused the others were done all the same.
  netlink_answer request(std::vector<netlink_message>& messages);
  netlink_answer request(netlink_message message);

  /// Has messages to the packet filter done all at once, or none of them.
  netlink_answer transact(std::vector<netlink_message>& messages);

  /// Calls `use` with what the kernel answers to a question about one thing.
  netlink_answer ask(netlink_message question,
                     const std::function<void(const nlmsghdr&)>& use);

  /// Calls `use` with each message of the answer; begins anew, after
  /// `restart`, where the list changed while it was read.
  netlink_answer list(netlink_message& question,
                      const std::function<void()>& restart,
                      const std::function<void(const nlmsghdr&)>& use);

private:
  struct free_socket {
    void operator()(nl_sock* socket) const noexcept;
  };
  using handle = std::unique_ptr<nl_sock, free_socket>;

  explicit netlink_socket(handle socket) : socket_(std::move(socket)) {}

  netlink_answer send(std::vector<netlink_message>& messages);
  netlink_answer
  acknowledged(std::size_t messages, std::size_t expected,
               const std::function<void(const nlmsghdr&)>& use = {});
  netlink_answer list_once(netlink_message& question,
                           const std::function<void(const nlmsghdr&)>& use);

  handle socket_;
  std::uint32_t next_ = 1;
};

} // namespace leasehold
