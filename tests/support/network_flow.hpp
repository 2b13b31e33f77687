// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace leasehold::test {

/// One end of a flow, bound to an address and port. The namespace is that of
/// the thread that makes it.
class flow_end {
public:
  enum class transport : std::uint8_t { udp, tcp };

  /// Port 0 for any.
  flow_end(transport how, const std::string& address, std::uint16_t port);
  ~flow_end();
  flow_end(const flow_end&) = delete;
  flow_end& operator=(const flow_end&) = delete;

  int socket() const noexcept {
    return socket_;
  }
  void connect(const std::string& address, std::uint16_t port);
  /// Of UDP: `send` waits while so many packets wait to leave. As many as the
  /// queue of the interface holds at most, or they are lost there, and whoever
  /// sends all that is let through never rests.
  void limit_under_way(int packets);
  void listen();
  /// The first connection that comes takes the place of what listens.
  void accept();

  /// Waits for data, and says how many bytes there were; 0 at the end.
  std::size_t receive();
  /// Sends one packet's worth; waits while the queue is full.
  bool send();

private:
  int socket_ = -1;
};

/// Sends all that is let through, until it ends.
class greedy_sender {
public:
  /// @pre `from` is connected and outlives it.
  explicit greedy_sender(flow_end& from);
  ~greedy_sender();
  greedy_sender(const greedy_sender&) = delete;
  greedy_sender& operator=(const greedy_sender&) = delete;

private:
  std::atomic<bool> is_over_{false};
  flow_end* from_;
  std::thread thread_;
};

/// Keeps the queue of a receiver empty, and counts.
class patient_receiver {
public:
  /// @pre `at` outlives it.
  explicit patient_receiver(flow_end& at);
  ~patient_receiver();
  patient_receiver(const patient_receiver&) = delete;
  patient_receiver& operator=(const patient_receiver&) = delete;

  std::uint64_t bytes();
  /// Waits until so many more bytes have come than until now.
  void await(std::uint64_t more);
  /// Waits until so many bytes have come in all.
  void await_total(std::uint64_t total);

private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::uint64_t bytes_ = 0;
  flow_end* at_;
  std::thread thread_;
};

} // namespace leasehold::test
