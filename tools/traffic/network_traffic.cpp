// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/traffic/network_traffic.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "tools/traffic/arrivals.hpp"
#include "tools/traffic/datagram_socket.hpp"

namespace leasehold {

namespace {

using shell::traffic_request;
using clock = std::chrono::steady_clock;

constexpr std::size_t payload_bytes = 1400;
constexpr std::size_t flows_max = 1000;
/// Who was kept from sending for longer does not make up for it in a burst.
constexpr std::chrono::milliseconds late_max{10};
constexpr std::chrono::milliseconds patience{200};

/// Headers of UDP, IP and Ethernet.
std::size_t header_bytes(const ip_address& of) {
  return of.is == ip_address::family::v4 ? 8 + 20 + 14 : 8 + 40 + 14;
}

class flow : public shell::running_traffic {
public:
  flow(datagram_socket from, datagram_socket to, const traffic_request& asked)
      : from_(std::move(from)),
        to_(std::move(to)),
        headers_(header_bytes(asked.source)),
        rate_(asked.rate),
        arrived_(clock::now()) {
    if (asked.lasts)
      until_ = clock::now() + *asked.lasts;
    receiver_ = std::thread{[this] {
      receive();
    }};
    sender_ = std::thread{[this] {
      send();
    }};
  }

  ~flow() override {
    stop();
  }

  double rate(duration window) const override {
    const std::lock_guard<std::mutex> lock{mutex_};
    return arrived_.rate(clock::now(), window);
  }

  std::uint64_t lost() const override {
    const std::lock_guard<std::mutex> lock{mutex_};
    return sent_ - received_;
  }

  void stop() override {
    {
      const std::lock_guard<std::mutex> lock{mutex_};
      is_over_ = true;
    }
    ends_.notify_all();
    if (sender_.joinable())
      sender_.join();
    if (receiver_.joinable())
      receiver_.join();
    to_ = {};
  }

private:
  void send() {
    const std::array<char, payload_bytes> packet{};
    const std::chrono::nanoseconds each{
        static_cast<std::int64_t>((payload_bytes + headers_) * 8)
        * 1'000'000'000 / rate_};
    auto due = clock::now();
    std::unique_lock<std::mutex> lock{mutex_};
    while (!is_over_ && due < until_) {
      // Counted before it can arrive. One that the kernel does not take is
      // lost on its first link.
      ++sent_;
      lock.unlock();
      from_.send(packet.data(), packet.size());
      due = std::max(due + each, clock::now() - late_max);
      lock.lock();
      ends_.wait_until(lock, due, [this] { return is_over_; });
    }
  }

  /// Until nothing has come for a while after the sender has ended.
  void receive() {
    std::array<char, payload_bytes> packet{};
    for (;;) {
      const auto size = to_.receive(packet.data(), packet.size(), patience);
      const std::lock_guard<std::mutex> lock{mutex_};
      if (size) {
        ++received_;
        arrived_.add(clock::now(), *size + headers_);
      } else if (is_over_) {
        return;
      }
    }
  }

  datagram_socket from_;
  datagram_socket to_;
  std::size_t headers_;
  std::int64_t rate_;
  clock::time_point until_ = clock::time_point::max();

  mutable std::mutex mutex_;
  std::condition_variable ends_;
  bool is_over_ = false;
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  arrivals arrived_;

  std::thread receiver_;
  std::thread sender_;
};

/// A socket of an endpoint, made in its namespace.
result<datagram_socket> open_at(const std::string& prefix,
                                const std::string& endpoint,
                                const ip_address& address, std::uint16_t port) {
  result<datagram_socket> made{failure{errc::unavailable, ""}};
  // Only this thread enters the namespace.
  std::thread{[&] {
    auto entered = enter_namespace(prefix + endpoint);
    if (entered)
      made = datagram_socket::bound(address, port);
    else
      made = entered.error();
  }}.join();
  if (!made)
    return failure{made.error().code,
                   "endpoint " + endpoint + ": " + made.error().message};
  return made;
}

} // namespace

network_traffic::~network_traffic() = default;

result<std::shared_ptr<shell::running_traffic>>
network_traffic::start(const traffic_request& request) {
  if (started_.size() == flows_max)
    return failure{errc::too_much,
                   "one script starts 1000 flows of traffic at most: end it, "
                   "and start another"};
  auto from = open_at(prefix_, request.from, request.source, 0);
  if (!from)
    return from.error();
  auto to = open_at(prefix_, request.to, request.target, request.port);
  if (!to)
    return to.error();
  // What others send to that port is not of this flow.
  if (auto done = to->connect(request.source, from->port()); !done)
    return done.error();
  if (auto done = from->connect(request.target, request.port); !done)
    return done.error();
  started_.push_back(
      std::make_shared<flow>(std::move(*from), std::move(*to), request));
  return started_.back();
}

} // namespace leasehold
