// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/network.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t always = 1'000'000;

class Network : public ::testing::Test, public observer {
protected:
  Network() {
    told.add(*this);
  }

  void framed(true_time, const frame_note& note) override {
    if (note.fate == frame_fate::lost)
      ++lost;
  }
  void injected(true_time, const fault_note& note) override {
    faults.insert(note.kind);
  }

  /// All that arrives, in order, until nothing is under way.
  std::vector<std::string> arriving() {
    std::vector<std::string> result;
    while (auto due = net.next_event()) {
      told.move_to(std::max(*due, told.now()));
      while (auto x = net.take_due())
        result.push_back(x->bytes);
    }
    return result;
  }

  chronicle told;
  network net{told, dice{1}};
  int lost = 0;
  std::set<fault> faults;
};

TEST_F(Network, DeliversLateAndWhole) {
  net.send(0, 1, "hello");
  EXPECT_FALSE(net.take_due());
  ASSERT_TRUE(net.next_event());
  EXPECT_GE(*net.next_event(), net.weather().delay_usual);
  EXPECT_LE(*net.next_event(), net.weather().delay_longest);
  EXPECT_EQ(arriving(), std::vector<std::string>{"hello"});
}

TEST_F(Network, LosesDoublesCutsAndDelays) {
  network_weather bad;
  bad.lost = always;
  net.set_weather(bad);
  net.send(0, 1, "a");
  EXPECT_TRUE(arriving().empty());
  bad.lost = 0;
  bad.doubled = always;
  net.set_weather(bad);
  net.send(0, 1, "b");
  EXPECT_EQ(arriving(), (std::vector<std::string>{"b", "b"}));
  bad.doubled = 0;
  bad.truncated = always;
  net.set_weather(bad);
  net.send(0, 1, "hello");
  const auto cut = arriving();
  ASSERT_EQ(cut.size(), 1U);
  EXPECT_EQ(std::string{"hello"}.compare(0, cut[0].size(), cut[0]), 0);
  for (auto kind :
       {fault::frame_lost, fault::frame_doubled, fault::frame_truncated})
    EXPECT_EQ(faults.count(kind), 1U) << to_string(kind);
}

TEST_F(Network, LetsFramesOvertakeOthers) {
  for (int i = 0; i < 50; ++i)
    net.send(0, 1, std::to_string(i));
  auto seen = arriving();
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_FALSE(std::is_sorted(seen.begin(), seen.end(), [](auto& x, auto& y) {
    return std::stoi(x) < std::stoi(y);
  }));
  EXPECT_EQ(faults.count(fault::frame_overtaken), 1U);
}

TEST_F(Network, BringsOldFramesAgain) {
  network_weather bad;
  bad.replayed = always;
  net.set_weather(bad);
  net.send(0, 1, "a");
  EXPECT_EQ(arriving(), (std::vector<std::string>{"a", "a"}));
}

TEST_F(Network, ClosesOneWayAlone) {
  net.close(0, 1);
  net.send(0, 1, "a");
  net.send(1, 0, "b");
  EXPECT_EQ(arriving(), std::vector<std::string>{"b"});
  EXPECT_EQ(lost, 1);
  net.open(0, 1);
  net.send(0, 1, "c");
  EXPECT_EQ(arriving(), std::vector<std::string>{"c"});
}

TEST_F(Network, PartsGroupsAndHeals) {
  net.part({{0, 1}, {2}});
  net.send(0, 1, "within");
  net.send(0, 2, "across");
  net.send(2, 1, "across");
  EXPECT_EQ(arriving(), std::vector<std::string>{"within"});
  net.open_all();
  net.send(2, 1, "healed");
  EXPECT_EQ(arriving(), std::vector<std::string>{"healed"});
}

TEST_F(Network, HoldsBackWhatIsClogged) {
  net.clog(0, 1, 5s);
  net.send(0, 1, "a");
  EXPECT_EQ(net.next_event(), true_time{5s});
  EXPECT_EQ(arriving(), std::vector<std::string>{"a"});
}

TEST_F(Network, LosesWhatIsInFlightWhenAConnectionBreaks) {
  for (int i = 0; i < 10; ++i) {
    net.send(0, 1, "to");
    net.send(1, 0, "back");
  }
  net.send(0, 2, "other");
  net.reset(0, 1);
  EXPECT_EQ(lost, 20);
  const auto seen = arriving();
  EXPECT_EQ(std::count(seen.begin(), seen.end(), "other"), 1);
  // One of them may arrive but for its end.
  EXPECT_LE(seen.size(), 2U);
}

TEST_F(Network, LosesWhatOverflowsAQueue) {
  network_weather narrow;
  narrow.queue_max = 3;
  net.set_weather(narrow);
  for (int i = 0; i < 5; ++i)
    net.send(0, 1, "x");
  EXPECT_EQ(lost, 2);
  EXPECT_EQ(arriving().size(), 3U);
  net.send(0, 1, "x");
  EXPECT_EQ(arriving().size(), 1U);
}

} // namespace
} // namespace leasehold::sim
