// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using kind = event_kind;

class Drain : public test::audited_region_test {
protected:
  static errc code_of(const std::optional<status>& done) {
    return !done ? errc::timed_out : *done ? errc::none : done->error().code;
  }
  static outage drained(const std::string& name, instant from = {}) {
    return {name, outage::kind::drained, from, {}};
  }
  errc drain_out(const std::string& name, instant from = {}) {
    return code_of(question<status>(node_services().directory,
                                    set_outage{drained(name, from), {}}));
  }
  errc restore_to(const std::string& name) {
    return code_of(
        question<status>(node_services().directory, end_outage{name, {}}));
  }

  lease_id granted(const std::string& rate, const std::string& level,
                   const std::string& least = "") {
    auto x = wish("E2", rate, "60s");
    x.service = class_name{level};
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    return grant(x).lease.id;
  }

  /// Two leases, an outage of B, and a kill after so many messages.
  template <class MakeOutage>
  void survive_a_kill(const std::string& rate, const std::string& other_rate,
                      MakeOutage make_outage, int steps) {
    auto first = granted(rate, "standard");
    auto second = granted(other_rate, "standard");
    pose<status>(node_services().directory, set_outage{make_outage(), {}});
    for (int i = 0; i < steps && step(); ++i) {
    }
    restart();
    pass(seconds{12});
    EXPECT_EQ(audit(), std::vector<std::string>{}) << steps;
    EXPECT_EQ(leases().size(), 2u) << steps;
    restore_to("B");
    release(first);
    release(second);
    EXPECT_EQ(hops().second, 0u) << steps;
  }
};

// X27, L28: what can go elsewhere does.
TEST_F(Drain, MovesLeasesOffAGatewayAndTakesNoneThere) {
  auto id = granted("40Mbit/s", "standard");
  EXPECT_EQ(drain_out("B"), errc::none);
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted, kind::moved}));
  EXPECT_EQ(free("B/A-B"), amounts{});
  EXPECT_EQ(refused(wish("E2", "10Mbit/s", "60s")).code,
            errc::insufficient_capacity);
  restart();
  EXPECT_EQ(free("B/A-B"), amounts{}) << "it stays out of service";
  EXPECT_EQ(restore_to("B"), errc::none);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  granted("60Mbit/s", "standard");
}

// L16: whoever can't is told, and what it has elsewhere is given back.
TEST_F(Drain, EndsWhatFindsNoOtherWay) {
  auto id = granted("60Mbit/s", "guaranteed");
  EXPECT_EQ(drain_out("B-C"), errc::none);
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted, kind::ended}));
  EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
  EXPECT_EQ(free("E2/nic"), *parse_amounts("1Gbit/s"));
  EXPECT_EQ(restore_to("B-C"), errc::none);
  granted("60Mbit/s", "guaranteed");
}

TEST_F(Drain, KnowsWhatTheRegionHas) {
  EXPECT_EQ(drain_out("Z"), errc::unknown_name);
  EXPECT_EQ(restore_to("Z"), errc::unknown_name);
  EXPECT_EQ(restore_to("B"), errc::none) << "it serves already";
}

// What an operator set by hand is not forgotten over it.
TEST_F(Drain, PutsBackWhatWasSetByHand) {
  ASSERT_EQ(code_of(question<status>(node_services().directory,
                                     set_capacity{resource_name{"B/A-B"},
                                                  *parse_amounts("70Mbit/s"),
                                                  {}})),
            errc::none);
  EXPECT_EQ(drain_out("B"), errc::none);
  EXPECT_EQ(free("B/A-B"), amounts{});
  ASSERT_EQ(code_of(question<status>(node_services().directory,
                                     set_capacity{resource_name{"B/B-C"},
                                                  *parse_amounts("80Mbit/s"),
                                                  {}})),
            errc::none);
  EXPECT_EQ(free("B/B-C"), amounts{}) << "it is out of service all the same";
  restart();
  EXPECT_EQ(restore_to("B"), errc::none);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("70Mbit/s"));
  EXPECT_EQ(free("B/B-C"), *parse_amounts("80Mbit/s"));
}

