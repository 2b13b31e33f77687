// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/icmp/echo_packet.hpp"
#include "runtime/icmp/echo_port.hpp"

namespace leasehold {

/// What one machine may send, over all orders.
struct echo_limits {
  /// Packets a second, 1 to 10,000,000; at most those of a hundredth of a
  /// second follow each other at once.
  std::uint32_t packets_per_second = 100'000;
  /// Requests that wait for a reply at a time, 1 to 65,536.
  std::uint32_t outstanding = 16'384;
};

/// What is to be sent.
struct echo_request {
  std::uint64_t ticket = 0;
  ip_address host;
  std::uint32_t payload = 0;
  echo_mark mark;
};

/// Which echo request is due, what its reply counts for, and when it is lost.
/// Pure: packets, time and chance are handed in.
///
/// All work is in queues: of an order's hosts, by when the next request is due
/// to each (the distance is the same for all, so that the queue is in order by
/// itself); of its requests, by when they are lost; and of the orders, which
/// take turns. So a step costs the same for one host and for 65,536.
class echo_machine {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// @param chance gives random bits that nobody can guess.
  echo_machine(const echo_limits& limits,
               std::function<std::uint64_t()> chance);

  /// Why a host can't be asked from here; empty where it can.
  using objection = std::function<std::string(const ip_address&)>;
  /// The ticket is new. What can't be asked is answered with its trouble.
  void start(std::uint64_t ticket, const echo_order& order, time_point now,
             const objection& object = {});
  /// Nothing is answered of it any more.
  void stop(std::uint64_t ticket);

  /// Takes what is to be sent now, at most `count_max`. Of each is said next
  /// that it is sent, put back or refused.
  std::vector<echo_request> take(time_point now, std::size_t count_max);
  /// Its timeout runs from `at` on.
  void sent(const echo_request& request, time_point at);
  /// It could not be sent yet: it is due still. The last one is put back first.
  void put_back(const echo_request& request, time_point now);
  /// It can't be sent.
  void refused(const echo_request& request, const std::string& trouble,
               time_point now);

  /// A reply that came `at`; what is not the reply to a request is ignored.
  void received(const echo_mark& mark, const ip_address& from, time_point at);
  /// An ICMP error for a request to `to`, in words.
  void failed(const quoted_request& request, const ip_address& to,
              const std::string& trouble);
  /// Everything that came before `now` has been told of: what waits longer than
  /// its timeout is lost.
  void expire(time_point now);

  /// When there is something to take or to expire; nothing while all depends on
  /// what comes. May be early.
  std::optional<time_point> next() const;

  using answers = std::unordered_map<std::uint64_t, std::vector<echo_answer>>;
  /// What is known since the last time, by ticket.
  answers take_answers();

  std::size_t orders() const noexcept {
    return orders_.size();
  }
  std::size_t outstanding() const noexcept {
    return flights_.size() - free_flights_.size();
  }

private:
  using nanoseconds = std::chrono::nanoseconds;
  static constexpr std::uint32_t none = 0xffff'ffff;

  /// What is known of one host. Its place is kept until it is answered.
  struct host_state {
    std::uint64_t ticket = 0; // 0: this place is free
    echo_question question;
    std::uint64_t cookie = 0;
    /// Requests that were taken, and those that wait for a reply.
    std::uint32_t begun = 0;
    std::uint32_t waiting = 0;
    echo_answer answer;
    nanoseconds least = nanoseconds::max();
    nanoseconds most{0};
    nanoseconds sum{0};
    /// One bit for each request that was replied to.
    std::vector<bool> replied;
  };

  /// A request that waits for its reply, in the list of its order.
  struct flight {
    std::uint32_t host = none; // none: this place is free
    std::uint32_t number = 0;
    time_point sent_at;
    std::uint32_t before = none;
    std::uint32_t after = none;
    bool is_listed = false;
  };

  struct due_host {
    std::uint32_t host = none;
    time_point at;
  };

  struct order_state {
    std::uint32_t count = 0;
    nanoseconds interval{0};
    nanoseconds timeout{0};
    std::uint32_t payload = 0;
    /// All it began with, and how many of them are not answered yet.
    std::vector<std::uint32_t> hosts;
    std::size_t unanswered = 0;
    std::deque<due_host> due;
    std::uint32_t outstanding = 0;
    /// Its oldest and newest request.
    std::uint32_t first = none;
    std::uint32_t last = none;
    /// When it is looked at for what is lost: never after that is.
    std::optional<time_point> watched_at;
    enum class standing : std::uint8_t { none, later, ready };
    standing is = standing::none;
  };
  using order_map = std::unordered_map<std::uint64_t, order_state>;

  std::uint32_t add_host(std::uint64_t ticket, const echo_question& question);
  void free_host(std::uint32_t place);
  void answer(std::uint32_t place);
  void answer_if_done(std::uint32_t place);

  void schedule(std::uint64_t ticket, order_state& order, time_point now);
  void ready_those_due(time_point now);
  bool has_share(const order_state& order) const;
  echo_request begin(std::uint64_t ticket, order_state& order);

  flight* find(const echo_mark& mark, const ip_address& host);
  void list(std::uint32_t place, order_state& order);
  void end(std::uint32_t place);
  void watch(std::uint64_t ticket, order_state& order);

  nanoseconds gap_;
  nanoseconds burst_;
  std::function<std::uint64_t()> chance_;
  order_map orders_;
  std::vector<host_state> hosts_;
  std::vector<std::uint32_t> free_hosts_;
  std::vector<flight> flights_;
  std::vector<std::uint32_t> free_flights_;
  /// Orders that have something to send now, and their turns.
  std::deque<std::uint64_t> ready_;
  /// None of them has room before something ends.
  bool is_full_ = false;
  std::set<std::pair<time_point, std::uint64_t>> later_;
  std::set<std::pair<time_point, std::uint64_t>> watched_;
  /// When the next packet may be sent; in the past, as much as may follow at
  /// once.
  time_point paced_{};
  answers answers_;
};

} // namespace leasehold
