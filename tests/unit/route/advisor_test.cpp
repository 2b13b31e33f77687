// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/advisor.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "actors/resource/calendar.hpp"
#include "actors/route/offer_text.hpp"
#include "actors/route/refusals.hpp"

// Offers from random bookings, against calendars asked instant by instant.
namespace leasehold {
namespace {

constexpr int latest = 60;

/// With a budget that is never spent, and made a second before anything can
/// begin: so each start is as it is asked for.
counter_offer offer_of(const route_graph& graph, const route_wish& wish,
                       const free_view& free) {
  plan_budget budget;
  auto offer = make_offer(graph, wish, free, instant{}, budget);
  EXPECT_FALSE(budget.spent);
  return offer;
}

int any(int from, int to) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(from, to + 1));
}

instant at(int x) {
  return instant{duration{1000 + x}};
}

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

/// Two gateways, two links between them, two printers.
topology region() {
  topology result;
  result.region = region_name{"two"};
  for (auto name : {"A", "B"}) {
    gateway_spec gateway;
    gateway.name = gateway_name{name};
    result.gateways.push_back(gateway);
    endpoint_spec endpoint;
    endpoint.name = endpoint_name{std::string{"E"} + name};
    endpoint.gateway = gateway.name;
    endpoint.bandwidth = 20;
    result.endpoints.push_back(endpoint);
  }
  for (auto name : {"first", "second"}) {
    link_spec link;
    link.name = link_name{name};
    link.a = gateway_name{"A"};
    link.b = gateway_name{"B"};
    link.bandwidth_a = link.bandwidth_b = 10;
    link.cost = 1;
    result.links.push_back(link);
    resource_spec printer;
    printer.name = resource_name{std::string{"EB/"} + name};
    printer.kind = kind_name{"printer"};
    printer.endpoint = endpoint_name{"EB"};
    printer.groups = {group_name{"printers"}};
    printer.capacity = {unit::count, 2};
    result.resources.push_back(printer);
  }
  return result;
}

/// A wish in a region of which nothing is booked.
struct setting {
  setting() {
    for (auto& x : graph.resources())
      calendars.emplace(x.name, calendar{x.capacity});
    wish.query.source = endpoint_name{"EA"};
    wish.query.target = resource_name{"EB/nic"};
    wish.query.amount = rate(10);
    wish.term = {at(0), at(10)};
  }

  free_view view() const {
    free_view result;
    for (auto& [name, booked] : calendars) {
      resource_view view;
      view.resource = name;
      view.capacity = booked.capacity();
      view.free = booked.free_over(wish.term);
      view.steps = booked.steps(wish.term.start, free_steps_max);
      result.add({view});
    }
    return result;
  }

  bool fits(const route_query& query, const window& over) const {
    auto exact = [this, over](const resource_name& name) {
      return calendars.at(name).free_over(over);
    };
    return std::holds_alternative<route_search>(
        find_routes(graph, query, exact, 1));
  }
  bool fits(const window& over) const {
    return fits(wish.query, over);
  }

  route_graph graph{region()};
  std::map<resource_name, calendar> calendars;
  route_wish wish;
};

/// Any wish, and anything booked.
class puzzle : public setting {
public:
  puzzle() {
    for (auto& [name, booked] : calendars)
      for (int i = any(0, 4); i > 0; --i)
        book(name, booked);
    wish.query.target = resource_name{any(0, 1) == 0 ? "EB/nic" : "EB/first"};
    wish.query.amount = rate(any(1, 12));
    if (wish.query.target.str() == "EB/first")
      wish.query.amount.set(unit::count, any(1, 3));
    auto start = any(0, 20);
    wish.term = {at(start), at(start + any(1, 20))};
  }

private:
  static void book(const resource_name& name, calendar& booked) {
    auto from = any(0, 40);
    auto counts = name.str() == "EB/first" || name.str() == "EB/second";
    booked.book({at(from), at(from + any(1, 15))},
                counts ? amounts{unit::count, 1} : rate(any(1, 6)));
  }
};