TEST_F(Drain, LastsOverAnotherTopologyThatHasIt) {
  EXPECT_EQ(drain_out("A-B"), errc::none);
  EXPECT_EQ(drain_out("A-C"), errc::none);
  std::string without = test::row_of_three;
  auto at = without.find("[[link]]\nname = \"A-C\"");
  without.erase(at, without.find("[[endpoint]]") - at);
  ASSERT_EQ(code_of(question<status>(node_services().directory,
                                     load_topology{without, {}})),
            errc::none);
  EXPECT_EQ(free("B/A-B"), amounts{});
  ASSERT_EQ(code_of(question<status>(node_services().directory,
                                     load_topology{test::row_of_three, {}})),
            errc::none);
  EXPECT_EQ(free("B/A-B"), amounts{});
  EXPECT_EQ(free("A/A-C"), *parse_amounts("40Mbit/s")) << "it is another link";
}

// L28: the plan is what is done then.
TEST_F(Drain, TellsThePlanAndChangesNothing) {
  auto moves = granted("40Mbit/s", "standard");
  auto ends = granted("50Mbit/s", "standard");
  auto plan = question<result<curtailment>>(node_services().directory,
                                            plan_outage{drained("B"), {}});
  ASSERT_TRUE(plan && *plan);
  ASSERT_EQ((*plan)->leases.size(), 2u);
  EXPECT_EQ((*plan)->count, 2u);
  EXPECT_EQ((*plan)->leases[0].lease, ends) << "who loses most comes first";
  EXPECT_EQ((*plan)->leases[0].what, fate::terminated);
  EXPECT_EQ((*plan)->leases[1].lease, moves);
  EXPECT_EQ((*plan)->leases[1].what, fate::moved);
  EXPECT_EQ((*plan)->leases[1].lessee.str(), "alice");
  pass(seconds{2});
  EXPECT_EQ(story(moves), std::vector{kind::granted});
  EXPECT_EQ(story(ends), std::vector{kind::granted});
  EXPECT_EQ(drain_out("B"), errc::none);
  EXPECT_EQ(story(moves), (std::vector{kind::granted, kind::moved}));
  EXPECT_EQ(story(ends), (std::vector{kind::granted, kind::ended}));
}

TEST_F(Drain, TellsThePlanOfACapacity) {
  auto id = granted("40Mbit/s", "elastic", "10Mbit/s");
  granted("40Mbit/s", "standard");
  auto ask = [this](const char* rate) {
    return question<result<curtailment>>(
        node_services().directory,
        plan_capacity{resource_name{"B/A-B"}, *parse_amounts(rate), {}});
  };
  auto none = ask("80Mbit/s");
  ASSERT_TRUE(none && *none);
  EXPECT_EQ((*none)->count, 0u);
  auto plan = ask("50Mbit/s");
  ASSERT_TRUE(plan && *plan);
  ASSERT_EQ((*plan)->count, 1u);
  EXPECT_EQ((*plan)->leases[0].lease, id);
  EXPECT_EQ((*plan)->leases[0].what, fate::moved);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("20Mbit/s"));
  auto wrong = question<result<curtailment>>(
      node_services().directory,
      plan_capacity{resource_name{"Z/nic"}, *parse_amounts("1Mbit/s"), {}});
  ASSERT_TRUE(wrong && !*wrong);
  EXPECT_EQ(wrong->error().code, errc::unknown_name);
  auto nobody = question<result<curtailment>>(node_services().directory,
                                              plan_outage{drained("Z"), {}});
  ASSERT_TRUE(nobody && !*nobody);
  EXPECT_EQ(nobody->error().code, errc::unknown_name);
}

TEST_F(Drain, TellsAtMostAThousandLeasesAndHowManyThereAre) {
  for (int i = 0; i < 1001; ++i)
    granted("50kbit/s", "standard");
  auto plan = question<result<curtailment>>(node_services().directory,
                                            plan_outage{drained("C"), {}});
  ASSERT_TRUE(plan && *plan);
  EXPECT_EQ((*plan)->leases.size(), 1000u);
  EXPECT_EQ((*plan)->count, 1001u);
}

// C8, D1: killed anywhere in the middle.
TEST_F(Drain, AddsUpWhereverItIsKilled) {
  for (int steps = 0; steps < 90; steps += 3)
    survive_a_kill(
        "20Mbit/s", "20Mbit/s", [] { return drained("B"); }, steps);
}

class Maintenance : public Drain {
protected:
  instant in(duration length) const {
    return node_services().clock->now() + length;
  }
  lease_event last_event(lease_id lease) {
    event_query query;
    query.lease = lease;
    auto page = events(query);
    return page.events.empty() ? lease_event{} : page.events.back();
  }
  refusal renewal_refused(lease_id lease, const std::string& time) {
    auto outcome = renew(lease, time);
    EXPECT_TRUE(std::holds_alternative<refusal>(outcome));
    return std::holds_alternative<refusal>(outcome) ? std::get<refusal>(outcome)
                                                    : refusal{};
  }
};

