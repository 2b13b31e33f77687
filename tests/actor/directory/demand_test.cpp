// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

// The link A-B has 100 Mbit/s, A-C directly 40.
class Demand : public test::region_test {
protected:
  Demand() {
    EXPECT_EQ(start().message, "");
  }

  failure set(demand_threshold x) {
    auto answer = question<status>(node_services().directory,
                                   set_threshold{std::move(x), {}});
    if (!answer)
      return {errc::timed_out, "no answer"};
    return *answer ? failure{} : answer->error();
  }

  failure set(const std::string& resource, percent high, percent low) {
    return set({resource_name{resource}, high, low});
  }

  std::vector<resource_demand>
  read(std::optional<resource_name> resource = {}) {
    using list = std::vector<resource_demand>;
    auto answer = question<result<list>>(node_services().directory,
                                         read_demand{resource, {}});
    if (!answer || !*answer)
      return {};
    return **answer;
  }

  resource_demand of(const std::string& resource) {
    auto found = read(resource_name{resource});
    EXPECT_EQ(found.size(), 1u) << resource;
    return found.empty() ? resource_demand{} : found.front();
  }

  std::vector<lease_event> notices() {
    std::vector<lease_event> found;
    for (auto& event : events().events)
      if (event.reason == event_reason::demand)
        found.push_back(event);
    return found;
  }

  static amounts rate(std::int64_t megabits) {
    return {unit::bit_per_second, megabits * 1'000'000};
  }
};

// L29: operators hear of it while there is still room.
TEST_F(Demand, IsToldBeforeAnythingIsRefused) {
  ASSERT_EQ(set("A/A-B", 80, 60).message, "");
  grant(wish("E2", "50Mbit/s", "1h"));
  EXPECT_TRUE(notices().empty());
  grant(wish("E2", "35Mbit/s", "60s"));
  auto told = notices();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].kind, event_kind::demand_high);
  EXPECT_EQ(told[0].resource, resource_name{"A/A-B"});
  EXPECT_EQ(told[0].gateway, gateway_name{"A"});
  EXPECT_EQ(told[0].amount, rate(85));
  EXPECT_EQ(told[0].lease, lease_id{});
  grant(wish("E2", "15Mbit/s", "60s"));
  pass(seconds{61});
  told = notices();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[1].kind, event_kind::demand_normal);
}

TEST_F(Demand, IsToldToOperatorsAlone) {
  set("A/A-B", 10, 5);
  grant(wish("E2", "50Mbit/s", "1h"));
  ASSERT_EQ(notices().size(), 1u);
  for (auto& event : events({}, lessee("alice")).events)
    EXPECT_NE(event.reason, event_reason::demand);
}

TEST_F(Demand, CountsWhatIsGrantedAndRefused) {
  grant(wish("E2", "60Mbit/s", "1h"));
  refused(wish("E2", "80Mbit/s", "1h"));
  auto x = of("A/A-B");
  EXPECT_EQ(x.capacity, rate(100));
  EXPECT_EQ(x.taken, rate(60));
  ASSERT_FALSE(x.periods.empty());
  EXPECT_EQ(x.periods.back().grants, 1u);
  EXPECT_EQ(x.periods.back().granted, rate(60));
  EXPECT_EQ(x.periods.back().free, rate(40));
  std::uint64_t refusals = 0;
  for (auto& each : read())
    for (auto& period : each.periods)
      refusals += period.refusals;
  EXPECT_EQ(refusals, 1u) << "once, at the one that was short";
}

TEST_F(Demand, CountsNoDryRuns) {
  auto x = wish("E2", "80Mbit/s", "1h");
  grant(wish("E2", "60Mbit/s", "1h"));
  x.intent = request_intent::dry_run;
  refused(x);
  for (auto& each : read())
    for (auto& period : each.periods)
      EXPECT_EQ(period.refusals, 0u) << each.resource.str();
}

TEST_F(Demand, SeesWhatIsBookedWithinTheHour) {
  ASSERT_EQ(set("A/A-B", 80, 60).message, "");
  auto later = wish("E2", "90Mbit/s", "10m");
  later.start = date(now() + minutes{90});
  grant(later);
  EXPECT_TRUE(notices().empty());
  pass(minutes{29});
  EXPECT_TRUE(notices().empty());
  pass(minutes{2});
  ASSERT_EQ(notices().size(), 1u);
  EXPECT_EQ(notices()[0].kind, event_kind::demand_high);
}

TEST_F(Demand, OfAKindHoldsForAllThatHaveNoneOfTheirOwn) {
  ASSERT_EQ(set({kind_name{"nic"}, 20, 10}).message, "");
  ASSERT_EQ(set("B/B-C", 90, 80).message, "");
  EXPECT_EQ(of("A/A-B").high, 20u);
  EXPECT_EQ(of("B/B-C").high, 90u);
  EXPECT_EQ(of("E2/P1").high, 0u);
}

TEST_F(Demand, ThresholdsAreThereAfterARestartAndCountsAreNot) {
  ASSERT_EQ(set("A/A-B", 80, 60).message, "");
  ASSERT_EQ(set("B/B-C", 80, 60).message, "");
  grant(wish("E2", "90Mbit/s", "1h"));
  EXPECT_EQ(notices().size(), 2u);
  ASSERT_EQ(set("B/B-C", 0, 0).message, "");
  restart();
  EXPECT_EQ(of("A/A-B").high, 80u);
  EXPECT_EQ(of("B/B-C").high, 0u);
  EXPECT_EQ(of("A/A-B").taken, rate(90));
  EXPECT_EQ(notices().size(), 3u) << "a node that starts tells again";
}

TEST_F(Demand, ThresholdsOfWhatIsNotThereAreRefused) {
  EXPECT_EQ(set("A/A-Z", 80, 60).code, errc::unknown_name);
  EXPECT_EQ(set("A/A-B", 0, 0).code, errc::unknown_name);
  EXPECT_TRUE(read(resource_name{"A/A-Z"}).empty());
}

TEST_F(Demand, IsToldWithTheFullestFirst) {
  grant(wish("E2", "60Mbit/s", "1h"));
  auto all = read();
  ASSERT_GE(all.size(), 2u);
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_GE(all[i - 1].level, all[i].level);
  EXPECT_EQ(all.front().level, 60u);
}

} // namespace
} // namespace leasehold