RC_GTEST_PROP(Advisor, OffersTheLongestPeriodThatFits, ()) {
  puzzle x;
  if (x.fits(x.wish.term))
    RC_DISCARD("it fits");
  auto start = x.wish.term.start;
  std::optional<duration> expected;
  for (auto end = start + duration{1}; end < x.wish.term.end;
       end += duration{1})
    if (x.fits({start, end}))
      expected = end - start;
  auto offer = offer_of(x.graph, x.wish, x.view());
  RC_TAG(expected.has_value());
  RC_ASSERT(offer.longest_period == expected);
}

RC_GTEST_PROP(Advisor, OffersTheEarliestStartThatFits, ()) {
  puzzle x;
  if (x.fits(x.wish.term))
    RC_DISCARD("it fits");
  auto length = x.wish.term.end - x.wish.term.start;
  std::optional<instant> expected;
  for (auto from = x.wish.term.start; from <= at(latest) && !expected;
       from += duration{1})
    if (x.fits({from, from + length}))
      expected = from;
  auto offer = offer_of(x.graph, x.wish, x.view());
  RC_TAG(expected.has_value());
  RC_ASSERT(offer.earliest_start == expected);
}

RC_GTEST_PROP(Advisor, OffersTheLargestAmountThatFits, ()) {
  puzzle x;
  x.wish.query.target = resource_name{"EB/nic"};
  x.wish.query.amount = rate(any(1, 15));
  std::optional<amounts> expected;
  auto query = x.wish.query;
  for (int bits = 1; rate(bits).fits(x.wish.query.amount); ++bits) {
    query.amount = rate(bits);
    if (x.fits(query, x.wish.term))
      expected = query.amount;
  }
  auto offer = offer_of(x.graph, x.wish, x.view());
  RC_TAG(expected.has_value());
  RC_ASSERT(offer.largest_amount == expected);
}

RC_GTEST_PROP(Advisor, OffersTheOthersOfTheGroupThatFit, ()) {
  puzzle x;
  x.wish.query.target = resource_name{"EB/first"};
  x.wish.query.amount.set(unit::count, any(1, 3));
  auto query = x.wish.query;
  query.target = resource_name{"EB/second"};
  std::vector<resource_name> expected;
  if (x.fits(query, x.wish.term))
    expected.push_back(query.target);
  auto offer = offer_of(x.graph, x.wish, x.view());
  RC_ASSERT(offer.alternatives == expected);
}

RC_GTEST_PROP(Advisor, NamesTheFirstShortage, ()) {
  puzzle x;
  const auto name = resource_name{"A/first"};
  auto& booked = x.calendars.at(name);
  auto amount = rate(any(1, 12));
  std::optional<window> expected;
  for (auto now = x.wish.term.start; now < x.wish.term.end;
       now += duration{1}) {
    auto next = now + duration{1};
    if (booked.fits({now, next}, amount)) {
      if (expected)
        break;
    } else {
      expected = window{expected ? expected->start : now, next};
    }
  }
  auto view = x.view();
  auto found = shortage(*view.find(name), x.wish.term, amount);
  RC_ASSERT(found.has_value() == expected.has_value());
  RC_ASSERT(!found || *found == *expected);
}

// C8: what shrank below what is booked is as good as nothing, not less.
TEST(Advisor, OffersNothingOfWhatIsOverbooked) {
  route_graph graph{region()};
  free_view free;
  for (auto& x : graph.resources()) {
    resource_view view;
    view.resource = x.name;
    view.capacity = x.capacity;
    view.free = x.name.str() == "EB/nic" ? rate(-5) : x.capacity;
    view.steps = {{at(0), view.free}};
    free.add({view});
  }
  route_wish wish;
  wish.query.source = endpoint_name{"EA"};
  wish.query.target = resource_name{"EB/nic"};
  wish.query.amount = rate(3);
  wish.term = {at(0), at(10)};
  auto offer = offer_of(graph, wish, free);
  EXPECT_FALSE(offer.largest_amount);
  EXPECT_FALSE(offer.longest_period);
  EXPECT_FALSE(offer.earliest_start);
}

