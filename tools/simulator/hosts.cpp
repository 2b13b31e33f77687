// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/hosts.hpp"

#include <algorithm>
#include <chrono>

namespace leasehold::sim {

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

} // namespace

/// Answers for each host when all of its replies are there, or were waited for.
class hosts::echo final : public echo_port,
                          public std::enable_shared_from_this<echo> {
public:
  echo(hosts& of, std::shared_ptr<const process_life> life)
      : hosts_(of), life_(std::move(life)) {}

  std::uint64_t start(echo_order order, heard tell) override {
    const auto ticket = ++last_;
    open_.emplace(ticket, std::move(tell));
    const auto before_last = order.interval * (order.count - 1);
    for (auto& host : order.hosts) {
      echo_answer x;
      x.tag = host.tag;
      x.sent = order.count;
      auto after = before_last + order.timeout;
      if (!hosts_.chance_.hit(hosts_.temper_.silent_ppm)) {
        const auto trip = std::chrono::duration_cast<microseconds>(
            hosts_.chance_.tail(microseconds{200}, milliseconds{50}));
        x.received = order.count;
        x.least = x.mean = x.most = trip;
        after = before_last + std::min(trip, order.timeout);
      }
      hosts_.at_(hosts_.told_.now() + after,
                 [self = weak_from_this(), ticket, x = std::move(x)] {
                   // It may be gone by then.
                   if (auto at = self.lock())
                     at->tell(ticket, x);
                 });
    }
    return ticket;
  }

  void stop(std::uint64_t ticket) override {
    open_.erase(ticket);
  }

private:
  void tell(std::uint64_t ticket, const echo_answer& x) const {
    if (auto at = open_.find(ticket); at != open_.end() && !life_->over())
      at->second({x});
  }

  hosts& hosts_;
  std::shared_ptr<const process_life> life_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, heard> open_;
};

class hosts::waker final : public wake_port {
public:
  waker(hosts& of, std::shared_ptr<const process_life> life)
      : hosts_(of), life_(std::move(life)) {}

  status wake(const ip_address&, const mac_address& nic) override {
    if (life_->over() || hosts_.chance_.hit(hosts_.temper_.unsent_ppm))
      return failure{errc::unavailable, "the packet could not be sent"};
    hosts_.told_.woken({life_->node(), to_string(nic)});
    return success();
  }

private:
  hosts& hosts_;
  std::shared_ptr<const process_life> life_;
};

action_drivers hosts::for_process(std::shared_ptr<const process_life> life) {
  return {std::make_shared<echo>(*this, life),
          std::make_shared<waker>(*this, life)};
}

} // namespace leasehold::sim
