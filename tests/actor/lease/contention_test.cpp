// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using kind = event_kind;

// On B, whose NICs have 100 Mbit/s: the other way is shut.
class Contention : public test::audited_region_test {
protected:
  static lease_request over_b(const std::string& rate, const std::string& level,
                              const std::string& least = "",
                              const std::string& time = "60s") {
    auto x = wish("E2", rate, time);
    x.constraints.exclude = {"A-C"};
    x.service = class_name{level};
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    return x;
  }

  /// Over B now, and elsewhere where that makes room.
  lease_request by_b(const std::string& rate, const std::string& level) {
    auto x = wish("E2", rate, "60s");
    x.service = class_name{level};
    return x;
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
};

// L21, C8: the newcomer is stronger and the lease elastic.
TEST_F(Contention, ShrinksAnElasticLeaseForAStrongerNewcomer) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  auto strong = grant(over_b("70Mbit/s", "standard"), lessee("bob")).lease;
  EXPECT_EQ(strong.amount, *parse_amounts("70Mbit/s"));
  auto now = look(weak);
  EXPECT_EQ(now.state, lease_state::restricted);
  EXPECT_EQ(now.amount, *parse_amounts("30Mbit/s")) << "no less than it has to";
  EXPECT_EQ(now.asked, *parse_amounts("100Mbit/s"));
  EXPECT_EQ(free("B/A-B"), amounts{});
  EXPECT_EQ(free("E2/nic"), *parse_amounts("900Mbit/s"));
}

// N1, L27: the lessee is told why and where from.
TEST_F(Contention, TellsWhoIsShrunkByWhatAndWhere) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  grant(over_b("70Mbit/s", "standard"), lessee("bob"));
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted, kind::restricted}));
  auto told = last_event(weak);
  EXPECT_EQ(told.reason, event_reason::contention);
  EXPECT_EQ(told.amount, *parse_amounts("30Mbit/s"));
  EXPECT_EQ(told.resource.str(), "A/A-B");
  EXPECT_EQ(told.gateway.str(), "A");
  EXPECT_EQ(told.lessee.str(), "alice");
}

// N3: nobody else has what was taken before its lessee knows, or could have.
TEST_F(Contention, GivesOthersNothingBeforeTheLesseeKnows) {
  service_class polite = shipped_classes().at(class_name{"elastic"});
  polite.name = class_name{"polite"};
  polite.ack_within = seconds{3};
  question<status>(node_services().directory, set_class{polite, {}});
  for (auto known : {true, false}) {
    auto weak = grant(over_b("100Mbit/s", "polite", "20Mbit/s")).lease.id;
    auto answer = pose<std::vector<lease_outcome>>(
        node_services().leases,
        request_leases{lessee("bob"), {over_b("70Mbit/s", "standard")}, {}});
    drain();
    EXPECT_EQ(last_event(weak).kind, kind::restricted);
    EXPECT_FALSE(*answer);
    if (known) {
      auto done = question<status>(
          node_services().leases,
          acknowledge_lease{
              lessee("alice"), weak, last_event(weak).sequence, {}});
      EXPECT_TRUE(done && *done);
    } else {
      pass(seconds{2});
      EXPECT_FALSE(*answer);
      pass(seconds{1});
    }
    ASSERT_TRUE(*answer);
    auto strong = std::get<lease_grant>((*answer)->front()).lease.id;
    EXPECT_EQ(free("B/A-B"), amounts{});
    release(weak);
    release(strong, lessee("bob"));
  }
}

// P1: it would be over before it has what its lessee may keep so long.
TEST_F(Contention, TakesNothingForANewcomerThatIsOverBeforeItGetsIt) {
  auto polite = shipped_classes().at(class_name{"elastic"});
  polite.name = class_name{"polite"};
  polite.ack_within = seconds{3};
  question<status>(node_services().directory, set_class{polite, {}});
  auto weak = grant(over_b("100Mbit/s", "polite", "20Mbit/s")).lease.id;
  EXPECT_EQ(
      refused(over_b("70Mbit/s", "standard", "", "4s"), lessee("bob")).code,
      errc::insufficient_capacity);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted}));
  auto answer = pose<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{
          lessee("bob"), {over_b("70Mbit/s", "standard", "", "5s")}, {}});
  drain();
  pass(seconds{3});
  ASSERT_TRUE(*answer);
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*answer)->front()));
}

