// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What a refusal offers is granted when it is asked for within a second, with
// nothing changed in between (L6, X10): requests, changes and renewals, in a
// region of which parts are drained, fail or shrink, under rules.

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class Offers : public test::region_test {
protected:
  Offers() {
    EXPECT_EQ(start().message, "");
  }

  ~Offers() override {
    EXPECT_EQ(audit(), std::vector<std::string>{});
  }

  void order(outage::kind what, const std::string& subject, instant from,
             duration longest) {
    auto done =
        question<status>(node_services().directory,
                         set_outage{{subject, what, from, longest}, {}});
    ASSERT_TRUE(done && *done);
  }
  void drain_out(const std::string& subject, instant from = {}) {
    order(outage::kind::drained, subject, from, {});
  }
  void fail(const std::string& subject, duration longest = {}) {
    order(outage::kind::in_error, subject, {}, longest);
  }
  void serve(const std::string& subject) {
    auto done =
        question<status>(node_services().directory, end_outage{subject, {}});
    ASSERT_TRUE(done && *done);
  }
  void set_room(const std::string& resource, const std::string& amount) {
    auto done = question<status>(
        node_services().directory,
        set_capacity{resource_name{resource}, *parse_amounts(amount), {}});
    ASSERT_TRUE(done && *done);
  }
  void rule(const limit_rule& x) {
    auto done = question<status>(node_services().directory, set_rule{x, {}});
    ASSERT_TRUE(done && *done);
  }

  lease_outcome change(const change_request& x) {
    auto answer = question<std::vector<lease_outcome>>(
        node_services().leases, change_leases{lessee("alice"), {x}, {}});
    return answer ? std::move(answer->front()) : lease_outcome{refusal{}};
  }
  lease_outcome renew_for(lease_id lease, duration time) {
    return renew(lease, to_string(time));
  }

  static change_request amounting(lease_id lease, const std::string& rate) {
    change_request x;
    x.lease = lease;
    x.amount = *parse_amounts(rate);
    return x;
  }

  template <class Outcome>
  static refusal no_of(const Outcome& outcome) {
    auto no = std::get_if<refusal>(&outcome);
    EXPECT_NE(no, nullptr) << "it was granted";
    return no == nullptr ? refusal{} : *no;
  }
  static bool granted(const lease_outcome& outcome) {
    return std::holds_alternative<lease_grant>(outcome);
  }
  static std::string words(const lease_outcome& outcome) {
    auto no = std::get_if<refusal>(&outcome);
    return no == nullptr ? "granted" : no->message;
  }
  static bool says(const refusal& no, const std::string& text) {
    return no.message.find(text) != std::string::npos;
  }
};

// What the lease has is as good as free to itself: 60 of 100 and 20 more.
TEST_F(Offers, CountsWhatALeaseHasAsItsOwn) {
  drain_out("A-C");
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  grant(wish("E2", "20Mbit/s", "60s"), lessee("bob"));
  auto no = no_of(change(amounting(id, "90Mbit/s")));
  EXPECT_EQ(no.offer.largest_amount, *parse_amounts("80Mbit/s")) << no.message;
  EXPECT_FALSE(no.offer.earliest_start) << "a lease has begun";
  EXPECT_TRUE(no.offer.alternatives.empty());
  EXPECT_TRUE(says(no,
                   "has 80Mbit/s free of 100Mbit/s; ask for at most "
                   "80Mbit/s"))
      << no.message;
  EXPECT_TRUE(granted(change(amounting(id, "80Mbit/s"))));
}

// And no longer than it has it.
TEST_F(Offers, CountsItOnlyUntilTheLeaseEnds) {
  drain_out("A-C");
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  auto later = wish("E2", "70Mbit/s", "60s");
  later.start = date(now() + seconds{60});
  grant(later, lessee("bob"));
  auto x = amounting(id, "60Mbit/s");
  x.wanted = *parse_period("90s");
  auto no = no_of(change(x));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.offer.largest_amount, *parse_amounts("30Mbit/s"));
  EXPECT_EQ(no.offer.longest_period, seconds{59});
  x.amount = no.offer.largest_amount;
  EXPECT_TRUE(granted(change(x)));
}

