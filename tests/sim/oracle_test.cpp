// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// An oracle that never speaks proves nothing: each rule, broken on purpose.

#include "tools/simulator/oracle/oracle.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/record/records.hpp"

namespace leasehold::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const gateway_name a{"A"};
const resource_name nic{"E1/nic"};
const lease_id lease{(std::uint64_t{1} << 52) + 1};

constexpr const char* region = R"(
region = "small"
[[gateway]]
name = "A"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "100bit/s"
)";

amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

class Oracle : public ::testing::Test {
protected:
  Oracle() {
    write({topology_to_record(region)});
  }

  static region_facts facts() {
    region_facts result;
    result.owners[a] = 0;
    return result;
  }

  node_moment at(seconds now) const {
    return {0, now, instant{} + now};
  }

  void write(record_group group, seconds now = seconds{1}) {
    uut.durable(at(now), {std::move(group)});
  }

  static hop_record hop(std::int64_t bits, seconds end = seconds{60},
                        std::uint64_t epoch_of = 1, lease_id of = lease) {
    hop_record x;
    x.key = {of, epoch{epoch_of}, a};
    x.root = a;
    x.state = hop_state::active;
    x.uses = {{nic, rate(bits)}};
    x.term = {instant{} + seconds{1}, instant{} + end};
    x.deadline = x.term.end;
    return x;
  }

  static lease_record terms(std::int64_t bits, seconds end = seconds{60},
                            std::uint64_t epoch_of = 1) {
    lease_record x;
    x.info.id = lease;
    x.info.lessee = lessee_name{"alice"};
    x.info.target = nic;
    x.info.source = endpoint_name{"E1"};
    x.info.service = class_name{"standard"};
    x.root = a;
    x.info.epoch = epoch{epoch_of};
    x.info.term = {instant{} + seconds{1}, instant{} + end};
    x.info.deadline = x.info.term.end;
    x.info.route.hops = {{a, {{nic, rate(bits)}}}};
    x.info.amount = rate(bits);
    x.info.labels["attempt"] = "7.0";
    x.last_sequence = static_cast<std::uint32_t>(epoch_of);
    return x;
  }

  static lease_event event(event_kind kind, event_reason reason,
                           std::uint32_t sequence = 1,
                           std::int64_t before = 60) {
    lease_event x;
    x.number = sequence;
    x.lease = lease;
    x.lessee = lessee_name{"alice"};
    x.sequence = sequence;
    if (sequence > 1)
      x.amount_before = rate(before);
    x.kind = kind;
    x.reason = reason;
    return x;
  }

  void grant(std::int64_t bits = 60) {
    write({to_record(hop(bits))});
    write({to_record(terms(bits)),
           to_record(event(event_kind::granted, event_reason::requested))});
  }

  void end(event_reason reason, seconds now) {
    auto over = terms(60);
    over.phase = lease_phase::over;
    over.last_sequence = 2;
    write({to_record(over), to_record(event(event_kind::ended, reason, 2))},
          now);
  }

  static belief until(seconds end) {
    belief x;
    x.lease = lease;
    x.epoch = 1;
    x.hops = {{a, {{nic, rate(60)}}}};
    x.until = end;
    return x;
  }

  std::string rules() const {
    std::string result;
    for (auto& x : uut.violations())
      result += (result.empty() ? "" : " ") + x.rule;
    return result;
  }

  oracle uut{facts()};
};

TEST_F(Oracle, HasNothingToSayOfALeaseThatIsGrantedAndEnds) {
  grant();
  end(event_reason::expired, seconds{60});
  write({erasure_of(hop(60))}, seconds{60});
  write({erasure_of_lease(lease)}, seconds{60});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, C1SeesMoreGivenOutThanThereIs) {
  write({to_record(hop(60))});
  write({to_record(hop(41, seconds{60}, 1, lease_id{9}))});
  EXPECT_EQ(rules(), "C1");
}

TEST_F(Oracle, C2SeesAnOwnerThatFreesWhatIsBelievedIn) {
  grant();
  uut.believes(until(seconds{61}), seconds{2});
  end(event_reason::expired, seconds{60});
  EXPECT_EQ(rules(), "C2");
}