TEST_F(Contention, TakesNoWordOfALeaseFromOthers) {
  auto id = grant(over_b("10Mbit/s", "standard")).lease.id;
  auto done = question<status>(node_services().leases,
                               acknowledge_lease{lessee("bob"), id, 1, {}});
  ASSERT_TRUE(done);
  EXPECT_EQ(done->error().code, errc::unknown_lease);
}

// L22
TEST_F(Contention, EndsAWeakLeaseWhereNothingMilderDoes) {
  auto weak = grant(over_b("100Mbit/s", "best-effort")).lease.id;
  grant(over_b("70Mbit/s", "standard"), lessee("bob"));
  EXPECT_EQ(last_event(weak).kind, kind::ended);
  EXPECT_EQ(last_event(weak).reason, event_reason::contention);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("30Mbit/s"));
}

// L20: with notice, since the newcomer begins later than that.
TEST_F(Contention, ShortensALeaseForABookingThatBeginsAfterItsNotice) {
  auto weak = grant(over_b("100Mbit/s", "best-effort", "", "10m")).lease;
  auto later = over_b("70Mbit/s", "standard");
  later.start = date(now() + seconds{30});
  grant(later, lessee("bob"));
  auto now = look(weak.id);
  EXPECT_EQ(now.state, lease_state::active);
  EXPECT_EQ(now.term.end - now.term.start, seconds{10});
  EXPECT_EQ(last_event(weak.id).kind, kind::restricted);
  pass(seconds{11});
  EXPECT_EQ(last_event(weak.id).kind, kind::ended);
  pass(seconds{20});
  EXPECT_EQ(free("B/A-B"), *parse_amounts("30Mbit/s"));
}

// L23, P1: a class that allows nothing, and one that is not weaker.
TEST_F(Contention, TouchesNobodyWhoseClassForbidsItOrWhoIsNotWeaker) {
  auto first = grant(over_b("50Mbit/s", "standard")).lease.id;
  auto second = grant(over_b("50Mbit/s", "best-effort")).lease.id;
  EXPECT_EQ(refused(over_b("60Mbit/s", "guaranteed"), lessee("bob")).code,
            errc::insufficient_capacity);
  EXPECT_EQ(refused(over_b("10Mbit/s", "best-effort"), lessee("bob")).code,
            errc::insufficient_capacity);
  EXPECT_EQ(story(first), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(story(second), (std::vector<kind>{kind::granted}));
}

// P1: what would not make room is not done.
TEST_F(Contention, TouchesNobodyWhereTheNewcomerWouldNotFitAfterwards) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "50Mbit/s")).lease.id;
  EXPECT_EQ(refused(over_b("60Mbit/s", "standard"), lessee("bob")).code,
            errc::insufficient_capacity);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(look(weak).amount, *parse_amounts("100Mbit/s"));
}

// Time passes between the request, the plan and the holds.
TEST_F(Contention, MakesRoomThoughTimePassesMeanwhile) {
  auto weak = grant(over_b("60Mbit/s", "elastic", "20Mbit/s")).lease.id;
  auto weaker = grant(over_b("40Mbit/s", "best-effort")).lease.id;
  auto answer = pose<std::vector<lease_outcome>>(
      node_services().leases,
      request_leases{lessee("bob"), {over_b("70Mbit/s", "standard")}, {}});
  while (step())
    clock->pass(std::chrono::milliseconds{1});
  ASSERT_TRUE(*answer);
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*answer)->front()));
  EXPECT_EQ(look(weak).state, lease_state::restricted);
  EXPECT_EQ(last_event(weaker).kind, kind::ended);
}

// P1: a displaced lease can't displace its displacer.
TEST_F(Contention, LetsNobodyTakeItBack) {
  grant(over_b("100Mbit/s", "best-effort"));
  auto strong = grant(over_b("70Mbit/s", "standard"), lessee("bob")).lease.id;
  EXPECT_EQ(refused(over_b("70Mbit/s", "best-effort")).code,
            errc::insufficient_capacity);
  EXPECT_EQ(story(strong), (std::vector<kind>{kind::granted}));
}

// L28: what has another way is not contended for.
TEST_F(Contention, TakesAnotherRouteBeforeItTouchesAnybody) {
  auto weak = grant(over_b("100Mbit/s", "best-effort")).lease.id;
  auto other = wish("E2", "30Mbit/s", "60s");
  EXPECT_EQ(grant(other, lessee("bob")).lease.route.hops.size(), 2u);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted}));
}

