// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "actors/lease/lease_view.hpp"
#include "tests/support/lease_machine_fixture.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Machine : public test::lease_machine_fixture {};

// -- one thing at a time ------------------------------------------------------

using kinds = std::vector<event_kind>;

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

// 7H: a NIC that has lost its cable gives out nothing, whatever the region
// says.
TEST_F(Machine, GivesWayWhereAResourceHasLessThanTheRegionKnows) {
  auto id = grant("30Mbit/s", "elastic", "5Mbit/s");
  const resource_name nic{"E2/nic"};
  auto gateway = region_->graph->find_resource(nic)->gateway;
  auto tell = [&](const amounts& left) {
    shortage what{nic, left, now_, {{gateway, look(id)->amount}}};
    step([&](auto& machine) { machine.ration(gateway, what); });
    settle_down();
  };
  tell(region_->graph->find_resource(nic)->capacity);
  ASSERT_NE(look(id), nullptr) << "that is known";
  EXPECT_EQ(kinds_of(id), kinds{event_kind::granted});
  tell({});
  EXPECT_EQ(look(id), nullptr);
  expect_rest();
}

// -- gateways that can't be reached ------------------------------------------

TEST_F(Machine, MovesOffALostGateway) {
  auto id = grant("30Mbit/s", "guaranteed");
  lose("B");
  settle_down();
  ASSERT_NE(look(id), nullptr);
  EXPECT_EQ(look(id)->route.hops.size(), 2u);
  EXPECT_EQ(look(id)->state, lease_state::active);
  EXPECT_EQ(kinds_of(id), (kinds{event_kind::granted, event_kind::moved}));
  EXPECT_EQ(told_[id].back().reason, event_reason::unreachable);
  EXPECT_EQ(told_[id].back().gateway, gateway_name{"B"});
  // What it had there is given back once B hears of it.
  find_again("B");
  settle_down();
  EXPECT_EQ(kinds_of(id), (kinds{event_kind::granted, event_kind::moved}));
  expect_rest();
}

// There is a way around for 60 Mbit/s.
TEST_F(Machine, SuspendsALeaseThatHasNoOtherWayUntilTheGatewayIsBack) {
  auto id = grant("80Mbit/s", "best-effort", "5Mbit/s");
  lose("B");
  settle_down();
  ASSERT_NE(look(id), nullptr);
  EXPECT_EQ(look(id)->state, lease_state::suspended);
  EXPECT_EQ(to_string(look(id)->amount), "80Mbit/s");
  EXPECT_EQ(told_[id].back().gateway, gateway_name{"B"});
  EXPECT_EQ(machine_.book().find(id)->root, root_condition::asleep);
  find_again("B");
  settle_down();
  EXPECT_EQ(look(id)->state, lease_state::active);
  EXPECT_EQ(kinds_of(id),
            (kinds{event_kind::granted, event_kind::suspended,
                   event_kind::restored}));
  EXPECT_EQ(told_[id].back().reason, event_reason::unreachable);
  expect_rest();
}

TEST_F(Machine, PromisesNothingOfASuspendedLeaseAndKeepsItsTerms) {
  auto id = grant("80Mbit/s", "standard");
  lose("B");
  settle_down();
  EXPECT_EQ(grant_of(machine_.context(), *machine_.book().record(id)).valid_for,
            duration::zero());
  auto renewed = renew(id, "21h");
  auto changed = change(id, "70Mbit/s");
  settle_down();
  for (auto& answer : {renewed->at(0), changed->at(0)}) {
    auto& no = std::get<refusal>(answer);
    EXPECT_EQ(no.code, errc::unavailable);
    EXPECT_EQ(no.message,
              "lease " + to_string(id)
                  + " is suspended: node of-B, which runs B, can't be reached; "
                    "it goes on when the node is back, or release it and "
                    "request another");
    EXPECT_GT(no.retry_after, duration::zero());
  }
  find_again("B");
  settle_down();
  renewed = renew(id, "21h");
  settle_down();
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renewed->at(0)));
  expect_rest();
}

TEST_F(Machine, EndsASuspendedLeaseThatIsReleased) {
  auto id = grant("80Mbit/s", "standard");
  lose("B");
  settle_down();
  release(id);
  settle_down();
  EXPECT_EQ(look(id), nullptr);
  find_again("B");
  settle_down();
  EXPECT_EQ(machine_.book().leases(), 0u);
  expect_rest();
}