TEST_F(Oracle, C2CountsOnNothingWhileAnEarlierEndIsAskedFor) {
  grant();
  uut.believes(until(seconds{61}), seconds{2});
  uut.asks_for_less(lease, 8, seconds{3});
  uut.believes(until(seconds{61}), seconds{4});
  end(event_reason::expired, seconds{60});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, C2CountsOnWhatIsHeardOfTheEndAskedFor) {
  grant();
  uut.asks_for_less(lease, 8, seconds{3});
  uut.heard(lease, 8);
  uut.believes(until(seconds{61}), seconds{4});
  end(event_reason::expired, seconds{60});
  EXPECT_EQ(rules(), "C2");
}

TEST_F(Oracle, C2CountsOnNoMoreThanIsToldWhereTheGrantIsHeardLater) {
  grant();
  auto told = event(event_kind::restricted, event_reason::hop_lost, 2);
  told.epoch = epoch{2};
  told.remaining = seconds{10};
  told.takes_effect = instant{} + seconds{2};
  write({to_record(terms(60, seconds{12}, 2)), to_record(told)}, seconds{2});
  uut.believes(until(seconds{61}), seconds{3});
  write({erasure_of(hop(60, seconds{12}))}, seconds{12});
  EXPECT_EQ(rules().find("C2"), std::string::npos) << rules();
}

TEST_F(Oracle, C2CountsABookingFromWhenItsGatewayDoes) {
  auto shown = seconds{0};
  oracle careful{facts(), [&shown](std::size_t) {
                   return instant{} + shown;
                 }};
  careful.durable(at(seconds{1}), {{topology_to_record(region)}});
  careful.durable(at(seconds{1}), {{to_record(hop(60))}});
  careful.believes(until(seconds{50}), seconds{2});
  auto other = until(seconds{50});
  other.lease = lease_id{9};
  careful.believes(other, seconds{2});
  EXPECT_TRUE(careful.violations().empty()) << "its term begins at 1 s";
  shown = seconds{1};
  careful.believes(other, seconds{3});
  ASSERT_EQ(careful.violations().size(), 1u);
  EXPECT_EQ(careful.violations().front().rule, "C2");
}

TEST_F(Oracle, C3SeesAnEffectAfterTheEndAndOneOfOtherTerms) {
  grant();
  uut.admitted(at(seconds{59}), hop(60).key, hop(60).uses);
  EXPECT_EQ(rules(), "");
  uut.admitted(at(seconds{60}), hop(60).key, hop(60).uses);
  uut.admitted(at(seconds{59}), hop(60).key, hop(61).uses);
  uut.admitted(at(seconds{59}), hop(60, seconds{60}, 2).key, hop(60).uses);
  EXPECT_EQ(rules(), "C3 C3 C3");
}

TEST_F(Oracle, C3LooksAwayOnlyWhereADiskIsBehind) {
  grant();
  uut.disk_lags(0, seconds{61});
  uut.admitted(at(seconds{60}), hop(60).key, hop(60).uses);
  EXPECT_EQ(rules(), "");
  uut.disturbed(0, seconds{100});
  uut.admitted(at(seconds{62}), hop(60).key, hop(60).uses);
  EXPECT_EQ(rules(), "C3");
}

TEST_F(Oracle, C4SeesAHopThatEndsBeforeItsLease) {
  grant();
  write({to_record(hop(60, seconds{59}, 2))});
  EXPECT_EQ(rules(), "C4");
}

TEST_F(Oracle, C4LooksAwayWhereALeaseIsOnlyAboutToCome) {
  write({to_record(hop(60))});
  auto elsewhere = terms(60);
  elsewhere.info.route.hops.front().gateway = gateway_name{"B"};
  write({to_record(elsewhere),
         to_record(event(event_kind::granted, event_reason::requested))});
  write({to_record(hop(30, seconds{50}, 2))});
  EXPECT_EQ(rules(), "C5") << "B has nothing";
}

TEST_F(Oracle, C5SeesAGrantWithoutItsHop) {
  write({to_record(terms(60)),
         to_record(event(event_kind::granted, event_reason::requested))});
  EXPECT_EQ(rules(), "C5");
}

