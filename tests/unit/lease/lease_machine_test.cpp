// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/lease_machine_fixture.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Machine : public test::lease_machine_fixture {};

// -- one thing at a time ------------------------------------------------------

TEST_F(Machine, GrantsRenewsAndReleases) {
  auto id = grant("10Mbit/s", "standard");
  auto renewed = renew(id, "21h");
  settle_down();
  ASSERT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  release(id);
  settle_down();
  EXPECT_EQ(machine_.book().leases(), 0u);
  expect_rest();
}

using scopes = std::vector<search_scope>;

// What a ROUTE keeps may have been taken meanwhile: that refuses nobody.
TEST_F(Machine, SearchesTheWholeRegionWhereHoldsOnKeptPathsAreRefused) {
  holds_to_refuse_ = 2;
  auto got = request("80Mbit/s", "standard");
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(got->at(0)));
  EXPECT_EQ(searches_.begin()->second,
            (scopes{search_scope::kept_paths, search_scope::whole_region}));
  expect_rest();
}

TEST_F(Machine, RefusesOnlyOnceTheWholeRegionWasSearched) {
  holds_to_refuse_ = 1000;
  auto got = request("80Mbit/s", "standard");
  settle_down();
  EXPECT_EQ(std::get<refusal>(got->at(0)).code, errc::insufficient_capacity);
  EXPECT_EQ(searches_.begin()->second,
            (scopes{search_scope::kept_paths, search_scope::whole_region}));
  expect_rest();
}

// R1: a second renewal under another number waits for none.
TEST_F(Machine, AnswersARepeatedRenewalOnceItIsDoneAndRefusesAnother) {
  auto id = grant("10Mbit/s", "standard");
  auto first = renew(id, "21h", 7);
  auto again = renew(id, "21h", 7);
  auto other = renew(id, "22h", 8);
  auto changed = renew(id, "22h", 7);
  EXPECT_EQ(std::get<refusal>(other->at(0)).code, errc::conflict);
  EXPECT_EQ(std::get<refusal>(changed->at(0)).code, errc::conflict);
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(first->at(0)));
  EXPECT_TRUE(std::holds_alternative<lease_grant>(again->at(0)));
  expect_rest();
}

// R1: civil time was corrected between the request and its grant.
TEST_F(Machine, KnowsARequestForADateAgainWhateverInstantThatIs) {
  lease_request x;
  x.request = request_id{7};
  x.target = resource_name{"E2"};
  x.source = endpoint_name{"E1"};
  x.amount = *parse_amounts("10Mbit/s");
  x.wanted = *parse_period("2h");
  x.start = clock().wall + minutes{10};
  auto ask = [&] {
    return pose(request_leases{alice(), {x}, {}}, &lease_machine::request);
  };
  auto first = ask();
  civil_zero_ += minutes{5};
  settle_down();
  auto again = ask();
  ASSERT_TRUE(std::holds_alternative<lease_grant>(first->at(0)));
  ASSERT_TRUE(std::holds_alternative<lease_grant>(again->at(0)));
  EXPECT_EQ(std::get<lease_grant>(again->at(0)).lease.id,
            std::get<lease_grant>(first->at(0)).lease.id);
  expect_rest();
}

TEST_F(Machine, RenewsOnceTheChainIsSpawnedAgain) {
  auto id = grant("10Mbit/s", "standard");
  kill_and_tell(id);
  auto renewed = renew(id, "21h");
  settle_down();
  ASSERT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  expect_rest();
}

TEST_F(Machine, SaysThatARenewalWasInterruptedWithItsChain) {
  auto id = grant("10Mbit/s", "standard");
  auto renewed = renew(id, "21h");
  kill(id);
  settle_down();
  EXPECT_EQ(std::get<refusal>(renewed->at(0)).code, errc::unknown_outcome);
  expect_rest();
}

