// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

class Calendar : public test::region_test {
protected:
  Calendar() {
    EXPECT_EQ(start().message, "");
  }

  result<resource_calendar> draw(const std::string& resource) {
    calendar_query query;
    query.resource = resource_name{resource};
    query.over = {node_services().clock->now(), forever};
    query.steps_max = 10;
    return question<result<resource_calendar>>(node_services().directory,
                                               read_calendar{query, {}})
        .value_or(failure{errc::timed_out, "no answer"});
  }

  static amounts rate(std::int64_t megabits) {
    return {unit::bit_per_second, megabits * 1'000'000};
  }
};

TEST_F(Calendar, ShowsLeasesThatAreBookedAhead) {
  auto now = node_services().clock->now();
  grant(wish("E2", "10Mbit/s", "60s"));
  auto later = wish("E2", "30Mbit/s", "30s");
  later.start = date(now + seconds{40});
  grant(later);
  auto x = draw("A/A-B");
  ASSERT_TRUE(x) << x.error().message;
  EXPECT_EQ(x->info.kind, kind_name{"nic"});
  EXPECT_EQ(x->info.gateway, gateway_name{"A"});
  EXPECT_EQ(x->info.free, rate(90));
  EXPECT_EQ(x->info.bookings, 2u);
  ASSERT_EQ(x->steps.size(), 4u);
  EXPECT_EQ(x->steps[0].taken, rate(10));
  EXPECT_EQ(x->steps[1].from, now + seconds{40});
  EXPECT_EQ(x->steps[1].taken, rate(40));
  EXPECT_EQ(x->steps[2].taken, rate(30));
  EXPECT_EQ(x->steps[3].from, now + seconds{70});
  EXPECT_TRUE(x->steps[3].taken.zero());
}

TEST_F(Calendar, SurvivesARestart) {
  grant(wish("E2", "10Mbit/s", "infinite"));
  restart();
  auto x = draw("A/A-B");
  ASSERT_TRUE(x);
  ASSERT_EQ(x->steps.size(), 1u);
  EXPECT_EQ(x->steps[0].taken, rate(10));
}

TEST_F(Calendar, OfWhatIsNotThereIsRefused) {
  auto x = draw("A/A-Z");
  ASSERT_FALSE(x);
  EXPECT_EQ(x.error().code, errc::unknown_name);
  EXPECT_EQ(x.error().message,
            "there is no resource \"A/A-Z\": `leasehold resource list` shows "
            "all");
}

} // namespace
} // namespace leasehold
