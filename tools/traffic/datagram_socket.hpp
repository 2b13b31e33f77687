// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "messages/ip_address.hpp"
#include "messages/result.hpp"

namespace leasehold {

/// Puts the calling thread into the network namespace that a file stands for.
/// Fails with `errc::unavailable`.
status enter_namespace(const std::string& path);

/// A socket of UDP, in the namespace of the thread that made it.
class datagram_socket {
public:
  datagram_socket() = default;
  ~datagram_socket();
  datagram_socket(datagram_socket&& other) noexcept;
  datagram_socket& operator=(datagram_socket&& other) noexcept;

  /// Port 0 for any. Fails with `errc::unavailable`.
  static result<datagram_socket> bound(const ip_address& address,
                                       std::uint16_t port);

  /// Where it is bound.
  std::uint16_t port() const;

  /// Sends there, and receives from there alone. Fails with
  /// `errc::unavailable`.
  status connect(const ip_address& address, std::uint16_t port);

  /// Does not wait, and does not say whether the kernel took it.
  void send(const char* data, std::size_t size);

  /// The size of what came, or nothing after `at_most`.
  std::optional<std::size_t> receive(char* data, std::size_t size,
                                     std::chrono::milliseconds at_most);

private:
  explicit datagram_socket(int socket) : socket_(socket) {}

  int socket_ = -1;
};

} // namespace leasehold
