// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/node_fixture.hpp"

namespace leasehold {
namespace {

class Figure8 : public test::node_fixture {
protected:
  Figure8() {
    EXPECT_EQ(start().message, "");
  }
};

std::string route_of(const lease_outcome& outcome) {
  auto grant = std::get_if<lease_grant>(&outcome);
  if (grant == nullptr)
    return std::get<refusal>(outcome).message;
  std::string text;
  for (auto& hop : grant->lease.route.hops)
    text += (text.empty() ? "" : " ") + hop.gateway.str();
  return text;
}

// The document's example: two leases share GW4-GW5, the third is told why not.
TEST_F(Figure8, GrantsTwoLeasesAndRefusesTheThird) {
  auto alice = log_in("alice");
  ASSERT_TRUE(alice);
  auto all = alice->request({wish("EP51", "EP11", "10Mbit/s", "60s"),
                             wish("EP52", "EP21", "10Mbit/s", "60s"),
                             wish("EP53", "EP31", "10Mbit/s", "60s")});
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ(route_of((*all)[0]), "GW1 GW4 GW5");
  EXPECT_EQ(route_of((*all)[1]), "GW2 GW1 GW4 GW5");
  ASSERT_TRUE(std::holds_alternative<refusal>((*all)[2]));
  auto& no = std::get<refusal>((*all)[2]);
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.resource.str(), "GW4/GW4-GW5");
  EXPECT_EQ(no.gateway.str(), "GW4");
  EXPECT_TRUE(no.offer.earliest_start);
  auto report = alice->audit();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->leases, 2u);
  EXPECT_TRUE(report->findings.empty());
}

TEST_F(Figure8, KeepsItsLeasesWhenTheNodeStartsAgain) {
  auto granted =
      log_in("alice")->request({wish("EP51", "EP11", "10Mbit/s", "1h")});
  ASSERT_TRUE(granted);
  auto id = std::get<lease_grant>(granted->front()).lease.id;
  server.reset();
  ASSERT_EQ(start().message, "");
  auto leases = log_in("alice")->leases({});
  ASSERT_TRUE(leases);
  ASSERT_EQ(leases->size(), 1u);
  EXPECT_EQ(leases->front().id, id);
}

TEST_F(Figure8, TellsWhoWatches) {
  auto alice = log_in("alice");
  auto granted = alice->request({wish("EP51", "EP11", "10Mbit/s", "1h")});
  ASSERT_TRUE(granted);
  auto id = std::get<lease_grant>(granted->front()).lease.id;
  ASSERT_TRUE(alice->release({{id, {}, {}}}));
  std::vector<event_kind> seen;
  auto done = alice->watch(
      {},
      [&seen](const lease_event& event) {
        seen.push_back(event.kind);
        return event.kind == event_kind::ended ? watching::stop
                                               : watching::go_on;
      },
      std::chrono::seconds{20});
  EXPECT_TRUE(done);
  EXPECT_EQ(seen,
            (std::vector<event_kind>{event_kind::granted, event_kind::ended}));
}

TEST_F(Figure8, KeepsASecondNodeAwayFromItsFolder) {
  auto second = node_server::start(config);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, errc::conflict);
  EXPECT_NE(second.error().message.find(config.folder), std::string::npos);
}

TEST_F(Figure8, SaysThatItsAddressIsTaken) {
  auto other = config;
  other.folder += "2";
  other.door.listen.address = address();
  auto second = node_server::start(other);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().message.find("in use"), std::string::npos)
      << second.error().message;
}

} // namespace
} // namespace leasehold