TEST_F(Oracle, C5LooksAwayWhereTheTermPassedWhileTheRootSlept) {
  write({to_record(hop(60))});
  write({erasure_of(hop(60))}, seconds{60});
  write({to_record(terms(60)),
         to_record(event(event_kind::granted, event_reason::requested))},
        seconds{2});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, C6SeesAnEndThatNobodyAskedForAndAnEpochThatGoesBack) {
  grant();
  write({to_record(hop(60, seconds{60}, 3))});
  write({to_record(hop(60, seconds{60}, 2))});
  EXPECT_EQ(rules(), "C6");
  uut.gives_back(lease, epoch{0}, oracle::giving_back::in_earnest, seconds{3});
  end(event_reason::requested, seconds{4});
  EXPECT_EQ(rules(), "C6") << "it was asked for";
}

TEST_F(Oracle, C6SeesAReleaseOfOlderTerms) {
  grant();
  uut.gives_back(lease, epoch{9}, oracle::giving_back::by_mistake, seconds{3});
  end(event_reason::requested, seconds{4});
  EXPECT_EQ(rules(), "C6");
}

TEST_F(Oracle, D1SeesAWordThatIsNotWritten) {
  lease_grant word;
  word.lease = terms(60).info;
  uut.answered(at(seconds{2}), {"7.0", {}, request_intent::grant, word});
  EXPECT_EQ(rules(), "D1");
}

TEST_F(Oracle, D1SeesARecordThatIsGone) {
  grant();
  uut.started(at(seconds{3}), {topology_to_record(region)}, data_loss::none);
  EXPECT_NE(rules().find("D1"), std::string::npos);
}

TEST_F(Oracle, WaivesWhatAnOperatorHasLost) {
  grant();
  uut.believes(until(seconds{50}), seconds{2});
  uut.started(at(seconds{3}), {topology_to_record(region)},
              data_loss::by_operator);
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, D2SeesALeaseOfARefusedRequest) {
  refusal no;
  no.code = errc::insufficient_capacity;
  uut.answered(at(seconds{2}), {"7.0", {}, request_intent::grant, no});
  grant();
  EXPECT_EQ(rules(), "D2");
}

TEST_F(Oracle, D3SeesAWordAfterAFailedWrite) {
  grant();
  uut.write_failed(at(seconds{2}), {});
  lease_grant word;
  word.lease = terms(60).info;
  uut.answered(at(seconds{2}), {"7.0", {}, request_intent::grant, word});
  EXPECT_EQ(rules(), "D3");
}

TEST_F(Oracle, D4SeesARenewalThatAFullDiskRefuses) {
  refusal no;
  no.code = errc::low_space;
  uut.answered_renewal(at(seconds{2}), lease, no, seconds{1});
  EXPECT_EQ(rules(), "D4");
}

TEST_F(Oracle, H3SeesALeaseThatMayNotHaveLessThanItHas) {
  grant();
  change_request asked;
  asked.lease = lease;
  refusal no;
  no.code = errc::insufficient_capacity;
  asked.amount = rate(61);
  uut.answered_change(at(seconds{2}), asked, rate(60), no, seconds{1});
  EXPECT_EQ(rules(), "") << "of more there may be too little";
  asked.amount = rate(30);
  uut.answered_change(at(seconds{2}), asked, rate(60), no, seconds{1});
  EXPECT_EQ(rules(), "H3");
}

TEST_F(Oracle, N4SeesAnEventThatGoesWithItsLease) {
  grant();
  auto told = event(event_kind::granted, event_reason::requested);
  write({erasure_of_event(told.number)});
  EXPECT_EQ(rules(), "N4");
}

TEST_F(Oracle, H2SeesARequestThatWaitsForAHold) {
  refusal no;
  no.code = errc::timed_out;
  uut.answered(at(seconds{20}),
               {"7.0", {}, request_intent::grant, no, seconds{12}});
  EXPECT_EQ(rules(), "") << "a hold lives for 10 s";
  uut.answered(at(seconds{20}),
               {"8.0", {}, request_intent::grant, no, seconds{10}});
  EXPECT_EQ(rules(), "H2");
}

