// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/journal_sum.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using kind = event_kind;
using strings = std::vector<std::string>;

// Leases from E1 to E2 go over B, or directly, where they have room.
class Change : public test::region_test {
protected:
  Change() {
    EXPECT_EQ(start().message, "");
  }

  ~Change() override {
    if (running) {
      EXPECT_EQ(audit(), strings{});
    }
  }

  static lease_request over_b(const std::string& rate,
                              const std::string& time = "60s") {
    auto x = wish("E2", rate, time);
    x.constraints.include = {"B"};
    return x;
  }

  static change_request avoiding(lease_id lease, const std::string& name) {
    change_request x;
    x.lease = lease;
    x.constraints = route_constraints{{}, {name}};
    return x;
  }

  static change_request amounting(lease_id lease, const std::string& amount) {
    change_request x;
    x.lease = lease;
    x.amount = *parse_amounts(amount);
    return x;
  }

  lease_outcome change(const change_request& x,
                       const principal& who = lessee("alice")) {
    auto answer = question<std::vector<lease_outcome>>(
        node_services().leases, change_leases{who, {x}, {}});
    if (!answer)
      return refusal{errc::timed_out, "no answer", {}, {}, {}, {}, {}};
    return std::move(answer->front());
  }

  lease_info changed(const change_request& x,
                     const principal& who = lessee("alice")) {
    auto outcome = change(x, who);
    if (auto no = std::get_if<refusal>(&outcome)) {
      ADD_FAILURE() << to_string(no->code) << ": " << no->message;
      return {};
    }
    return std::get<lease_grant>(outcome).lease;
  }

  refusal unchanged(const change_request& x,
                    const principal& who = lessee("alice")) {
    auto outcome = change(x, who);
    EXPECT_TRUE(std::holds_alternative<refusal>(outcome));
    return std::holds_alternative<refusal>(outcome) ? std::get<refusal>(outcome)
                                                    : refusal{};
  }

  lease_info look(lease_id id) {
    lease_filter filter;
    filter.lease = id;
    auto found = leases(admin(), filter);
    return found.empty() ? lease_info{} : found.front();
  }

  lease_event last_event(lease_id id) {
    event_query query;
    query.lease = id;
    return events(query).events.back();
  }

  static strings gateways(const route& x) {
    strings result;
    for (auto& hop : x.hops)
      result.push_back(hop.gateway.str());
    return result;
  }
};

const strings direct{"A", "C"};
const strings by_b{"A", "B", "C"};

// X9, H3
TEST_F(Change, MovesALeaseToAnotherRoute) {
  auto id = grant(over_b("30Mbit/s")).lease.id;
  auto moved = changed(avoiding(id, "B"));
  EXPECT_EQ(gateways(moved.route), direct);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  EXPECT_EQ(free("A/A-C"), *parse_amounts("10Mbit/s"));
  EXPECT_EQ(free("E2/nic"), *parse_amounts("970Mbit/s"));
  auto told = last_event(id);
  EXPECT_EQ(told.kind, kind::moved);
  EXPECT_EQ(told.reason, event_reason::requested);
  EXPECT_EQ(gateways(told.moved_from), by_b);
  EXPECT_EQ(gateways(told.moved_to), direct);
  EXPECT_EQ(hops().second, 2u);
}

// H3: what both routes need is charged once, also where nothing is left.
TEST_F(Change, MovesThoughWhatBothRoutesShareIsFull) {
  auto id = grant(over_b("40Mbit/s")).lease.id;
  auto rest = grant(wish("E2", "60Mbit/s", "60s"), lessee("bob")).lease;
  ASSERT_EQ(gateways(rest.route), by_b);
  auto shrunk = question<status>(
      node_services().directory,
      set_capacity{resource_name{"E2/nic"}, *parse_amounts("100Mbit/s"), {}});
  ASSERT_TRUE(shrunk && *shrunk);
  ASSERT_EQ(free("E2/nic"), amounts{});
  EXPECT_EQ(gateways(changed(avoiding(id, "B")).route), direct);
  EXPECT_EQ(free("E2/nic"), amounts{});
  EXPECT_EQ(free("A/A-C"), amounts{});
}

TEST_F(Change, StaysOnItsRouteWhereTheOtherHasNoRoom) {
  auto id = grant(over_b("50Mbit/s")).lease.id;
  EXPECT_EQ(unchanged(avoiding(id, "B")).code, errc::above_capacity);
  auto other = over_b("30Mbit/s");
  other.constraints.include = {"A-C"};
  grant(other, lessee("bob"));
  auto small = grant(over_b("20Mbit/s")).lease.id;
  EXPECT_EQ(unchanged(avoiding(small, "B")).code, errc::insufficient_capacity);
  EXPECT_EQ(story(small), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(gateways(look(small).route), by_b);
}

TEST_F(Change, KeepsToItsNewConstraints) {
  auto id = grant(over_b("10Mbit/s")).lease.id;
  changed(avoiding(id, "B"));
  EXPECT_EQ(gateways(changed(amounting(id, "20Mbit/s")).route), direct);
  EXPECT_EQ(unchanged(amounting(id, "50Mbit/s")).code, errc::above_capacity);
}

// X11, near capacity too: more takes only what is more.
TEST_F(Change, TakesMoreInPlace) {
  auto id = grant(over_b("60Mbit/s")).lease.id;
  auto info = changed(amounting(id, "100Mbit/s"));
  EXPECT_EQ(info.amount, *parse_amounts("100Mbit/s"));
  EXPECT_EQ(info.state, lease_state::active);
  EXPECT_EQ(free("B/A-B"), amounts{});
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted, kind::changed}));
  EXPECT_EQ(unchanged(amounting(id, "101Mbit/s")).code, errc::above_capacity);
}