TEST_F(Offers, LetsALeaseThatMovedCountItsNewRoute) {
  auto id = grant(wish("E2", "30Mbit/s", "60s")).lease.id;
  drain_out("B");
  auto no = no_of(change(amounting(id, "60Mbit/s")));
  EXPECT_EQ(no.offer.largest_amount, *parse_amounts("40Mbit/s")) << no.message;
  EXPECT_TRUE(granted(change(amounting(id, "40Mbit/s"))));
}

// A gateway that the lease left, and that gave back, is one like any other.
TEST_F(Offers, LetsALeaseGoBackToAGatewayThatItLeft) {
  auto id = grant(wish("E2", "30Mbit/s", "60s")).lease.id;
  drain_out("B");
  serve("B");
  pass(seconds{1});
  auto no = no_of(change(amounting(id, "120Mbit/s")));
  EXPECT_EQ(no.offer.largest_amount, *parse_amounts("100Mbit/s"));
  auto outcome = change(amounting(id, "100Mbit/s"));
  EXPECT_TRUE(granted(outcome)) << words(outcome);
}

// How long it could last, where others have booked what follows.
TEST_F(Offers, TellsHowLongARenewalCouldLast) {
  drain_out("A-C");
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  auto later = wish("E2", "50Mbit/s", "60s");
  later.start = date(now() + seconds{100});
  grant(later, lessee("bob"));
  auto no = no_of(renew(id, "200s"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.offer.longest_period, seconds{99}) << no.message;
  EXPECT_TRUE(says(no,
                   "the terms of lease " + to_string(id)
                       + " are as they were; ask for at most 1m39s"))
      << no.message;
  pass(duration{900});
  EXPECT_TRUE(granted(renew_for(id, *no.offer.longest_period)));
  auto none = no_of(renew(id, "200s"));
  EXPECT_FALSE(none.offer.longest_period)
      << "it has as long as it can have: " << none.message;
}

TEST_F(Offers, EndsARenewalThatWaitsForItsOfferWithItsLease) {
  drain_out("A-C");
  auto id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  auto later = wish("E2", "50Mbit/s", "60s");
  later.start = date(now() + seconds{60});
  grant(later, lessee("bob"));
  for (int steps = 0; steps < 60; steps += 2) {
    renewal_request x;
    x.lease = id;
    x.wanted = *parse_period("200s");
    auto answer = pose<std::vector<lease_outcome>>(
        node_services().leases, renew_leases{lessee("alice"), {x}, {}});
    for (int i = 0; i < steps && step(); ++i) {
    }
    release_leases gone;
    gone.who = lessee("alice");
    gone.batch.push_back({id, {}, {}});
    auto released = pose<std::vector<release_outcome>>(node_services().leases,
                                                       std::move(gone));
    drain();
    ASSERT_TRUE(*answer && *released) << steps;
    EXPECT_FALSE(granted((*answer)->front()));
    id = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
  }
}

// It is neither too much for ever nor taken by others.
TEST_F(Offers, SaysThatSomethingIsOutOfService) {
  drain_out("C");
  auto no = refused(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.message,
            "C is out of service; ask for another target, or again "
            "when it serves");
  EXPECT_EQ(no.gateway.str(), "C");
  serve("C");
  drain_out("A-C");
  drain_out("A-B");
  no = refused(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_TRUE(says(no, "A-B is out of service")) << no.message;
  EXPECT_EQ(refused(wish("E2", "200Mbit/s", "60s")).code, errc::above_capacity)
      << "it will never fit";
  serve("A-B");
  fail("A-B");
  no = refused(wish("E2", "10Mbit/s", "60s"));
  EXPECT_TRUE(says(no, "A-B is in error: nothing new is granted there"))
      << no.message;
  EXPECT_FALSE(no.offer.longest_period);
}

// Another way that serves, and is full, is the reason where there is one.
TEST_F(Offers, NamesWhatIsFullBeforeWhatIsOutOfService) {
  drain_out("B");
  grant(wish("E2", "40Mbit/s", "60s"));
  auto no = refused(wish("E2", "10Mbit/s", "60s"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_TRUE(says(no, "A-C at A has 0 free of 40Mbit/s")) << no.message;
  EXPECT_TRUE(no.offer.earliest_start);
}

TEST_F(Offers, SaysThatATermWasOverBeforeItWasSetUp) {
  auto x = wish("E2", "10Mbit/s", "1ms");
  auto answer = pose<std::vector<lease_outcome>>(
      node_services().leases, request_leases{lessee("alice"), {x}, {}});
  for (int i = 0; i < 3 && step(); ++i) {
  }
  clock->pass(duration{5});
  drain();
  ASSERT_TRUE(*answer);
  auto no = no_of((*answer)->front());
  EXPECT_EQ(no.code, errc::period_unacceptable);
  EXPECT_EQ(
      no.message,
      "a term of 1ms from then on was over before a lease could be set "
      "up; ask for a longer period, or for a start that is still to come");
  x.start = date(now() + seconds{10});
  grant(x);
}

TEST_F(Offers, OffersNothingThatARuleForbids) {
  limit_rule x;
  x.name = rule_name{"long"};
  x.period_min = seconds{40};
  rule(x);
  drain_out("A-C");
  auto later = wish("E2", "60Mbit/s", "60s");
  later.start = date(now() + seconds{30});
  grant(later, lessee("bob"));
  auto no = refused(wish("E2", "60Mbit/s", "60s"));
  EXPECT_FALSE(no.offer.longest_period) << no.message;
  EXPECT_EQ(no.offer.largest_amount, *parse_amounts("40Mbit/s"));
  EXPECT_FALSE(says(no, "29s")) << no.message;
  auto least = wish("E2", "60Mbit/s", "60s");
  least.minimum = *parse_amounts("50Mbit/s");
  EXPECT_FALSE(refused(least).offer.largest_amount) << "it wants 50 at least";
}

// -- whatever is booked, drained, failed and changed
// ---------------------------

class RandomOffers : public Offers {
protected:
  int any(int from, int to) {
    return static_cast<int>(random() % static_cast<unsigned>(to - from + 1))
        + from;
  }
  /// What "at once" may be. A term that begins now ends as much later.
  void a_moment() {
    pass(duration{any(0, 300)});
  }

  lease_request some_request() {
    auto x = any(0, 4) == 0
        ? wish("E2/P1", any(0, 1) == 0 ? "1count" : "1count+20Mbit/s", "60s")
        : wish("E2", std::to_string(5 * any(1, 24)) + "Mbit/s", "60s");
    x.wanted = period::finite(seconds{any(1, 90)});
    if (any(0, 2) == 0)
      x.start = date(now() + seconds{any(1, 120)});
    if (any(0, 5) == 0)
      x.constraints.exclude = {any(0, 1) == 0 ? "B" : "A-C"};
    return x;
  }

  void expect_granted(const lease_outcome& outcome, const char* what,
                      const refusal& why) {
    ++tried[what];
    EXPECT_TRUE(granted(outcome))
        << "seed " << seed << ", " << what << ": " << words(outcome)
        << "\n  though it was offered: " << why.message << "\n"
        << story;
  }

  /// Asks for each that is offered, gives it back, and asks for the next.
  void try_request(const lease_request& asked, const refusal& no) {
    std::vector<std::pair<const char*, lease_request>> all;
    auto x = asked;
    if (no.offer.largest_amount) {
      x.amount = *no.offer.largest_amount;
      all.emplace_back("an amount", x);
    }
    x = asked;
    if (no.offer.longest_period) {
      x.wanted = period::finite(*no.offer.longest_period);
      all.emplace_back("a period", x);
    }
    x = asked;
    if (no.offer.earliest_start) {
      x.start = date(*no.offer.earliest_start);
      all.emplace_back("a start", x);
    }
    x = asked;
    for (auto& other : no.offer.alternatives) {
      x.target = other;
      all.emplace_back("a resource", x);
    }
    if (all.empty())
      return;
    auto& [what, wanted] =
        all[static_cast<std::size_t>(any(0, static_cast<int>(all.size()) - 1))];
    a_moment();
    expect_granted(request(wanted), what, no);
  }

  void try_change(const change_request& asked, const refusal& no) {
    auto x = asked;
    auto by_amount =
        no.offer.largest_amount && (!no.offer.longest_period || any(0, 1) == 0);
    if (by_amount)
      x.amount = no.offer.largest_amount;
    else if (no.offer.longest_period)
      x.wanted = period::finite(*no.offer.longest_period);
    else
      return;
    a_moment();
    expect_granted(change(x),
                   by_amount ? "a change's amount" : "a change's period", no);
  }

  lease_id some_lease() {
    lease_filter own;
    own.lessee = lessee_name{"alice"};
    auto all = leases(admin(), own);
    return all.empty() ? lease_id{}
                       : all[static_cast<std::size_t>(
                                 any(0, static_cast<int>(all.size()) - 1))]
                             .id;
  }

  void request_something() {
    auto x = some_request();
    auto outcome = request(x);
    tell("request " + to_string(x.amount) + ": " + words(outcome));
    if (auto no = std::get_if<refusal>(&outcome))
      try_request(x, *no);
  }
  void change_something() {
    change_request x;
    x.lease = some_lease();
    if (any(0, 2) > 0)
      x.amount = *parse_amounts(std::to_string(5 * any(1, 24)) + "Mbit/s");
    if (!x.amount || any(0, 2) == 0)
      x.wanted = period::finite(seconds{any(1, 120)});
    auto outcome = change(x);
    tell("change " + to_string(x.lease) + ": " + words(outcome));
    if (auto no = std::get_if<refusal>(&outcome))
      try_change(x, *no);
  }
  void renew_something() {
    auto id = some_lease();
    auto outcome = renew_for(id, seconds{any(1, 200)});
    auto no = std::get_if<refusal>(&outcome);
    if (no == nullptr || !no->offer.longest_period)
      return;
    a_moment();
    expect_granted(renew_for(id, *no->offer.longest_period), "a renewal", *no);
  }
  void change_the_region() {
    const auto subject = std::vector<std::string>{
        "B", "C", "A-B", "A-C"}[static_cast<std::size_t>(any(0, 3))];
    tell("something of " + subject);
    switch (any(0, 5)) {
    case 0:
      return drain_out(subject);
    case 1:
      return drain_out(subject, now() + seconds{any(1, 60)});
    case 2:
      return fail(subject, any(0, 1) == 0 ? duration{} : seconds{any(5, 60)});
    case 3:
      return set_room("A/A-B", std::to_string(10 * any(0, 10)) + "Mbit/s");
    default:
      for (auto all : {"B", "C", "A-B", "A-C"})
        serve(all);
    }
  }

  /// Moves, ends and what else follows from it come to rest.
  void settle() {
    pass(seconds{12});
  }

  void run(unsigned from) {
    seed = from;
    story.clear();
    random.seed(seed);
    for (int i = 0; i < 40; ++i) {
      auto what = any(0, 19);
      if (what < 9)
        request_something();
      else if (what < 13)
        change_something();
      else if (what < 16)
        renew_something();
      else if (what < 18)
        pass(seconds{any(1, 30)});
      else {
        change_the_region();
        settle();
      }
    }
    for (auto all : {"B", "C", "A-B", "A-C"})
      serve(all);
    set_room("A/A-B", "100Mbit/s");
    for (auto& lease : leases())
      release(lease.id, admin());
    settle();
  }

  /// For whoever looks why.
  void tell(const std::string& what) {
    story += "  " + what + "\n";
  }

  std::string story;
  unsigned seed = 0;
  std::mt19937 random;
  std::map<std::string, int> tried;
};

TEST_F(RandomOffers, AreGrantedWhenTheyAreAskedForAtOnce) {
  limit_rule short_ones;
  short_ones.name = rule_name{"no-moments"};
  short_ones.period_min = seconds{4};
  rule(short_ones);
  limit_rule printers;
  printers.name = rule_name{"small-jobs"};
  printers.kind = kind_name{"printer"};
  printers.period_max = minutes{1};
  rule(printers);
  for (unsigned i = 1; i <= 100 && !HasFailure(); ++i)
    run(i);
  for (auto what : {"an amount", "a period", "a start", "a resource",
                    "a change's amount", "a change's period", "a renewal"})
    EXPECT_GE(tried[what], 5) << what;
}

} // namespace
} // namespace leasehold