TEST_F(Oracle, H2LooksAwayWhereSomethingWasWrong) {
  refusal no;
  no.code = errc::timed_out;
  uut.disturbed(0, seconds{11});
  uut.answered(at(seconds{20}),
               {"8.0", {}, request_intent::grant, no, seconds{10}});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, R1SeesAChangeOfALeaseThatIsOver) {
  grant();
  end(event_reason::administrative, seconds{4});
  lease_grant word;
  word.lease = terms(30).info;
  change_request asked;
  asked.lease = lease;
  asked.amount = rate(30);
  uut.answered_change(at(seconds{6}), asked, rate(60), word, seconds{5});
  EXPECT_NE(rules().find("R1"), std::string::npos);
}

TEST_F(Oracle, T5KnowsThatAHopLivesToTheLaterOfItsTwoEnds) {
  auto both = hop(60);
  both.next = hop_terms{
      {{nic, rate(60)}}, {both.term.start, both.term.end + seconds{9}}, {}};
  both.deadline = both.next->term.end;
  write({to_record(both)});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, N1SeesTermsThatChangeUntold) {
  grant();
  write({to_record(terms(60, seconds{60}, 2))});
  EXPECT_EQ(rules(), "N1");
}

TEST_F(Oracle, N1SeesAnEventThatTellsOfOtherTermsThanThereWere) {
  grant();
  auto told = event(event_kind::renewed, event_reason::requested, 2);
  told.amount_before = rate(61);
  write({to_record(terms(60, seconds{60}, 2)), to_record(told)});
  EXPECT_EQ(rules(), "N1");
}

TEST_F(Oracle, N1SeesAHopThatGivesBackBeforeItsLeaseDoes) {
  grant();
  write({to_record(hop(30, seconds{60}, 2))});
  EXPECT_EQ(rules(), "N1");
}

class OracleN3 : public Oracle {
protected:
  /// A lease of a class whose lessees have 4 s to acknowledge, reduced for a
  /// newcomer at 10 s.
  OracleN3() {
    write({to_record(polite())});
    write({to_record(hop(60))});
    write({to_record(of_class(terms(60))),
           to_record(event(event_kind::granted, event_reason::requested))});
    write(
        {to_record(of_class(terms(30, seconds{60}, 2))),
         to_record(event(event_kind::restricted, event_reason::contention, 2))},
        seconds{10});
  }

  static service_class polite() {
    service_class x;
    x.name = class_name{"polite"};
    x.remedies = {remedy::shrink, remedy::terminate};
    x.ack_within = seconds{4};
    return x;
  }

  static lease_record of_class(lease_record x) {
    x.info.service = polite().name;
    x.info.minimum = {};
    return x;
  }

  void give_back(seconds now) {
    write({to_record(hop(30, seconds{60}, 2))}, now);
  }

  void end_for(event_reason reason, seconds now) {
    auto over = of_class(terms(30, seconds{60}, 2));
    over.phase = lease_phase::over;
    over.last_sequence = 3;
    write({to_record(over), to_record(event(event_kind::ended, reason, 3, 30))},
          now);
  }
};

TEST_F(OracleN3, SeesAHopThatGivesBackBeforeItsLesseeKnows) {
  give_back(seconds{13});
  EXPECT_EQ(rules(), "N3");
}

TEST_F(OracleN3, SeesAHopThatIsFreedBeforeItsLesseeKnows) {
  end_for(event_reason::contention, seconds{12});
  uut.acknowledged(lease, 2);
  write({erasure_of(hop(60))}, seconds{15});
  EXPECT_EQ(rules(), "N3") << "of its end it does not know";
}

TEST_F(OracleN3, SeesAHopThatEndsSoonerBeforeItsLesseeKnows) {
  write({to_record(hop(60, seconds{20}, 2))}, seconds{13});
  EXPECT_NE(rules().find("N3"), std::string::npos);
}

TEST_F(OracleN3, LetsItGiveBackOnceItsLesseeKnows) {
  uut.acknowledged(lease, 1);
  uut.acknowledged(lease, 2);
  give_back(seconds{11});
  EXPECT_EQ(rules(), "");
}

