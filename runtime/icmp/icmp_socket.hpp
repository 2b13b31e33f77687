// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "messages/ip_address.hpp"
#include "messages/result.hpp"
#include "runtime/icmp/echo_machine.hpp"
#include "runtime/icmp/echo_packet.hpp"

namespace leasehold {

/// Sends echo requests of one family and reads what comes of them, without ever
/// waiting. A datagram socket (a "ping socket") where the kernel lets this
/// group have one, else a raw one. Of the network namespace of the thread that
/// opens it. One thread at a time.
class icmp_socket {
public:
  /// Fails with `errc::unavailable`.
  static result<std::unique_ptr<icmp_socket>> open(ip_address::family family);
  ~icmp_socket();
  icmp_socket(const icmp_socket&) = delete;
  icmp_socket& operator=(const icmp_socket&) = delete;

  int descriptor() const noexcept {
    return socket_;
  }

  static constexpr std::size_t batch_max = 32;

  /// How many of the first requests were sent, and why not the next: an errno,
  /// 0 where all were sent. EAGAIN: when the socket can be written. ENOBUFS: a
  /// bit later.
  struct outcome {
    std::size_t sent = 0;
    int code = 0;
  };
  /// @pre at most `batch_max`, all of this family
  outcome send(const std::vector<const echo_request*>& requests);

  using on_reply = std::function<void(const echo_mark&, const ip_address& from,
                                      std::chrono::steady_clock::time_point)>;
  /// Tells of each reply that came, and when. Stops early when there is no end
  /// of them; then says so by false.
  bool receive(const on_reply& tell);

  using on_error = std::function<void(
      const quoted_request&, const ip_address& to, const std::string& trouble)>;
  /// Tells of each ICMP error for what was sent.
  void receive_errors(const on_error& tell);

private:
  icmp_socket(int socket, ip_address::family family, int type);

  bool is_ours(std::uint16_t identifier) const noexcept;

  int socket_;
  ip_address::family family_;
  int type_;
  /// Of a raw socket; a datagram socket's is the kernel's choice.
  std::uint16_t identifier_ = 0;
  std::vector<echo_packet> packets_;
};

} // namespace leasehold
