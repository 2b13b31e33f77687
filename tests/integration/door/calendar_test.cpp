// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "messages/bounds.hpp"
#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

class CalendarCall : public test::door_test {
protected:
  CalendarCall() {
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }

  auto ask(const std::string& resource, std::int64_t start, std::int64_t end) {
    auto call = alice.session.readCalendarRequest();
    call.setResource(resource);
    call.setStartInMs(start);
    call.setEndInMs(end);
    return wait(call.send());
  }

  caller alice;
};

TEST_F(CalendarCall, TellsWhatIsTakenOverTime) {
  grant(alice, "1h");
  auto answer = ask("EP51/nic", 0, std::numeric_limits<std::int64_t>::max());
  ASSERT_TRUE(answer.isCalendar()) << answer.getFailure().getMessage().cStr();
  auto steps = answer.getCalendar().getSteps();
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].getTaken().getBitPerSecond(), 1'000'000);
  EXPECT_EQ(steps[1].getTaken().getBitPerSecond(), 0);
  EXPECT_NEAR(static_cast<double>(steps[1].getFromInMs()), 3'600'000, 60'000);
}

TEST_F(CalendarCall, IsToldToPrograms) {
  auto session = log_in("bob");
  ASSERT_TRUE(session);
  grant(alice, "1h");
  calendar_query query;
  query.resource = resource_name{"EP51/nic"};
  query.over.start = session->clock().now;
  query.steps_max = bounds::calendar_steps;
  auto x = session->calendar(query);
  ASSERT_TRUE(x) << x.error().message;
  EXPECT_EQ(x->steps.size(), 2u);
  EXPECT_EQ(x->info.bookings, 1u);
}

TEST_F(CalendarCall, RefusesWhatMakesNoSense) {
  EXPECT_EQ(code_of(ask("EP51/nic", 60'000, 60'000)), errc::invalid_request);
  EXPECT_EQ(code_of(ask("EP51/nic", -1, -2)), errc::invalid_request);
  EXPECT_EQ(code_of(ask("EP99/nic", 0, 60'000)), errc::unknown_name);
  EXPECT_EQ(code_of(ask("", 0, 60'000)), errc::invalid_request);
}

} // namespace
} // namespace leasehold