// Room on the other way comes when another lease ends.
TEST_F(Machine, MovesASuspendedLeaseOnceThereIsRoomElsewhere) {
  auto in_the_way = grant("50Mbit/s", "guaranteed");
  lose("B");
  settle_down();
  ASSERT_EQ(look(in_the_way)->route.hops.size(), 2u);
  find_again("B");
  settle_down();
  auto id = grant("40Mbit/s", "guaranteed");
  ASSERT_EQ(look(id)->route.hops.size(), 3u);
  lose("B");
  settle_down();
  ASSERT_EQ(look(id)->state, lease_state::suspended);
  release(in_the_way);
  settle_down();
  settle_down();
  EXPECT_EQ(look(id)->state, lease_state::active);
  EXPECT_EQ(look(id)->route.hops.size(), 2u);
  EXPECT_EQ(told_[id].back().kind, event_kind::moved);
}

// P1: B may be back soon.
TEST_F(Machine, TakesNothingFromOthersForLeasesThatLoseTheirGateway) {
  lose("B");
  auto weak = grant("30Mbit/s", "best-effort", "5Mbit/s");
  ASSERT_EQ(look(weak)->route.hops.size(), 2u);
  find_again("B");
  // There is room for each of them on the other way, and not for both.
  auto one = grant("20Mbit/s", "guaranteed");
  auto two = grant("20Mbit/s", "guaranteed");
  ASSERT_EQ(look(one)->route.hops.size(), 3u);
  ASSERT_EQ(look(two)->route.hops.size(), 3u);
  lose("B");
  settle_down();
  EXPECT_NE(look(one)->state, look(two)->state);
  EXPECT_EQ(kinds_of(weak), kinds{event_kind::granted});
}

TEST_F(Machine, SuspendsWhicheverChainDies) {
  for (int steps = 0; steps < 20; ++steps) {
    SCOPED_TRACE(steps);
    auto id = grant("80Mbit/s", "standard");
    lose("B");
    for (int i = 0; i < steps; ++i)
      deliver_any();
    kill(id);
    settle_down();
    ASSERT_EQ(look(id)->state, lease_state::suspended);
    find_again("B");
    for (int i = 0; i < steps; ++i)
      deliver_any();
    kill(id);
    settle_down();
    EXPECT_EQ(look(id)->state, lease_state::active);
    EXPECT_EQ(kinds_of(id),
              (kinds{event_kind::granted, event_kind::suspended,
                     event_kind::restored}));
    expect_rest();
    release(id);
    settle_down();
  }
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

class AnyOrder : public Machine {
protected:
  lease_id any_lease() {
    std::vector<lease_id> known;
    for (auto& [id, entry] : machine_.book().all())
      if (entry.record())
        known.push_back(id);
    return known.empty() ? lease_id{1}
                         : known[static_cast<std::size_t>(
                             below(static_cast<int>(known.size())))];
  }

  void do_anything() {
    const char* levels[] = {"guaranteed", "standard", "elastic", "best-effort"};
    const char* rates[] = {"5Mbit/s", "20Mbit/s", "40Mbit/s", "100Mbit/s"};
    switch (below(10)) {
    case 0:
    case 1:
      request(rates[below(3)], levels[below(4)], "5Mbit/s");
      break;
    case 2:
      renew(any_lease(), below(2) == 0 ? "21h" : "10h");
      break;
    case 3:
      release(any_lease());
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
    case 7:
      if (below(2) == 0)
        lose("B");
      else
        find_again("B");
      break;
    default:
      for (auto count = below(12); count > 0; --count)
        deliver_any();
    }
  }
};

// Whatever comes in whatever order, at rest each caller has its answer, nothing
// is owed, and no link is over-booked (C1, C7, C8, L1).
TEST_F(AnyOrder, ComesToRest) {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    dice_.seed(seed);
    for (int i = 0; i < 60; ++i)
      do_anything();
    set_link("A-B", "100Mbit/s");
    set_link("B-C", "100Mbit/s");
    find_again("B");
    settle_down();
    expect_rest();
    for (auto& [id, entry] : machine_.book().all()) {
      auto& info = entry.record()->info;
      EXPECT_NE(info.state, lease_state::suspended) << to_string(id);
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