// Long before: who can move does, who can't is told to when it may stay.
TEST_F(Maintenance, MovesOrShortensWhatGoesPastIt) {
  auto moves = granted("40Mbit/s", "standard");
  auto stays = granted("50Mbit/s", "guaranteed");
  auto at = in(seconds{20});
  EXPECT_EQ(drain_out("B", at), errc::none);
  EXPECT_EQ(story(moves), (std::vector{kind::granted, kind::moved}));
  ASSERT_EQ(story(stays), (std::vector{kind::granted, kind::restricted}));
  auto told = last_event(stays);
  EXPECT_EQ(told.reason, event_reason::contention);
  EXPECT_EQ(told.gateway.str(), "B");
  restart();
  lease_filter only;
  only.lease = stays;
  auto found = leases(admin(), only);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].term.end, at);
  pass(seconds{21});
  EXPECT_EQ(last_event(stays).kind, kind::ended);
  EXPECT_EQ(last_event(stays).reason, event_reason::expired);
  EXPECT_EQ(free("B/A-B"), amounts{});
  EXPECT_EQ(leases().size(), 1u);
}

TEST_F(Maintenance, PromisesNothingPastIt) {
  auto id = grant(wish("E2", "50Mbit/s", "10s")).lease.id;
  EXPECT_EQ(drain_out("B", in(seconds{20})), errc::none);
  EXPECT_EQ(story(id), std::vector{kind::granted}) << "it ends before";
  auto no = refused(wish("E2", "41Mbit/s", "30s"));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.gateway.str(), "B");
  EXPECT_NE(no.message.find("B is taken out of service in"), std::string::npos)
      << no.message;
  ASSERT_TRUE(no.offer.longest_period);
  EXPECT_LE(*no.offer.longest_period, seconds{20});
  auto late = renewal_refused(id, "30s");
  EXPECT_EQ(late.gateway.str(), "B");
  EXPECT_NE(late.message.find("B is taken out of service in"),
            std::string::npos)
      << late.message;
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "15s")));
  grant(wish("E2", "40Mbit/s", "19s"));
  restart();
  EXPECT_EQ(renewal_refused(id, "40s").gateway.str(), "B");
}

TEST_F(Maintenance, EndsWhatWouldBeginLater) {
  auto x = wish("E2", "60Mbit/s", "30s");
  x.start = date(in(seconds{40}));
  auto id = grant(x).lease.id;
  EXPECT_EQ(drain_out("B", in(seconds{20})), errc::none);
  EXPECT_EQ(story(id), (std::vector{kind::granted, kind::ended}));
}

TEST_F(Maintenance, IsCalledOff) {
  auto id = granted("50Mbit/s", "guaranteed");
  EXPECT_EQ(drain_out("B", in(seconds{20})), errc::none);
  EXPECT_EQ(restore_to("B"), errc::none);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "60s")));
  pass(seconds{30});
  EXPECT_EQ(free("B/A-B"), *parse_amounts("50Mbit/s"));
  EXPECT_EQ(leases().size(), 1u);
}

TEST_F(Maintenance, TellsThePlanBefore) {
  auto moves = granted("40Mbit/s", "standard");
  auto stays = granted("50Mbit/s", "guaranteed");
  auto plan = question<result<curtailment>>(
      node_services().directory,
      plan_outage{drained("B", in(seconds{20})), {}});
  ASSERT_TRUE(plan && *plan);
  ASSERT_EQ((*plan)->count, 2u);
  EXPECT_EQ((*plan)->leases[0].lease, stays);
  EXPECT_EQ((*plan)->leases[0].what, fate::shortened);
  EXPECT_EQ((*plan)->leases[1].lease, moves);
  EXPECT_EQ((*plan)->leases[1].what, fate::moved);
  EXPECT_EQ(story(moves), std::vector{kind::granted});
}

// A stronger newcomer displaces nobody for what is not to be had.
TEST_F(Maintenance, DisplacesNobodyInVain) {
  auto id = granted("90Mbit/s", "best-effort");
  EXPECT_EQ(drain_out("B", in(seconds{70})), errc::none);
  auto x = wish("E2", "60Mbit/s", "80s");
  EXPECT_EQ(refused(x).code, errc::insufficient_capacity);
  EXPECT_EQ(story(id), std::vector{kind::granted});
}