TEST_F(OracleN3, TakesNoWordOnAnEarlierEventForThat) {
  uut.acknowledged(lease, 1);
  give_back(seconds{11});
  EXPECT_EQ(rules(), "N3");
}

TEST_F(OracleN3, LetsItGiveBackOnceItsLesseeHadItsTime) {
  give_back(seconds{14});
  EXPECT_EQ(rules(), "");
}

TEST_F(OracleN3, LetsALeaseEndThatItsLesseeGaveBack) {
  uut.gives_back(lease, epoch{0}, oracle::giving_back::in_earnest, seconds{11});
  end_for(event_reason::requested, seconds{11});
  write({erasure_of(hop(60))}, seconds{11});
  EXPECT_EQ(rules(), "");
}

TEST_F(OracleN3, LooksAwayAfterARestartOfTheRoot) {
  std::vector<record> stored{
      topology_to_record(region),
      to_record(polite()),
      to_record(hop(60)),
      to_record(of_class(terms(30, seconds{60}, 2))),
      to_record(event(event_kind::granted, event_reason::requested)),
      to_record(event(event_kind::restricted, event_reason::contention, 2))};
  uut.started(at(seconds{11}), stored, data_loss::none);
  give_back(seconds{12});
  EXPECT_EQ(rules(), "") << "nobody remembers whom it waited for";
}

TEST_F(OracleN3, LooksAwayWhereTheActorThatWaitsCameDown) {
  uut.interrupted(0, seconds{20});
  give_back(seconds{12});
  EXPECT_EQ(rules(), "");
}

TEST_F(OracleN3, LooksAwayWhereTheCapacityIsGone) {
  write({to_record(capacity_record{nic, rate(30)})}, seconds{11});
  give_back(seconds{12});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, N2SeesAGapInTheEvents) {
  grant();
  write(
      {to_record(event(event_kind::expiring_soon, event_reason::expired, 3))});
  EXPECT_EQ(rules(), "N2");
}

TEST_F(Oracle, R1SeesALeaseThatComesBack) {
  grant();
  end(event_reason::administrative, seconds{4});
  write({to_record(terms(60, seconds{60}, 3)),
         to_record(event(event_kind::renewed, event_reason::requested, 3))});
  EXPECT_NE(rules().find("R1"), std::string::npos);
}

TEST_F(Oracle, T1SeesALeaseThatExpiresEarly) {
  grant();
  end(event_reason::expired, seconds{59});
  EXPECT_EQ(rules(), "T1 T4") << "by its clock, and by any";
}

TEST_F(Oracle, T2SeesALeaseThatEndsLate) {
  grant();
  write({erasure_of(hop(60))}, seconds{61});
  EXPECT_EQ(rules(), "T2");
}

TEST_F(Oracle, T4LooksAwayWhereALedgerWentBackInAStart) {
  record_group written{
      topology_to_record(region), to_record(hop(60)), to_record(terms(60)),
      to_record(event(event_kind::granted, event_reason::requested))};
  uut.write_failed(at(seconds{10}), {written});
  uut.started({0, seconds{11}, instant{} + seconds{2}}, written,
              data_loss::none);
  auto over = terms(60);
  over.phase = lease_phase::over;
  over.last_sequence = 2;
  auto ended = event(event_kind::ended, event_reason::expired, 2);
  uut.durable({0, seconds{69}, instant{} + seconds{60}},
              {{to_record(over), to_record(ended)}});
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, T4SeesALeaseThatARestartCutsShort) {
  grant();
  auto over = terms(60);
  over.phase = lease_phase::over;
  over.last_sequence = 2;
  uut.durable(
      {0, seconds{50}, instant{} + seconds{60}},
      {{to_record(over),
        to_record(event(event_kind::ended, event_reason::expired, 2))}});
  EXPECT_EQ(rules(), "T4");
}

TEST_F(Oracle, T5SeesALeaseMadeOfNothing) {
  lease_grant word;
  uut.answered(at(seconds{1}),
               {"7.0", period::zero(), request_intent::grant, word});
  grant();
  EXPECT_EQ(rules(), "T5");
}