TEST_F(Machine, RefusesASecondChangeWhileOneIsUnderWay) {
  auto id = grant("10Mbit/s", "standard");
  auto first = change(id, "20Mbit/s");
  auto second = change(id, "30Mbit/s");
  EXPECT_EQ(std::get<refusal>(second->at(0)).code, errc::conflict);
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(first->at(0)));
  EXPECT_EQ(to_string(look(id)->amount), "20Mbit/s");
  expect_rest();
}

TEST_F(Machine, GoesOnSearchingForAChangeThoughTheChainDies) {
  auto id = grant("10Mbit/s", "standard");
  auto changed = change(id, "20Mbit/s");
  ASSERT_EQ(channels_.count("planner"), 1u);
  kill_and_tell(id);
  deliver(channels_.find("log"));
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(changed->at(0)));
  expect_rest();
}

// R3: no lessee is told to try again only because its lease moves.
TEST_F(Machine, RenewsOnceItHasMoved) {
  auto id = grant("30Mbit/s", "standard");
  set_link("A-B", "10Mbit/s");
  ASSERT_NE(machine_.book().find(id)->doing<rerouting>(), nullptr);
  auto renewed = renew(id, "21h");
  settle_down();
  ASSERT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  EXPECT_EQ(std::get<lease_grant>(renewed->at(0)).lease.route.hops.size(), 2u);
  expect_rest();
}

// The renewal is under way first; then less is taken.
TEST_F(Machine, TakesLessOnceARenewalIsDone) {
  auto id = grant("80Mbit/s", "elastic", "5Mbit/s");
  auto renewed = renew(id, "21h");
  set_link("A-B", "10Mbit/s");
  set_link("A-C", "5Mbit/s");
  settle_down();
  ASSERT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  EXPECT_EQ(to_string(look(id)->amount), "10Mbit/s");
  expect_rest();
}

// What a chain says of older terms is not taken for these.
TEST_F(Machine, KeepsWhatIsOwedUntilTheRecordShowsIt) {
  auto id = grant("80Mbit/s", "elastic", "5Mbit/s");
  set_link("A-C", "5Mbit/s");
  set_link("A-B", "10Mbit/s");
  ASSERT_NE(machine_.book().find(id)->doing<yielding>(), nullptr);
  step([&](auto& machine) { machine.lease_yielded({id}); });
  EXPECT_TRUE(machine_.book().find(id)->work().change);
  kill(id);
  settle_down();
  EXPECT_EQ(to_string(look(id)->amount), "10Mbit/s");
  expect_rest();
}

// P1: what a lease owes while its chain is away is forgiven where the capacity
// is back before the chain is.
TEST_F(Machine, ForgivesWhatIsOwedForCapacityThatIsBack) {
  auto id = grant("80Mbit/s", "guaranteed");
  kill_and_tell(id);
  set_link("A-B", "10Mbit/s");
  ASSERT_TRUE(machine_.book().find(id)->work().end);
  set_link("A-B", "100Mbit/s");
  EXPECT_FALSE(machine_.book().find(id)->work().end);
  settle_down();
  ASSERT_NE(look(id), nullptr);
  EXPECT_EQ(to_string(look(id)->amount), "80Mbit/s");
  expect_rest();
}

TEST_F(Machine, KeepsAReleaseThatWasAskedForWhileCapacityComesBack) {
  auto id = grant("80Mbit/s", "guaranteed");
  kill_and_tell(id);
  release(id);
  set_link("A-B", "10Mbit/s");
  set_link("A-B", "100Mbit/s");
  settle_down();
  EXPECT_EQ(look(id), nullptr);
  expect_rest();
}

// C8
TEST_F(Machine, MovesOffALinkThatShrankWhicheverChainDies) {
  for (int steps = 0; steps < 40; ++steps) {
    SCOPED_TRACE(steps);
    auto id = grant("30Mbit/s", "standard");
    set_link("A-B", "10Mbit/s");
    for (int i = 0; i < steps; ++i)
      deliver_any();
    kill(id);
    settle_down();
    ASSERT_NE(look(id), nullptr);
    EXPECT_EQ(look(id)->route.hops.size(), 2u);
    expect_rest();
    release(id);
    set_link("A-B", "100Mbit/s");
    settle_down();
  }
}