// D1, C1: killed anywhere while leases are told.
TEST_F(Maintenance, AddsUpWhereverItIsKilled) {
  for (int steps = 0; steps < 90; steps += 3)
    survive_a_kill(
        "40Mbit/s", "50Mbit/s",
        [this] { return drained("B", in(seconds{40})); }, steps);
}

class InError : public Maintenance {
protected:
  errc fail(const std::string& name, duration longest) {
    return code_of(question<status>(
        node_services().directory,
        set_outage{{name, outage::kind::in_error, {}, longest}, {}}));
  }
};

TEST_F(InError, PutsNothingBackIntoService) {
  EXPECT_EQ(drain_out("B"), errc::none);
  EXPECT_EQ(fail("B", seconds{600}), errc::none);
  auto no = refused(wish("E2", "41Mbit/s", "1s"));
  EXPECT_EQ(no.message.find("B is out of service"), 0u) << no.message;
  EXPECT_EQ(restore_to("B"), errc::none);
  EXPECT_EQ(drain_out("B", in(seconds{70})), errc::none);
  EXPECT_EQ(fail("B", seconds{600}), errc::none);
  grant(wish("E2", "41Mbit/s", "60s"));
  EXPECT_EQ(refused(wish("E2", "41Mbit/s", "80s")).code,
            errc::insufficient_capacity);
  restart();
  EXPECT_EQ(refused(wish("E2", "41Mbit/s", "80s")).code,
            errc::insufficient_capacity);
}

TEST_F(InError, KeepsItsLeasesAndGrantsNothingNew) {
  auto id = granted("50Mbit/s", "standard");
  EXPECT_EQ(fail("B", {}), errc::none);
  EXPECT_EQ(story(id), std::vector{kind::granted});
  auto no = refused(wish("E2", "41Mbit/s", "1s"));
  EXPECT_NE(no.message.find("B is in error: nothing"), std::string::npos)
      << no.message;
  auto renewal = renewal_refused(id, "90s");
  EXPECT_NE(renewal.message.find("B is in error: nothing"), std::string::npos)
      << renewal.message;
  restart();
  EXPECT_EQ(refused(wish("E2", "41Mbit/s", "1s")).code,
            errc::insufficient_capacity);
  EXPECT_EQ(restore_to("B"), errc::none);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "90s")));
}

TEST_F(InError, GivesShortTermsWhereItsAdministratorSaysSo) {
  auto id = granted("50Mbit/s", "standard");
  EXPECT_EQ(fail("B", seconds{70}), errc::none);
  auto no = refused(wish("E2", "41Mbit/s", "80s"));
  EXPECT_NE(no.message.find("B is in error: terms"), std::string::npos)
      << no.message;
  ASSERT_TRUE(no.offer.longest_period);
  EXPECT_EQ(*no.offer.longest_period, seconds{70});
  grant(wish("E2", "41Mbit/s", "70s"));
  EXPECT_EQ(renewal_refused(id, "90s").gateway.str(), "B");
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "65s")));
}

// What was reduced grows again only when it serves.
TEST_F(InError, LetsNothingGrowUntilItIsRestored) {
  auto rate = [this](const char* x) {
    question<status>(
        node_services().directory,
        set_capacity{resource_name{"B/A-B"}, *parse_amounts(x), {}});
  };
  auto id = granted("60Mbit/s", "elastic", "20Mbit/s");
  rate("45Mbit/s");
  ASSERT_EQ(story(id), (std::vector{kind::granted, kind::restricted}));
  EXPECT_EQ(fail("B", {}), errc::none);
  rate("100Mbit/s");
  pass(seconds{3});
  EXPECT_EQ(last_event(id).kind, kind::restricted);
  EXPECT_EQ(restore_to("B"), errc::none);
  pass(seconds{3});
  EXPECT_EQ(last_event(id).kind, kind::restored);
  EXPECT_EQ(last_event(id).amount, *parse_amounts("60Mbit/s"));
}

TEST_F(InError, IsSeenInTheList) {
  fail("B", seconds{70});
  drain_out("C", in(seconds{5}));
  auto all = question<std::vector<gateway_info>>(node_services().directory,
                                                 list_gateways{});
  ASSERT_TRUE(all && all->size() == 3);
  EXPECT_FALSE((*all)[0].out);
  ASSERT_TRUE((*all)[1].out);
  EXPECT_EQ((*all)[1].out->what, outage::kind::in_error);
  EXPECT_EQ((*all)[1].out->longest, seconds{70});
  ASSERT_TRUE((*all)[2].out);
  EXPECT_EQ((*all)[2].out->from, in(seconds{5}));
}

} // namespace
} // namespace leasehold