TEST_F(Oracle, P1SeesAVictimOfAClassThatForbidsIt) {
  grant();
  end(event_reason::contention, seconds{4});
  EXPECT_NE(rules().find("P1"), std::string::npos);
}

class OracleP1 : public Oracle {
protected:
  /// A lease that others may end, and that was ended for others at 10 s.
  OracleP1() {
    auto weak = terms(60);
    weak.info.service = class_name{"best-effort"};
    weak.info.setup = weak.info.hold = 7;
    write({to_record(hop(60))});
    write({to_record(weak),
           to_record(event(event_kind::granted, event_reason::requested))});
    weak.phase = lease_phase::over;
    weak.last_sequence = 2;
    auto told = event(event_kind::ended, event_reason::contention, 2);
    told.resource = nic;
    write({to_record(weak), to_record(told)}, seconds{10});
    write({erasure_of(hop(60))}, seconds{10});
    write({erasure_of_lease(lease)}, seconds{10});
  }

  void come_in(seconds now) {
    const lease_id id{lease.value() + 1};
    write({to_record(hop(90, seconds{60}, 1, id))}, now);
    auto strong = terms(90);
    strong.info.id = id;
    auto told = event(event_kind::granted, event_reason::requested);
    told.number = 3;
    told.lease = id;
    write({to_record(strong), to_record(told)}, now);
    write({erasure_of(hop(90, seconds{60}, 1, id))}, seconds{60});
    strong.phase = lease_phase::over;
    strong.last_sequence = 2;
    told = event(event_kind::ended, event_reason::expired, 2, 90);
    told.number = 4;
    told.lease = id;
    write({to_record(strong), to_record(told)}, seconds{60});
    write({erasure_of_lease(id)}, seconds{60});
  }

  void rest() {
    node_at_rest x;
    x.at = at(seconds{99});
    uut.at_rest({x});
  }
};

TEST_F(OracleP1, SeesALeaseThatGaveWayForNobody) {
  rest();
  EXPECT_EQ(rules(), "P1");
}

TEST_F(OracleP1, SeesWhoCameInForThat) {
  come_in(seconds{11});
  rest();
  EXPECT_EQ(rules(), "");
}

TEST_F(OracleP1, TakesNobodyForThatWhoCameLongAfter) {
  come_in(seconds{21});
  rest();
  EXPECT_EQ(rules(), "P1");
}

TEST_F(OracleP1, LooksAwayWhereSomethingWentWrong) {
  uut.disturbed(0, seconds{5});
  rest();
  EXPECT_EQ(rules(), "");
}

TEST_F(Oracle, SeesWhatIsLeftAtTheEnd) {
  write({to_record(hop(60))});
  node_at_rest rest;
  rest.at = at(seconds{30});
  rest.gateways.push_back({a, "node-1", 1, 1});
  uut.at_rest({rest});
  EXPECT_EQ(rules(), "H1 H1") << "a hold, and a hop without a lease";
}

TEST_F(Oracle, T5SeesALeaseWithoutAnEndThatOutlivesItsHolder) {
  node_at_rest rest;
  rest.at = at(seconds{40});
  lease_info info;
  info.id = lease;
  info.term = {instant{} + seconds{1}, forever};
  info.deadline = instant{} + seconds{39};
  rest.leases = {info};
  uut.at_rest({rest});
  EXPECT_EQ(rules(), "");
  rest.leases.front().deadline = instant{} + seconds{31};
  uut.at_rest({rest});
  EXPECT_EQ(rules(), "T5");
}

TEST_F(Oracle, H1LeavesAHopWhoseRootAnOperatorLost) {
  grant();
  uut.started(at(seconds{3}), {topology_to_record(region), to_record(hop(60))},
              data_loss::by_operator);
  node_at_rest rest;
  rest.at = at(seconds{40});
  uut.at_rest({rest});
  EXPECT_EQ(rules(), "") << "it lives to its own end";
}

TEST_F(Oracle, L1SeesWhatWasNeverAnswered) {
  uut.unanswered("request #1", seconds{9});
  EXPECT_EQ(rules(), "L1");
}

} // namespace
} // namespace leasehold::sim