// C8: it may shrink, but there is nothing to shrink to.
TEST_F(Machine, EndsALeaseOfWhoseTargetNothingIsLeft) {
  auto id = grant("30Mbit/s", "elastic", "5Mbit/s");
  set_nic("E2", "0bit/s");
  settle_down();
  EXPECT_EQ(look(id), nullptr);
  expect_rest();
}

TEST_F(Machine, RefusesNewLeasesOnAFullDiskAndGoesOnWithOthers) {
  auto id = grant("10Mbit/s", "standard");
  step([](auto& machine) { machine.disk_checked(disk_space::low); });
  auto refused = request("10Mbit/s", "standard");
  EXPECT_EQ(std::get<refusal>(refused->at(0)).code, errc::low_space);
  auto renewed = renew(id, "21h");
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  step([](auto& machine) { machine.disk_checked(disk_space::ample); });
  grant("10Mbit/s", "standard");
  expect_rest();
}

// -- everything at once -------------------------------------------------------

// Whatever comes in whatever order, at rest each caller has its answer, nothing
// is owed, and no link is over-booked (C1, C7, C8, L1).
/// Whether the lease could have all that it asked for where it is.
bool has_room(const lease_info& lease, const lease_book& book,
              const route_graph& graph) {
  auto more = lease.asked - lease.amount;
  for (auto& hop : lease.route.hops)
    for (auto& use : hop.uses) {
      auto free = graph.find_resource(use.resource)->capacity
          - book.taken(use.resource);
      if (!more.fits(free))
        return false;
    }
  return true;
}

TEST_F(Machine, ComesToRestAfterAnyOrderOfAnything) {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    dice_.seed(seed);
    std::vector<answers> requests;
    const char* levels[] = {"guaranteed", "standard", "elastic", "best-effort"};
    const char* rates[] = {"5Mbit/s", "20Mbit/s", "40Mbit/s", "100Mbit/s"};
    for (int i = 0; i < 60; ++i) {
      std::vector<lease_id> known;
      for (auto& [id, entry] : machine_.book().all())
        if (entry.record())
          known.push_back(id);
      auto any = [&] {
        return known.empty() ? lease_id{1}
                             : known[static_cast<std::size_t>(
                                 below(static_cast<int>(known.size())))];
      };
      switch (below(9)) {
      case 0:
      case 1: {
        // One request at a time: the gateways of this test refuse nothing.
        auto level = levels[below(4)];
        if (machine_.book().setups() == 0 && channels_.empty())
          requests.push_back(request(rates[below(3)], level, "5Mbit/s"));
        break;
      }
      case 2:
        renew(any(), below(2) == 0 ? "21h" : "10h");
        break;
      case 3:
        release(any());
        break;
      case 4:
        set_link(below(2) == 0 ? "A-B" : "B-C", rates[below(4)]);
        break;
      case 5:
        kill_any();
        break;
      case 6:
        pass(seconds{1});
        break;
      default:
        for (auto count = below(12); count > 0; --count)
          deliver_any();
      }
    }
    set_link("A-B", "100Mbit/s");
    set_link("B-C", "100Mbit/s");
    settle_down();
    expect_rest();
    for (auto& [id, entry] : machine_.book().all()) {
      auto& info = entry.record()->info;
      EXPECT_TRUE(info.amount == info.asked
                  || !has_room(info, machine_.book(), *region_->graph))
          << to_string(id) << " has not grown back";
    }
    std::vector<lease_id> left;
    for (auto& [id, entry] : machine_.book().all())
      left.push_back(id);
    for (auto id : left)
      release(id);
    settle_down();
    ASSERT_EQ(machine_.book().leases(), 0u);
    if (HasFailure())
      return;
  }
}

} // namespace
} // namespace leasehold
