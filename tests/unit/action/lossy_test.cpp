// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// An origin and two gateways over a network that loses, doubles and reorders
// what they say, while gateways forget everything, the origin's node ends and
// nodes are lost: each target has exactly one status (A1), in time, and what
// must not be repeated was done once where it is ok, never where it has failed,
// and once at most where it is unknown (A2).
#include <algorithm>
#include <cstdint>
#include <deque>
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
  world(std::uint64_t seed, verb what)
      : random_(seed), what_(what), origin_(begin()) {
    for (auto name : {"A", "B"})
      queues_.emplace(gateway_name{name}, fresh_queue());
    take(origin_.enter(region(), now_));
  }

  void run() {
    while (told.size() < 3 && now_ <= deadline + 1s) {
      now_ += duration{std::uniform_int_distribution<int>{1, 200}(random_)};
      if (now_ < calm)
        go_wrong();
      deliver();
      work();
      commit();
      take(origin_.look(now_));
      for (auto& [name, queue] : queues_)
        take(queue.look(now_));
    }
  }

  std::map<std::uint32_t, std::vector<outcome>> told;
  /// How often each target was really done.
  std::map<std::uint32_t, int> done;
  int crashes = 0;
  instant now() const {
    return now_;
  }

private:
  using message = std::variant<child_order, child_end, child_word>;
  using record = std::variant<permit_record, target_status>;

  /// As the journal has it.
  origin_machine begin() {
    action_record x;
    x.id = action_id{7};
    x.request.verb = what_;
    x.request.deadline = deadline;
    x.request.targets = {"E1", "E2", "E3"};
    std::vector<std::uint32_t> open;
    for (std::uint32_t number = 0; number < 3; ++number)
      if (told.count(number) == 0)
        open.push_back(number);
    return {x, open, permits_, ++births_ << 20};
  }

  queue_machine fresh_queue() {
    return queue_machine{{2, 4, 4}, ++births_ << 20};
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
    for (auto& [name, queue] : queues_)
      if (chance(3)) {
        queue = fresh_queue();
        abandon(name);
      }
    if (chance(2)) {
      ++crashes;
      writing_.clear();
      origin_ = begin();
      take(origin_.enter(region(), now_));
    }
  }

  /// What a gateway was at is done in part, and nobody hears of it.
  void abandon(const gateway_name& name) {
    for (auto i = running_.begin(); i != running_.end();) {
      if (!(i->first.gateway == name)) {
        ++i;
        continue;
      }
      do_some(*i->second);
      i = running_.erase(i);
    }
  }

  void do_some(const child_task& task) {
    for (auto& target : task.targets)
      if (chance(50))
        ++done[target.number];
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
      // An old one may come again, much later.
      if (now_ < calm && chance(5))
        under_way_.push_back(x);
      if (auto order = std::get_if<child_order>(&x))
        take(queues_.at(order->key.gateway).order(*order, now_));
      else if (auto end = std::get_if<child_end>(&x))
        take(queues_.at(end->key.gateway).end(end->key, now_));
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
      running_.erase(key);
      if (now_ < calm && chance(10)) {
        do_some(*task);
        take(queue.died(key, now_));
        continue;
      }
      std::vector<child_status> said;
      for (auto& target : task->targets) {
        child_status x;
        x.number = target.number;
        x.outcome = outcome::ok;
        said.push_back(x);
        ++done[target.number];
      }
      std::shuffle(said.begin(), said.end(), random_);
      take(queue.progress(key, said));
      take(queue.finish(key, now_));
    }
  }

  /// The first of what is written becomes durable.
  void commit() {
    while (!writing_.empty() && chance(70)) {
      auto x = std::move(writing_.front());
      writing_.pop_front();
      if (auto permit = std::get_if<permit_record>(&x)) {
        permits_.push_back(*permit);
        take(origin_.permitted(permit->key.attempt, now_));
      } else {
        auto& said = std::get<target_status>(x).said;
        told[said.number].push_back(said.outcome);
      }
    }
  }

  void take(origin_machine::effects x) {
    for (auto& each : x.orders)
      send(std::move(each));
    for (auto& each : x.ends)
      send(std::move(each));
    for (auto& each : x.permits)
      writing_.push_back(std::move(each));
    for (auto& each : x.statuses)
      writing_.push_back(std::move(each));
  }

  void take(queue_machine::effects x) {
    for (auto& key : x.stops)
      if (auto at = running_.find(key); at != running_.end()) {
        do_some(*at->second);
        running_.erase(at);
      }
    for (auto& each : x.words)
      send(std::move(each));
    for (auto& [key, task] : x.starts)
      running_[key] = task;
  }

  std::mt19937_64 random_;
  verb what_;
  instant now_ = start;
  bool silent_ = false;
  std::uint64_t births_ = 0;
  std::vector<permit_record> permits_;
  std::deque<record> writing_;
  origin_machine origin_;
  std::map<gateway_name, queue_machine> queues_;
  std::map<child_key, std::shared_ptr<const child_task>> running_;
  std::vector<message> under_way_;
};

struct sums {
  std::map<outcome, int> outcomes;
  int crashes = 0;
  /// Done, though it is unknown.
  int done_unknown = 0;
};

template <class Check>
sums play(verb what, Check check) {
  sums all;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    world x{seed, what};
    x.run();
    SCOPED_TRACE(seed);
    EXPECT_LE(x.now(), deadline + 1s);
    EXPECT_EQ(x.told.size(), 3u);
    for (auto& [number, outcomes] : x.told) {
      EXPECT_EQ(outcomes.size(), 1u) << "target " << number;
      check(outcomes.front(), x.done[number]);
      ++all.outcomes[outcomes.front()];
      if (outcomes.front() == outcome::unknown)
        all.done_unknown += x.done[number];
    }
    all.crashes += x.crashes;
    if (testing::Test::HasFailure())
      break;
  }
  return all;
}

TEST(lossy_test, each_target_has_one_status_whatever_goes_wrong) {
  auto all = play(ping{}, [](outcome said, int done) {
    EXPECT_GE(done, said == outcome::ok ? 1 : 0);
  });
  // Once all is calm each gateway answers, so only what died twice has failed.
  EXPECT_GT(all.outcomes[outcome::ok], 50 * all.outcomes[outcome::failed]);
  EXPECT_GT(all.outcomes[outcome::failed], 0);
  EXPECT_EQ(all.outcomes[outcome::unknown], 0);
  EXPECT_GT(all.crashes, 500);
}

TEST(lossy_test, nothing_is_done_twice_that_must_not_be_repeated) {
  auto all = play(wake{}, [](outcome said, int done) {
    EXPECT_GE(done, said == outcome::ok ? 1 : 0);
    EXPECT_LE(done, said == outcome::failed ? 0 : 1);
  });
  EXPECT_GT(all.outcomes[outcome::ok], 2 * all.outcomes[outcome::unknown]);
  // Nobody knows: some of it was done, and some was not.
  EXPECT_GT(all.done_unknown, 100);
  EXPECT_GT(all.outcomes[outcome::unknown] - all.done_unknown, 100);
}

} // namespace
} // namespace leasehold