/// What is offered where only the last of `count` printers is free.
counter_offer offer_of_last(std::size_t count) {
  auto specs = region();
  auto printer = specs.resources.front();
  specs.resources.clear();
  free_view free;
  for (std::size_t i = 0; i < count; ++i) {
    printer.name = resource_name{"EB/" + std::to_string(100'000 + i)};
    specs.resources.push_back(printer);
  }
  const route_graph graph{specs};
  for (auto& x : graph.resources()) {
    auto full = x.kind == printer.kind && x.name != printer.name;
    auto left = full ? amounts{} : x.capacity;
    resource_view view;
    view.resource = x.name;
    view.capacity = x.capacity;
    view.free = left;
    view.steps = {{at(0), left}};
    free.add({view});
  }
  route_wish wish;
  wish.query.source = endpoint_name{"EA"};
  wish.query.target = specs.resources.front().name;
  wish.query.amount = {unit::count, 1};
  wish.term = {at(0), at(10)};
  return offer_of(graph, wish, free);
}

// L2: a group of any size costs others no more than that.
TEST(Advisor, LooksAtABoundedPartOfALargeGroup) {
  EXPECT_EQ(offer_of_last(others_max).alternatives.size(), 1u);
  EXPECT_TRUE(offer_of_last(others_max + 1).alternatives.empty());
}

TEST(Advisor, SaysOfWhatIsInErrorWhyAndNotThatItIsShort) {
  setting x;
  auto view = x.view();
  auto broken = *view.find(resource_name{"A/first"});
  broken.trouble = "there is no network interface to-B";
  view.add({broken});
  route_failure why;
  why.code = errc::insufficient_capacity;
  why.message = "A/first has 0 free; ask for less";
  why.resource = resource_name{"A/first"};
  why.gateway = gateway_name{"A"};
  region_map in;
  in.graph = std::make_shared<route_graph>(x.graph);
  const refused_wish in_vain{in, x.wish, view, {}, {}};
  plan_budget budget;
  EXPECT_EQ(refuse(in_vain, why, budget).message,
            "A/first at A is in error: there is no network interface to-B; ask "
            "for another target, or again when it serves");
}

TEST(Advisor, SaysInAMessageWhatToAskForInstead) {
  setting x;
  for (auto name : {"A/first", "A/second"})
    x.calendars.at(resource_name{name}).book({at(4), at(8)}, rate(7));
  route_failure why;
  why.code = errc::insufficient_capacity;
  why.message = "A/first is short; ask for less";
  why.resource = resource_name{"A/first"};
  region_map in;
  in.graph = std::make_shared<route_graph>(x.graph);
  const auto view = x.view();
  const refused_wish in_vain{in, x.wish, view, {}, {}};
  const time_base clock{at(0), wall_time{std::chrono::hours{24}}};
  plan_budget budget;
  auto no = refuse(in_vain, why, budget);
  EXPECT_EQ(no.message, "A/first is short; ask for less");
  EXPECT_EQ(no.short_of, (window{at(4), at(8)}));
  name_offer(no, clock);
  EXPECT_EQ(no.message,
            "A/first is short; ask for at most 3bit/s, or at most 4ms, or a "
            "start at 1970-01-02T00:00:00.008Z");
  why.code = errc::no_route;
  no = refuse(in_vain, why, budget);
  name_offer(no, clock);
  EXPECT_EQ(no.message, "A/first is short; ask for less");
  EXPECT_FALSE(no.offer.largest_amount);
}

/// A wish that begins when it is asked for, with the asked amount free until
/// and from some moments on.
setting beginning_now(int from, int to) {
  setting x;
  x.wish.term = {at(0), at(10'000)};
  for (auto name : {"A/first", "A/second"})
    x.calendars.at(resource_name{name}).book({at(from), at(to)}, rate(7));
  return x;
}

counter_offer offer_now(const setting& x) {
  plan_budget budget;
  return make_offer(x.graph, x.wish, x.view(), at(0), budget);
}

// L6: until it is asked for, time passes, and a term that begins then ends
// later than one that had begun before.
TEST(Advisor, OffersWhatStillFitsASecondLater) {
  EXPECT_EQ(offer_now(beginning_now(5000, 6000)).longest_period,
            duration{4000});
  EXPECT_FALSE(offer_now(beginning_now(900, 6000)).longest_period);
  // Free again before it can be asked for: the start may be missed.
  EXPECT_EQ(offer_now(beginning_now(0, 500)).earliest_start, at(500));
  auto x = beginning_now(0, 500);
  for (auto name : {"A/first", "A/second"})
    x.calendars.at(resource_name{name}).book({at(10'700), at(20'000)}, rate(7));
  EXPECT_EQ(offer_now(x).earliest_start, at(20'000));
  EXPECT_EQ(offer_now(x).largest_amount, rate(3));
  for (auto name : {"A/first", "A/second"})
    x.calendars.at(resource_name{name}).book({at(10'800), at(10'900)}, rate(2));
  EXPECT_EQ(offer_now(x).largest_amount, rate(1));
}

// What a lease has is its own, while it has it.
TEST(Advisor, CountsWhatALeaseHasUntilItEnds) {
  auto x = beginning_now(0, 20'000);
  auto offer_to = [&x](holding::way goes) {
    x.wish.own = holding{{{resource_name{"A/first"}, rate(7)},
                          {resource_name{"B/first"}, rate(7)}},
                         {at(0), at(4000)},
                         goes};
    auto view = x.view();
    view.lend(x.wish.own->uses, x.wish.own->over);
    plan_budget budget;
    return make_offer(x.graph, x.wish, view, at(0), budget);
  };
  x.wish.query.amount = rate(8);
  auto offer = offer_to(holding::way::any);
  EXPECT_EQ(offer.longest_period, duration{3000});
  EXPECT_EQ(offer.largest_amount, rate(3));
  EXPECT_FALSE(offer.earliest_start) << "it has begun";
  offer = offer_to(holding::way::same);
  EXPECT_EQ(offer.longest_period, duration{3000});
  EXPECT_FALSE(offer.largest_amount) << "only its end is to change";
}

/// What a route may cost at most, in the smallest region that has everything.
setting crowded() {
  setting x;
  for (auto& [name, booked] : x.calendars)
    for (int i = 0; i < 200; ++i)
      booked.book({at(2 * i), at(2 * i + 1)}, booked.capacity());
  return x;
}

// L2: nobody waits for an offer longer than its plan's budget.
TEST(Advisor, OffersWhatItFoundWhenItsBudgetIsSpent) {
  auto x = crowded();
  x.wish.term = {at(0), at(5000)};
  plan_budget budget;
  budget.steps_left = 1;
  auto offer = make_offer(x.graph, x.wish, x.view(), instant{}, budget);
  EXPECT_TRUE(budget.spent);
  EXPECT_FALSE(offer.earliest_start);
}

TEST(Advisor, LooksAtTheTimeOfItsPlan) {
  auto x = crowded();
  x.wish.term = {at(0), at(5000)};
  plan_budget budget;
  auto looks = 0;
  budget.overdue = [&looks] {
    return ++looks > 0;
  };
  budget.steps_left = 5000;
  make_offer(x.graph, x.wish, x.view(), instant{}, budget);
  EXPECT_EQ(looks, budget.spent ? 1 : 0);
  while (budget.spend()) {
  }
  EXPECT_EQ(looks, 1);
  EXPECT_GT(budget.steps_left, 0u);
}

// What is free of each resource is the most that a type counts, and so is what
// is asked for: a search by halves between 0 and that has to end.
TEST(Advisor, OffersAtTheEndsOfTheTypes) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  setting x;
  for (auto free : {std::int64_t{0}, std::int64_t{1}, most - 1, most})
    for (auto asked : {std::int64_t{1}, most - 1, most}) {
      free_view view;
      for (auto& resource : x.graph.resources()) {
        resource_view all;
        all.resource = resource.name;
        all.capacity = resource.capacity;
        all.free = rate(free);
        all.steps = {{at(0), all.free}};
        view.add({all});
      }
      x.wish.query.amount = rate(asked);
      auto offer = offer_of(x.graph, x.wish, view);
      ASSERT_EQ(offer.largest_amount.has_value(), free > 0);
      if (offer.largest_amount) {
        EXPECT_EQ(*offer.largest_amount, rate(std::min(asked, free)));
      }
    }
}

} // namespace
} // namespace leasehold
