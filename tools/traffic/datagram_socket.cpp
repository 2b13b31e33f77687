// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/traffic/datagram_socket.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>

namespace leasehold {

namespace {

/// Room for what comes while the receiver has no processor.
constexpr int receive_buffer_bytes = 1 << 20;

struct socket_address {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  socket_address(const ip_address& address, std::uint16_t port) {
    if (address.is == ip_address::family::v4) {
      sockaddr_in v4{};
      v4.sin_family = AF_INET;
      v4.sin_port = htons(port);
      std::memcpy(&v4.sin_addr, address.bytes.data(), sizeof v4.sin_addr);
      std::memcpy(&bytes, &v4, size = sizeof v4);
    } else {
      sockaddr_in6 v6{};
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(port);
      std::memcpy(&v6.sin6_addr, address.bytes.data(), sizeof v6.sin6_addr);
      std::memcpy(&bytes, &v6, size = sizeof v6);
    }
  }

  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&bytes);
  }
};

failure unavailable(const std::string& what) {
  return {errc::unavailable, fmt::format("{}: {}", what, std::strerror(errno))};
}

} // namespace

status enter_namespace(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0)
    return unavailable("no network namespace " + path);
  const int done = setns(file, CLONE_NEWNET);
  const int code = errno;
  close(file);
  errno = code;
  return done == 0
      ? success()
      : status{unavailable("can't enter the network namespace " + path)};
}

datagram_socket::~datagram_socket() {
  if (socket_ >= 0)
    close(socket_);
}

datagram_socket::datagram_socket(datagram_socket&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)) {}

datagram_socket& datagram_socket::operator=(datagram_socket&& other) noexcept {
  std::swap(socket_, other.socket_);
  return *this;
}

result<datagram_socket> datagram_socket::bound(const ip_address& address,
                                               std::uint16_t port) {
  const socket_address at{address, port};
  datagram_socket made{
      ::socket(at.bytes.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  if (made.socket_ < 0)
    return unavailable("no socket");
  setsockopt(made.socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
             sizeof receive_buffer_bytes);
  if (bind(made.socket_, at.get(), at.size) == 0)
    return made;
  if (errno == EADDRINUSE)
    return failure{errc::unavailable,
                   fmt::format("something receives udp/{} there already: stop "
                               "it, or choose another port",
                               port)};
  return unavailable(
      fmt::format("can't have address {} there", to_string(address)));
}

std::uint16_t datagram_socket::port() const {
  sockaddr_storage bytes{};
  socklen_t size = sizeof bytes;
  getsockname(socket_, reinterpret_cast<sockaddr*>(&bytes), &size);
  // At the same place for both families.
  return ntohs(reinterpret_cast<const sockaddr_in*>(&bytes)->sin_port);
}

status datagram_socket::connect(const ip_address& address, std::uint16_t port) {
  const socket_address to{address, port};
  if (::connect(socket_, to.get(), to.size) == 0)
    return success();
  return unavailable(fmt::format("no way to {}", to_string(address)));
}

void datagram_socket::send(const char* data, std::size_t size) {
  ::send(socket_, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

std::optional<std::size_t>
datagram_socket::receive(char* data, std::size_t size,
                         std::chrono::milliseconds at_most) {
  pollfd waits{socket_, POLLIN, 0};
  if (poll(&waits, 1, static_cast<int>(at_most.count())) <= 0)
    return std::nullopt;
  const auto got = recv(socket_, data, size, MSG_DONTWAIT);
  if (got < 0)
    return std::nullopt;
  return static_cast<std::size_t>(got);
}

} // namespace leasehold