TEST_F(Change, TakesLessInPlaceThoughACapacityIsGone) {
  auto id = grant(over_b("60Mbit/s")).lease.id;
  EXPECT_EQ(changed(amounting(id, "20Mbit/s")).amount,
            *parse_amounts("20Mbit/s"));
  EXPECT_EQ(free("B/A-B"), *parse_amounts("80Mbit/s"));
}

TEST_F(Change, ChangesAmountAndEndAtOnceOrNeither) {
  auto id = grant(over_b("60Mbit/s")).lease.id;
  auto later = over_b("50Mbit/s", "60s");
  later.start = date(now() + seconds{60});
  grant(later, lessee("bob"));
  auto x = amounting(id, "70Mbit/s");
  x.wanted = *parse_period("90s");
  EXPECT_EQ(unchanged(x).code, errc::insufficient_capacity);
  EXPECT_EQ(look(id).amount, *parse_amounts("60Mbit/s"));
  x.amount = *parse_amounts("50Mbit/s");
  auto info = changed(x);
  EXPECT_EQ(info.amount, *parse_amounts("50Mbit/s"));
  EXPECT_EQ(info.term.end - info.term.start, seconds{90});
}

TEST_F(Change, RefusesWhatIsNoChangeOfThisLease) {
  auto request = over_b("60Mbit/s");
  request.minimum = *parse_amounts("20Mbit/s");
  auto id = grant(request).lease.id;
  change_request nothing;
  nothing.lease = id;
  EXPECT_EQ(unchanged(nothing).code, errc::invalid_request);
  EXPECT_EQ(unchanged(amounting(id, "10Mbit/s")).code, errc::invalid_request);
  EXPECT_EQ(unchanged(amounting(id, "1count")).code, errc::invalid_request);
  EXPECT_EQ(unchanged(amounting(id, "0")).code, errc::invalid_request);
  EXPECT_EQ(unchanged(avoiding(id, "Z")).code, errc::unknown_name);
  EXPECT_EQ(unchanged(avoiding(id, "B"), lessee("bob")).code,
            errc::unknown_lease);
  release(id);
  EXPECT_EQ(unchanged(avoiding(id, "B")).code, errc::lease_over);
}

// R1: the request is known again though the lease has other terms.
TEST_F(Change, KnowsItsRequestAgain) {
  auto request = over_b("60Mbit/s");
  request.request = request_id{7};
  auto id = grant(request).lease.id;
  changed(amounting(id, "20Mbit/s"));
  EXPECT_EQ(grant(request).lease.id, id);
}

// R3: a renewal that comes meanwhile is not lost.
TEST_F(Change, RenewsALeaseThatIsMoving) {
  auto id = grant(over_b("30Mbit/s")).lease.id;
  pose<std::vector<lease_outcome>>(
      node_services().leases,
      change_leases{lessee("alice"), {avoiding(id, "B")}, {}});
  for (int i = 0; i < 12 && step(); ++i) {
  }
  auto outcome = renew(id, "90s");
  EXPECT_TRUE(std::holds_alternative<lease_grant>(outcome));
  EXPECT_EQ(gateways(look(id).route), direct);
}

// D1, C5, H3: killed anywhere in the middle it has one route or the other,
// and nothing of the one that it has not.
TEST_F(Change, HasOneRouteWhereverItIsKilled) {
  std::map<strings, int> ends;
  for (int steps = 0; steps < 90; ++steps) {
    auto id = grant(over_b("40Mbit/s")).lease.id;
    pose<std::vector<lease_outcome>>(
        node_services().leases,
        change_leases{lessee("alice"), {avoiding(id, "B")}, {}});
    for (int i = 0; i < steps && step(); ++i) {
    }
    restart();
    pass(seconds{12});
    EXPECT_EQ(audit(), strings{}) << steps;
    auto way = gateways(look(id).route);
    ++ends[way];
    EXPECT_EQ(hops(), (std::pair<std::uint64_t, std::uint64_t>{0, way.size()}))
        << steps;
    EXPECT_EQ(last_event(id).kind, way == direct ? kind::moved : kind::granted)
        << steps;
    release(id);
    EXPECT_EQ(hops().second, 0u) << steps;
  }
  EXPECT_GT(ends[direct], 5);
  EXPECT_GT(ends[by_b], 5);
  test::journal_sum sum{{{resource_name{"A/A-B"}, *parse_amounts("100Mbit/s")},
                         {resource_name{"B/A-B"}, *parse_amounts("100Mbit/s")},
                         {resource_name{"B/B-C"}, *parse_amounts("100Mbit/s")},
                         {resource_name{"C/B-C"}, *parse_amounts("100Mbit/s")},
                         {resource_name{"A/A-C"}, *parse_amounts("40Mbit/s")},
                         {resource_name{"C/A-C"}, *parse_amounts("40Mbit/s")},
                         {resource_name{"E1/nic"}, *parse_amounts("1Gbit/s")},
                         {resource_name{"E2/nic"}, *parse_amounts("1Gbit/s")}}};
  EXPECT_EQ(sum.check(*journal), strings{});
}

} // namespace
} // namespace leasehold