// X12
TEST_F(Contention, RehearsesADisplacementAndTouchesNobody) {
  auto weak = grant(over_b("100Mbit/s", "best-effort")).lease.id;
  auto dry = over_b("70Mbit/s", "standard");
  dry.intent = request_intent::dry_run;
  EXPECT_EQ(grant(dry, lessee("bob")).lease.route.hops.size(), 3u);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted}));
  auto vain = over_b("70Mbit/s", "best-effort");
  vain.intent = request_intent::dry_run;
  EXPECT_EQ(refused(vain).code, errc::insufficient_capacity);
}

// L24: only as many as it takes, the youngest of the weakest first.
TEST_F(Contention, EndsOnlyAsManyAsItTakes) {
  std::vector<lease_id> weak;
  for (int i = 0; i < 4; ++i) {
    weak.push_back(grant(over_b("25Mbit/s", "best-effort")).lease.id);
    pass(seconds{1});
  }
  grant(over_b("30Mbit/s", "standard"), lessee("bob"));
  EXPECT_EQ(story(weak[0]).size(), 1u);
  EXPECT_EQ(story(weak[1]).size(), 1u);
  EXPECT_EQ(last_event(weak[2]).kind, kind::ended);
  EXPECT_EQ(last_event(weak[3]).kind, kind::ended);
}

// C8, L16: a capacity shrinks under its leases.
TEST_F(Contention, TrimsLeasesToACapacityThatShrank) {
  auto strong = grant(over_b("40Mbit/s", "standard")).lease.id;
  auto weak = grant(over_b("40Mbit/s", "best-effort")).lease.id;
  auto shrunk = question<status>(
      node_services().directory,
      set_capacity{resource_name{"B/B-C"}, *parse_amounts("50Mbit/s"), {}});
  ASSERT_TRUE(shrunk && *shrunk);
  EXPECT_EQ(story(strong), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(last_event(weak).reason, event_reason::contention);
  EXPECT_EQ(last_event(weak).resource.str(), "B/B-C");
  EXPECT_EQ(last_event(weak).gateway.str(), "B");
  EXPECT_EQ(free("B/B-C"), *parse_amounts("10Mbit/s"));
}

// Between the word of a capacity and the end of the leases that it ends.
TEST_F(Contention, ListsNothingFreeWhereTooMuchIsTaken) {
  grant(over_b("40Mbit/s", "standard"));
  std::shared_ptr<std::optional<std::vector<resource_info>>> listed;
  set_capacity shrink{resource_name{"B/B-C"}, *parse_amounts("30Mbit/s"), {}};
  shrink.reply = reply_to<status>::calling([this, &listed](const status&) {
    listed = pose<std::vector<resource_info>>(node_services().directory,
                                              list_resources{});
  });
  caf::anon_send(node_services().directory, std::move(shrink));
  drain();
  ASSERT_TRUE(listed && *listed);
  for (auto& x : **listed)
    EXPECT_FALSE(x.free.negative()) << x.name.str();
}

// C8: whatever their class says, when the resource is gone.
TEST_F(Contention, EndsEvenTheStrongestWhereNothingIsLeft) {
  auto strong = grant(over_b("40Mbit/s", "guaranteed")).lease.id;
  question<status>(node_services().directory,
                   set_capacity{resource_name{"B/B-C"}, amounts{}, {}});
  EXPECT_EQ(last_event(strong).kind, kind::ended);
  EXPECT_EQ(free("E2/nic"), *parse_amounts("1Gbit/s"));
}

// D1: a restriction that was told survives a kill, and its hops follow.
TEST_F(Contention, KeepsARestrictionAcrossAKill) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  grant(over_b("70Mbit/s", "standard"), lessee("bob"));
  restart();
  EXPECT_EQ(look(weak).amount, *parse_amounts("30Mbit/s"));
  EXPECT_EQ(look(weak).state, lease_state::restricted);
  EXPECT_EQ(free("B/A-B"), amounts{});
}

// L19: announced at once, durable, and the refused can come afterwards.
TEST_F(Contention, RefusesTheNextRenewalWhereOthersWait) {
  service_class last;
  last.name = class_name{"last"};
  last.setup = last.hold = 6;
  last.remedies = {remedy::refuse_renewal};
  question<status>(node_services().directory, set_class{last, {}});
  auto weak = grant(over_b("80Mbit/s", "last")).lease.id;
  auto later = refused(over_b("70Mbit/s", "standard"), lessee("bob"));
  ASSERT_TRUE(later.offer.earliest_start);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted, kind::no_renewal}));
  EXPECT_EQ(last_event(weak).reason, event_reason::contention);
  EXPECT_EQ(last_event(weak).resource, later.resource);
  restart();
  EXPECT_EQ(look(weak).next, lease_info::renewals::refused);
  EXPECT_EQ(look(weak).amount, *parse_amounts("80Mbit/s"));
  auto again = renew(weak, "90s");
  ASSERT_TRUE(std::holds_alternative<refusal>(again));
  EXPECT_EQ(std::get<refusal>(again).code, errc::insufficient_capacity);
  pass(seconds{61});
  EXPECT_EQ(last_event(weak).reason, event_reason::expired);
  grant(over_b("70Mbit/s", "standard"), lessee("bob"));
}

