// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/network_flow.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace leasehold::test {

namespace {

/// Of UDP and IPv6, with 1,400 bytes of their own, as cables carry them.
constexpr std::size_t packet_bytes = 1400;
constexpr int packets_under_way = 7;
/// What the kernel reckons for one of them; it doubles what it is told.
constexpr int packet_reckoned = 2304;

struct socket_address {
  sockaddr_storage bytes{};
  socklen_t size = 0;

  socket_address(const std::string& address, std::uint16_t port) {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&bytes);
    auto* v4 = reinterpret_cast<sockaddr_in*>(&bytes);
    if (inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
      v6->sin6_family = AF_INET6;
      v6->sin6_port = htons(port);
      size = sizeof *v6;
    } else {
      inet_pton(AF_INET, address.c_str(), &v4->sin_addr);
      v4->sin_family = AF_INET;
      v4->sin_port = htons(port);
      size = sizeof *v4;
    }
  }

  const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&bytes);
  }
};

void expect_done(int code, const char* what) {
  if (code < 0)
    throw std::runtime_error{std::string{what} + ": " + std::strerror(errno)};
}

} // namespace

flow_end::flow_end(transport how, const std::string& address,
                   std::uint16_t port) {
  const socket_address at{address, port};
  socket_ = ::socket(
      at.bytes.ss_family,
      (how == transport::udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
  expect_done(socket_, "socket");
  if (how == transport::udp)
    limit_under_way(packets_under_way);
  expect_done(bind(socket_, at.get(), at.size), "bind");
}

flow_end::~flow_end() {
  close(socket_);
}

void flow_end::connect(const std::string& address, std::uint16_t port) {
  const socket_address to{address, port};
  expect_done(::connect(socket_, to.get(), to.size), "connect");
}

void flow_end::limit_under_way(int packets) {
  const int bytes = packets * packet_reckoned / 2;
  expect_done(setsockopt(socket_, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes),
              "SO_SNDBUF");
}

void flow_end::listen() {
  expect_done(::listen(socket_, 1), "listen");
}

void flow_end::accept() {
  const int got = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
  expect_done(got, "accept");
  close(socket_);
  socket_ = got;
}

std::size_t flow_end::receive() {
  std::array<char, 64 * 1024> buffer{};
  const auto size = recv(socket_, buffer.data(), buffer.size(), 0);
  return size < 0 ? 0 : static_cast<std::size_t>(size);
}

bool flow_end::send() {
  static const std::array<char, packet_bytes> packet{};
  return ::send(socket_, packet.data(), packet.size(), MSG_NOSIGNAL) > 0
      || errno == ENOBUFS || errno == ECONNREFUSED;
}

greedy_sender::greedy_sender(flow_end& from)
    : from_(&from), thread_([this] {
        while (!is_over_ && from_->send()) {
        }
      }) {}

greedy_sender::~greedy_sender() {
  is_over_ = true;
  shutdown(from_->socket(), SHUT_RDWR);
  thread_.join();
}

patient_receiver::patient_receiver(flow_end& at)
    : at_(&at), thread_([this] {
        while (const auto size = at_->receive()) {
          const std::lock_guard<std::mutex> lock{mutex_};
          bytes_ += size;
          came_.notify_all();
        }
      }) {}

patient_receiver::~patient_receiver() {
  shutdown(at_->socket(), SHUT_RDWR);
  thread_.join();
}

std::uint64_t patient_receiver::bytes() {
  const std::lock_guard<std::mutex> lock{mutex_};
  return bytes_;
}

void patient_receiver::await(std::uint64_t more) {
  await_total(bytes() + more);
}

void patient_receiver::await_total(std::uint64_t total) {
  std::unique_lock<std::mutex> lock{mutex_};
  came_.wait(lock, [this, total] { return bytes_ >= total; });
}

} // namespace leasehold::test
