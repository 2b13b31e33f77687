// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "runtime/icmp/echo_port.hpp"

namespace leasehold::test {

/// Hosts that reply when the test says so, or at once.
class fake_echo final : public echo_port {
public:
  std::uint64_t start(echo_order order, heard tell) override {
    const auto ticket = ++last_;
    asked.insert(asked.end(), order.hosts.begin(), order.hosts.end());
    orders.emplace(ticket, std::pair{std::move(order), std::move(tell)});
    if (at_once)
      reply_all();
    return ticket;
  }

  void stop(std::uint64_t ticket) override {
    orders.erase(ticket);
  }

  /// Whatever was asked and not stopped is answered.
  void reply_all() {
    for (auto& [ticket, each] : std::exchange(orders, {})) {
      std::vector<echo_answer> answers;
      for (auto& host : each.first.hosts)
        answers.push_back(answer(host, each.first.count));
      each.second(std::move(answers));
    }
  }

  /// Hosts that are not there.
  std::set<std::string> dead;
  bool at_once = true;
  std::vector<echo_question> asked;
  std::map<std::uint64_t, std::pair<echo_order, heard>> orders;

private:
  echo_answer answer(const echo_question& host, std::uint32_t count) const {
    using std::chrono::microseconds;
    echo_answer x;
    x.tag = host.tag;
    x.sent = count;
    if (dead.count(to_string(host.host)) != 0)
      return x;
    x.received = count;
    x.least = microseconds{180};
    x.mean = microseconds{210};
    x.most = microseconds{250};
    return x;
  }

  std::uint64_t last_ = 0;
};

} // namespace leasehold::test