// P1: of those that could be told, no more than it takes.
TEST_F(Contention, RefusesTheRenewalsOfNoMoreLeasesThanItTakes) {
  service_class last;
  last.name = class_name{"last"};
  last.setup = last.hold = 6;
  last.remedies = {remedy::refuse_renewal};
  question<status>(node_services().directory, set_class{last, {}});
  grant(over_b("90Mbit/s", "guaranteed", "", "10m"));
  std::vector<lease_id> leases;
  for (auto rate : {"1Mbit/s", "1Mbit/s", "8Mbit/s"})
    leases.push_back(grant(over_b(rate, "last")).lease.id);
  refused(over_b("5Mbit/s", "standard"), lessee("bob"));
  EXPECT_EQ(story(leases[0]), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(story(leases[1]), (std::vector<kind>{kind::granted}));
  EXPECT_EQ(story(leases[2]),
            (std::vector<kind>{kind::granted, kind::no_renewal}));
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(leases[0], "90s")));
}

// P1: who is as strong, and who only rehearses, changes nothing.
TEST_F(Contention, LeavesRenewalsAloneForOneThatIsNotStronger) {
  service_class last;
  last.name = class_name{"last"};
  last.remedies = {remedy::refuse_renewal};
  question<status>(node_services().directory, set_class{last, {}});
  auto id = grant(over_b("80Mbit/s", "last")).lease.id;
  refused(over_b("70Mbit/s", "standard"), lessee("bob"));
  auto dry = over_b("70Mbit/s", "guaranteed");
  dry.intent = request_intent::dry_run;
  refused(dry, lessee("bob"));
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted}));
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(id, "90s")));
}

// L21: what was taken comes back when there is room, and the lessee is told.
TEST_F(Contention, GrowsBackWhenThereIsRoomAgain) {
  auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
  auto strong = grant(over_b("70Mbit/s", "standard"), lessee("bob")).lease.id;
  ASSERT_EQ(look(weak).state, lease_state::restricted);
  release(strong, lessee("bob"));
  pass(seconds{2});
  auto now = look(weak);
  EXPECT_EQ(now.amount, *parse_amounts("100Mbit/s"));
  EXPECT_EQ(now.state, lease_state::active);
  EXPECT_EQ(last_event(weak).kind, kind::restored);
  EXPECT_EQ(last_event(weak).amount, *parse_amounts("100Mbit/s"));
  EXPECT_EQ(free("B/A-B"), amounts{});
}

TEST_F(Contention, GivesWhatIsThereToTheStrongestFirst) {
  auto set_b = [this](const std::string& rate) {
    question<status>(
        node_services().directory,
        set_capacity{resource_name{"B/B-C"}, *parse_amounts(rate), {}});
  };
  auto weaker = over_b("50Mbit/s", "elastic", "10Mbit/s");
  weaker.hold = weaker.setup = priority{6};
  auto weak = grant(weaker).lease.id;
  auto strong = grant(over_b("50Mbit/s", "elastic", "10Mbit/s")).lease.id;
  set_b("20Mbit/s");
  EXPECT_EQ(look(strong).amount, *parse_amounts("10Mbit/s"));
  set_b("70Mbit/s");
  pass(seconds{2});
  EXPECT_EQ(look(strong).amount, *parse_amounts("50Mbit/s"));
  EXPECT_EQ(look(weak).amount, *parse_amounts("20Mbit/s"));
  set_b("100Mbit/s");
  pass(seconds{2});
  EXPECT_EQ(look(weak).amount, *parse_amounts("50Mbit/s"));
}

// L28, X9: who can go elsewhere does, and loses nothing.
TEST_F(Contention, MovesALeaseOutOfTheWay) {
  auto weak = grant(by_b("40Mbit/s", "elastic")).lease.id;
  auto strong = grant(over_b("70Mbit/s", "standard"), lessee("bob")).lease;
  EXPECT_EQ(strong.route.hops.size(), 3u);
  auto now = look(weak);
  EXPECT_EQ(now.state, lease_state::active);
  EXPECT_EQ(now.amount, *parse_amounts("40Mbit/s"));
  EXPECT_EQ(now.route.hops.size(), 2u);
  EXPECT_EQ(story(weak), (std::vector<kind>{kind::granted, kind::moved}));
  EXPECT_EQ(last_event(weak).reason, event_reason::contention);
  EXPECT_EQ(free("B/A-B"), *parse_amounts("30Mbit/s"));
}

