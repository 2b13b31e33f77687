// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// An origin and two gateways over a network that loses, doubles and reorders
// what they say, while gateways forget everything and nodes are lost: each
// target has exactly one status (A1), in time.
#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "actors/action/origin_machine.hpp"
#include "actors/action/queue_machine.hpp"
#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const instant start{1h};
const instant deadline = start + 60s;
/// From then on nothing goes wrong any more.
const instant calm = start + 30s;

class world {
public:
  explicit world(std::uint64_t seed) : random_(seed), origin_(begin()) {
    for (auto name : {"A", "B"})
      queues_.emplace(gateway_name{name}, queue_machine{{2, 4, 4}});
    take(origin_.enter(region(), now_));
  }

  void run() {
    while (!origin_.is_over() && now_ <= deadline + 1s) {
      now_ += duration{std::uniform_int_distribution<int>{1, 200}(random_)};
      if (now_ < calm)
        go_wrong();
      deliver();
      work();
      take(origin_.look(now_));
      for (auto& [name, queue] : queues_)
        take(name, queue.look(now_));
    }
  }

  std::map<std::uint32_t, int> told;
  std::map<outcome, int> outcomes;
  bool is_over() const {
    return origin_.is_over();
  }
  instant now() const {
    return now_;
  }

private:
  using message = std::variant<child_order, child_end, child_word>;

  static origin_machine begin() {
    action_record x;
    x.id = action_id{7};
    x.request.deadline = deadline;
    x.request.targets = {"E1", "E2", "E3"};
    return {x, {0, 1, 2}, 0};
  }

  bool chance(int percent) {
    return std::uniform_int_distribution<int>{0, 99}(random_) < percent;
  }

  std::shared_ptr<const locator> region() {
    auto map = test::map_of(test::two_gateways);
    map.elsewhere[gateway_name{"B"}] = node_name{"n2"};
    if (silent_)
      map.silent.insert(node_name{"n2"});
    return test::locator_of(std::move(map));
  }

  void go_wrong() {
    if (chance(2)) {
      silent_ = !silent_;
      take(origin_.enter(region(), now_));
    }
    if (chance(3)) {
      auto& [name, queue] = *queues_.begin();
      queue = queue_machine{{2, 4, 4}};
      forget(name);
    }
    if (chance(3)) {
      auto& [name, queue] = *queues_.rbegin();
      queue = queue_machine{{2, 4, 4}};
      forget(name);
    }
  }

  void forget(const gateway_name& name) {
    for (auto i = running_.begin(); i != running_.end();)
      i = i->first.gateway == name ? running_.erase(i) : std::next(i);
  }

  void send(message x) {
    const auto wrong = now_ < calm;
    if (wrong && chance(20))
      return;
    if (wrong && chance(20))
      under_way_.push_back(x);
    under_way_.push_back(std::move(x));
  }

  /// In any order, and some of it later.
  void deliver() {
    std::shuffle(under_way_.begin(), under_way_.end(), random_);
    auto all = std::exchange(under_way_, {});
    for (auto& x : all) {
      if (now_ < calm && chance(30)) {
        under_way_.push_back(std::move(x));
        continue;
      }
      if (auto order = std::get_if<child_order>(&x))
        take(order->key.gateway,
             queues_.at(order->key.gateway).order(*order, now_));
      else if (auto end = std::get_if<child_end>(&x))
        take(end->key.gateway,
             queues_.at(end->key.gateway).end(end->key, now_));
      else
        take(origin_.hear(std::get<child_word>(x), now_));
    }
  }

  /// Whoever does a child says something of it, is done, or dies.
  void work() {
    const auto all = running_;
    for (auto& [key, task] : all) {
      auto& queue = queues_.at(key.gateway);
      if (running_.count(key) == 0 || chance(50))
        continue;
      if (now_ < calm && chance(10)) {
        running_.erase(key);
        take(key.gateway, queue.died(key, now_));
        continue;
      }
      std::vector<child_status> said;
      for (auto& target : task->targets) {
        child_status x;
        x.number = target.number;
        x.outcome = outcome::ok;
        said.push_back(x);
      }
      std::shuffle(said.begin(), said.end(), random_);
      running_.erase(key);
      take(key.gateway, queue.progress(key, said));
      take(key.gateway, queue.finish(key, now_));
    }
  }

  void take(origin_machine::effects x) {
    for (auto& each : x.orders)
      send(std::move(each));
    for (auto& each : x.ends)
      send(std::move(each));
    for (auto& each : x.statuses) {
      ++told[each.said.number];
      ++outcomes[each.said.outcome];
    }
  }

  void take(const gateway_name&, queue_machine::effects x) {
    for (auto& key : x.stops)
      running_.erase(key);
    for (auto& each : x.words)
      send(std::move(each));
    for (auto& [key, task] : x.starts)
      running_[key] = task;
  }

  std::mt19937_64 random_;
  instant now_ = start;
  bool silent_ = false;
  origin_machine origin_;
  std::map<gateway_name, queue_machine> queues_;
  std::map<child_key, std::shared_ptr<const child_task>> running_;
  std::vector<message> under_way_;
};

TEST(lossy_test, each_target_has_one_status_whatever_goes_wrong) {
  int ok = 0;
  int others = 0;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    world x{seed};
    x.run();
    ASSERT_TRUE(x.is_over()) << "seed " << seed;
    ASSERT_LE(x.now(), deadline + 1s) << "seed " << seed;
    ASSERT_EQ(x.told.size(), 3u) << "seed " << seed;
    for (auto& [number, times] : x.told)
      ASSERT_EQ(times, 1) << "seed " << seed << ", target " << number;
    ok += x.outcomes[outcome::ok];
    others += 3 - x.outcomes[outcome::ok];
  }
  // Once all is calm each gateway answers, so only what died twice has failed.
  EXPECT_GT(ok, 50 * others);
  EXPECT_GT(others, 0);
}

} // namespace
} // namespace leasehold