// P1: both move, or reduced one makes room for the other's new route.
TEST_F(Contention, MovesOneAndReducesAnotherInOnePlan) {
  auto moves = grant(by_b("40Mbit/s", "elastic")).lease.id;
  auto gives = grant(over_b("60Mbit/s", "elastic", "20Mbit/s")).lease.id;
  grant(over_b("80Mbit/s", "standard"), lessee("bob"));
  EXPECT_EQ(last_event(moves).kind, kind::moved);
  EXPECT_EQ(last_event(gives).kind, kind::restricted);
  EXPECT_EQ(look(gives).amount, *parse_amounts("20Mbit/s"));
  EXPECT_EQ(free("B/A-B"), amounts{});
}

// L28: a capacity is gone, and the lessee hears no more than "moved", whatever
// its class says.
TEST_F(Contention, AbsorbsALostCapacityByMoving) {
  auto request = by_b("40Mbit/s", "guaranteed");
  auto id = grant(request).lease.id;
  question<status>(node_services().directory,
                   set_capacity{resource_name{"B/B-C"}, amounts{}, {}});
  EXPECT_EQ(story(id), (std::vector<kind>{kind::granted, kind::moved}));
  EXPECT_EQ(last_event(id).resource.str(), "B/B-C");
  EXPECT_EQ(last_event(id).gateway.str(), "B");
  EXPECT_EQ(look(id).route.hops.size(), 2u);
  EXPECT_EQ(hops().second, 2u);
}

// C8: what can't all go there is settled in one plan, the stronger first.
TEST_F(Contention, MovesTheStrongerAndEndsTheOther) {
  auto weak = grant(by_b("30Mbit/s", "best-effort")).lease.id;
  auto strong = grant(by_b("30Mbit/s", "standard")).lease.id;
  question<status>(node_services().directory,
                   set_capacity{resource_name{"B/B-C"}, amounts{}, {}});
  pass(seconds{2});
  auto stories = story(weak).size() + story(strong).size();
  EXPECT_EQ(stories, 4u) << "each is told once";
  EXPECT_EQ(leases().size(), 1u);
  EXPECT_EQ(leases().front().route.hops.size(), 2u);
}

// D1, C5, P1: a displacement with a move, killed anywhere.
TEST_F(Contention, AddsUpWhereverAMoveIsKilled) {
  int moved = 0;
  for (int steps = 0; steps < 150; steps += 3) {
    auto weak = grant(by_b("40Mbit/s", "elastic")).lease.id;
    pose<std::vector<lease_outcome>>(
        node_services().leases,
        request_leases{lessee("bob"), {over_b("70Mbit/s", "standard")}, {}});
    for (int i = 0; i < steps && step(); ++i) {
    }
    restart();
    pass(seconds{12});
    EXPECT_EQ(audit(), std::vector<std::string>{}) << steps;
    auto info = look(weak);
    EXPECT_EQ(info.amount, *parse_amounts("40Mbit/s")) << steps;
    moved += info.route.hops.size() == 2 ? 1 : 0;
    for (auto& lease : leases())
      release(lease.id, admin());
    EXPECT_EQ(hops().second, 0u) << steps;
  }
  EXPECT_GT(moved, 3);
}

// D1, C1, C5: killed anywhere in the middle, everything adds up afterwards.
TEST_F(Contention, AddsUpWhereverItIsKilled) {
  for (int steps = 0; steps < 120; steps += 3) {
    auto weak = grant(over_b("100Mbit/s", "elastic", "20Mbit/s")).lease.id;
    pose<std::vector<lease_outcome>>(
        node_services().leases,
        request_leases{lessee("bob"), {over_b("70Mbit/s", "standard")}, {}});
    for (int i = 0; i < steps && step(); ++i) {
    }
    restart();
    pass(seconds{12});
    EXPECT_EQ(audit(), std::vector<std::string>{}) << steps;
    auto info = look(weak);
    auto restricted = info.state == lease_state::restricted;
    EXPECT_EQ(info.amount,
              *parse_amounts(restricted ? "30Mbit/s" : "100Mbit/s"))
        << steps;
    for (auto& lease : leases())
      release(lease.id, admin());
    EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s")) << steps;
  }
}

} // namespace
} // namespace leasehold
