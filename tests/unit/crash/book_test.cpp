// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/book.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A history is told to the book in short words; times are in milliseconds.
class Book : public ::testing::Test {
protected:
  Book() {
    resource_info printer;
    printer.name = resource_name{"E1/printer"};
    printer.capacity = {unit::count, 10};
    facts.know_capacity(printer);
    facts.calm(at(0));
  }

  static instant at(std::int64_t ms) {
    return instant{duration{ms}};
  }

  /// Of the node's first start, unless it says otherwise.
  static lease_id id(std::uint64_t count, std::uint64_t boot = 1) {
    return lease_id{std::uint64_t{1} << 52 | boot << 32 | count};
  }

  lease_request wish(std::uint64_t request) const {
    lease_request x;
    x.request = request_id{request};
    x.lessee = lessee_name{"EP11"};
    x.target = resource_name{"E1/printer"};
    x.source = endpoint_name{"E4"};
    x.amount = {unit::count, pages};
    x.service = class_name{service};
    x.wanted = period::finite(duration{1000});
    x.labels[request_label] = std::to_string(request);
    return x;
  }

  lease_info terms(lease_id lease, std::uint64_t request, std::int64_t end,
                   std::uint64_t epoch = 1) const {
    auto asked = wish(request);
    lease_info x;
    x.id = lease;
    x.epoch = leasehold::epoch{epoch};
    x.lessee = asked.lessee;
    x.target = asked.target;
    x.source = asked.source;
    x.amount = asked.amount;
    x.term = {at(0), at(end)};
    x.route.hops = {{gateway_name{"A"}, {{asked.target, asked.amount}}}};
    x.labels = asked.labels;
    return x;
  }

  static refusal no(errc code) {
    refusal x;
    x.code = code;
    return x;
  }

  void ask(std::uint64_t request) {
    facts.ask(wish(request), 0);
  }

  /// Asked for at `from` and answered 10 ms later, for a second.
  void grant(lease_id lease, std::uint64_t request, std::int64_t from) {
    lease_grant x;
    x.lease = terms(lease, request, from + 1010);
    x.valid_for = duration{1000};
    facts.answer(request_id{request}, x, {at(from), at(from + 10)});
  }

  void grant_for_ever(lease_id lease, std::uint64_t request) {
    lease_grant x;
    x.lease = terms(lease, request, 0);
    x.lease.term.end = forever;
    facts.answer(request_id{request}, x, {at(0), at(10)});
  }

  void refuse(std::uint64_t request, errc code, std::int64_t from = 0) {
    facts.answer(request_id{request}, no(code), {at(from), at(from + 10)});
  }

  renewal_request renewal(lease_id lease) const {
    return {request_id{900}, lease, lessee_name{"EP11"},
            period::finite(duration{1000})};
  }

  void renew(lease_id lease, std::uint64_t request, std::int64_t from,
             std::uint64_t epoch = 2) {
    lease_grant x;
    x.lease = terms(lease, request, from + 1010, epoch);
    x.valid_for = duration{1000};
    facts.ask_renewal(renewal(lease), at(from));
    facts.answer_renewal(renewal(lease), x, {at(from), at(from + 10)});
  }

  void refuse_renewal(lease_id lease, errc code, std::int64_t from) {
    facts.ask_renewal(renewal(lease), at(from));
    facts.answer_renewal(renewal(lease), no(code), {at(from), at(from + 10)});
  }

  static lease_event event(std::uint64_t number, lease_id lease,
                           std::uint32_t sequence, event_kind kind,
                           std::uint64_t request = 0) {
    lease_event x;
    x.number = number;
    x.lease = lease;
    x.sequence = sequence;
    x.kind = kind;
    x.labels[request_label] = std::to_string(request);
    return x;
  }

  static lease_event end(std::uint64_t number, lease_id lease,
                         std::uint32_t sequence, event_reason why,
                         std::int64_t when) {
    auto x = event(number, lease, sequence, event_kind::ended);
    x.reason = why;
    x.takes_effect = at(when);
    return x;
  }

  void learn(const lease_event& x) {
    facts.learn(x, {at(0), at(0)});
  }

  /// Lease 1 of request 1, granted from 0 to 1,000 and told as event 1.
  void have_lease() {
    ask(1);
    grant(id(1), 1, 0);
    learn(event(1, id(1), 1, event_kind::granted, 1));
  }

  /// What rules were broken, in order.
  std::vector<std::string> broken() const {
    std::vector<std::string> rules;
    for (auto& x : facts.violations)
      rules.push_back(x.rule);
    return rules;
  }

  void check_events() {
    facts.check_events(at(5000));
  }
  void check_listed(const std::vector<lease_info>& listed,
                    std::int64_t when = 100) {
    facts.check_listed(listed, {at(when), at(when)});
  }

  std::int64_t pages = 4;
  const char* service = "standard";
  book facts;
};

TEST_F(Book, FindsNothingInAGoodLife) {
  have_lease();
  renew(id(1), 1, 500);
  learn(event(2, id(1), 2, event_kind::renewed));
  check_listed({terms(id(1), 1, 1510, 2)});
  learn(end(3, id(1), 3, event_reason::expired, 1510));
  check_events();
  facts.node_gone(at(600));
  EXPECT_THAT(broken(), IsEmpty());
}

// -- C2, C3 ------------------------------------------------------------------

TEST_F(Book, FindsMoreBelievedThanThereIs) {
  pages = 6;
  have_lease();
  ask(2);
  grant(id(2), 2, 100);
  learn(event(2, id(2), 1, event_kind::granted, 2));
  check_events();
  EXPECT_THAT(broken(), ElementsAre("C2"));
}

TEST_F(Book, FindsNoBeliefAfterARelease) {
  pages = 6;
  have_lease();
  facts.ask_release(id(1), at(50));
  ask(2);
  grant(id(2), 2, 100);
  learn(end(2, id(1), 2, event_reason::requested, 60));
  learn(event(3, id(2), 1, event_kind::granted, 2));
  check_events();
  EXPECT_THAT(broken(), IsEmpty());
}

// A renewal may give back while others still have what a shrinkage ends.
TEST_F(Book, LetsALeaseBeShortenedWhileACapacityShrinks) {
  pages = 6;
  have_lease();
  const resource_name printer{"E1/printer"};
  facts.ask_capacity(printer, {unit::count, 5}, at(20));
  facts.answer_capacity(printer, {at(20), at(30)});
  renew(id(1), 1, 40);
  learn(event(2, id(1), 2, event_kind::renewed));
  check_events();
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, FindsALeaseIdOfAnEarlierStart) {
  ask(1);
  ask(2);
  learn(event(1, id(1, 2), 1, event_kind::granted, 1));
  learn(event(2, id(7, 1), 1, event_kind::granted, 2));
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

TEST_F(Book, FindsOneLeaseGrantedForTwoRequests) {
  have_lease();
  ask(2);
  grant(id(1), 2, 100);
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

TEST_F(Book, FindsAnEpochThatWentBack) {
  have_lease();
  renew(id(1), 1, 100, 3);
  renew(id(1), 1, 200, 2);
  EXPECT_THAT(broken(), ElementsAre("C3"));
}

// -- D1, D2, D3, D4 ----------------------------------------------------------

TEST_F(Book, FindsAGrantThatIsLost) {
  ask(1);
  grant(id(1), 1, 0);
  check_events();
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsALeaseThatIsNotListed) {
  have_lease();
  check_listed({});
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsARenewalThatIsLost) {
  have_lease();
  renew(id(1), 1, 500);
  check_events();
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsAReleaseThatIsLost) {
  have_lease();
  facts.ask_release(id(1), at(50));
  facts.answer_release({id(1), errc::none, {}}, {at(50), at(60)});
  check_events();
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsAPushedEventThatIsLost) {
  facts.hear(event(1, id(1), 1, event_kind::granted, 1), at(10));
  check_events();
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsAPushedEventThatIsAnotherNow) {
  ask(1);
  facts.hear(event(1, id(9), 1, event_kind::granted, 1), at(10));
  learn(event(1, id(1), 1, event_kind::granted, 1));
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsOtherTermsThanWereAskedFor) {
  have_lease();
  auto said = terms(id(1), 1, 1010);
  said.amount = {unit::count, 5};
  check_listed({said});
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsALeaseThatNobodyReleased) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::requested, 50));
  EXPECT_THAT(broken(), ElementsAre("C6"));
}

TEST_F(Book, FindsALeaseOfARefusedRequest) {
  ask(1);
  refuse(1, errc::insufficient_capacity);
  learn(event(1, id(1), 1, event_kind::granted, 1));
  check_events();
  EXPECT_THAT(broken(), ElementsAre("D2", "D2"));
}

TEST_F(Book, FindsTwoLeasesOfOneRequest) {
  ask(1);
  learn(event(1, id(1), 1, event_kind::granted, 1));
  learn(event(2, id(2), 1, event_kind::granted, 1));
  EXPECT_THAT(broken(), ElementsAre("D2"));
}

TEST_F(Book, FindsALeaseThatNobodyAskedFor) {
  learn(event(1, id(1), 1, event_kind::granted, 1));
  EXPECT_THAT(broken(), ElementsAre("D2", "N2"));
}

TEST_F(Book, TakesNoAnswerForAnOutcome) {
  ask(1);
  refuse(1, errc::unknown_outcome);
  learn(event(1, id(1), 1, event_kind::granted, 1));
  EXPECT_THAT(broken(), IsEmpty());
  EXPECT_EQ(facts.unanswered().size(), 1u);
}

TEST_F(Book, FindsAnAnswerAfterAFailedWrite) {
  have_lease();
  renew(id(1), 1, 500);
  facts.node_gone(at(300));
  EXPECT_THAT(broken(), ElementsAre("D3"));
}

TEST_F(Book, FindsAGrantOnAFullDisk) {
  facts.fill_disk(at(0));
  ask(1);
  grant(id(1), 1, 4000);
  EXPECT_THAT(broken(), ElementsAre("D4"));
}

TEST_F(Book, LetsTheNodeLookAtItsDisk) {
  facts.fill_disk(at(0));
  ask(1);
  grant(id(1), 1, 500);
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, FindsARenewalRefusedForSpace) {
  have_lease();
  facts.fill_disk(at(0));
  refuse_renewal(id(1), errc::low_space, 100);
  EXPECT_THAT(broken(), ElementsAre("D4"));
}

TEST_F(Book, FindsThatNoRenewalIsDoneOnAFullDisk) {
  have_lease();
  facts.fill_disk(at(0));
  for (int i = 0; i < 10; ++i)
    refuse_renewal(id(1), errc::too_much, 4000 + i);
  facts.clear_disk(at(5000));
  EXPECT_THAT(broken(), ElementsAre("D4"));
}

TEST_F(Book, FindsARefusalForSpaceThatThereIs) {
  ask(1);
  refuse(1, errc::low_space);
  EXPECT_THAT(broken(), ElementsAre("D4"));
}

TEST_F(Book, LetsAStalledNodeNoticeItsRoomLater) {
  facts.fill_disk(at(0));
  facts.clear_disk(at(4000));
  facts.disturb(at(4100));
  ask(1);
  refuse(1, errc::low_space, 8000);
  facts.calm(at(9000));
  ask(2);
  refuse(2, errc::low_space, 9100);
  EXPECT_THAT(broken(), IsEmpty());
  ask(3);
  refuse(3, errc::low_space, 12000);
  EXPECT_THAT(broken(), ElementsAre("D4"));
}

// -- P1, R1 ------------------------------------------------------------------

TEST_F(Book, FindsAStandardLeaseEndedForOthers) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::contention, 50));
  EXPECT_THAT(broken(), ElementsAre("P1"));
}

TEST_F(Book, LetsAWeakLeaseBeEndedForOthers) {
  service = "weak";
  have_lease();
  learn(end(2, id(1), 2, event_reason::contention, 50));
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, LetsALeaseBeEndedForACapacityThatShrinks) {
  facts.let_yield(resource_name{"E1/printer"});
  have_lease();
  learn(end(2, id(1), 2, event_reason::contention, 50));
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, FindsADeadLeaseRenewed) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::expired, 1010));
  renew(id(1), 1, 1100);
  EXPECT_THAT(broken(), ElementsAre("R1"));
}

TEST_F(Book, FindsADeadLeaseListed) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::expired, 1010));
  check_listed({terms(id(1), 1, 1010)});
  EXPECT_THAT(broken(), ElementsAre("R1"));
}

TEST_F(Book, FindsADeadLeaseWithEvents) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::expired, 1010));
  learn(event(3, id(1), 3, event_kind::renewed));
  EXPECT_THAT(broken(), ElementsAre("R1"));
}

TEST_F(Book, FindsOneRenewalDoneTwice) {
  have_lease();
  renew(id(1), 1, 500);
  learn(event(2, id(1), 2, event_kind::renewed));
  learn(event(3, id(1), 3, event_kind::renewed));
  check_events();
  EXPECT_THAT(broken(), ElementsAre("R1"));
}

// -- T1, T2, T3, T4 ----------------------------------------------------------

TEST_F(Book, FindsALeaseEndedEarly) {
  have_lease();
  learn(end(2, id(1), 2, event_reason::expired, 900));
  EXPECT_THAT(broken(), ElementsAre("T1"));
}

TEST_F(Book, FindsAnInfiniteLeaseThatExpired) {
  ask(1);
  grant_for_ever(id(1), 1);
  learn(event(1, id(1), 1, event_kind::granted, 1));
  learn(end(2, id(1), 2, event_reason::expired, 50));
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, LetsAnUnansweredRenewalMakeALeaseFinite) {
  ask(1);
  grant_for_ever(id(1), 1);
  learn(event(1, id(1), 1, event_kind::granted, 1));
  facts.ask_renewal(renewal(id(1)), at(20));
  learn(event(2, id(1), 2, event_kind::renewed));
  learn(end(3, id(1), 3, event_reason::expired, 50));
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, FindsARefusedRenewalOfALeaseThatLives) {
  have_lease();
  refuse_renewal(id(1), errc::lease_over, 500);
  EXPECT_THAT(broken(), ElementsAre("D1"));
}

TEST_F(Book, FindsALeaseEndedLate) {
  have_lease();
  facts.hear(end(2, id(1), 2, event_reason::expired, 1010), at(4500));
  EXPECT_THAT(broken(), ElementsAre("T2"));
}

TEST_F(Book, GivesALateNodeTime) {
  have_lease();
  facts.disturb(at(900));
  facts.calm(at(4000));
  facts.hear(end(2, id(1), 2, event_reason::expired, 1010), at(4500));
  EXPECT_THAT(broken(), IsEmpty());
}

TEST_F(Book, FindsALeaseListedLongAfterItsEnd) {
  have_lease();
  check_listed({terms(id(1), 1, 1010)}, 4500);
  EXPECT_THAT(broken(), ElementsAre("T2"));
}

TEST_F(Book, FindsAnEndThatMovedWithTheWallClock) {
  have_lease();
  facts.jump_wall_clock();
  check_listed({terms(id(1), 1, 9000)});
  EXPECT_THAT(broken(), ElementsAre("T3"));
}

TEST_F(Book, FindsATermThatARestartCut) {
  have_lease();
  ++facts.figures.kills;
  check_listed({terms(id(1), 1, 700)});
  EXPECT_THAT(broken(), ElementsAre("T4"));
}

TEST_F(Book, FindsATermThatARestartExtended) {
  have_lease();
  ++facts.figures.kills;
  check_listed({terms(id(1), 1, 1700)});
  EXPECT_THAT(broken(), ElementsAre("T4"));
}

// -- N2 ----------------------------------------------------------------------

TEST_F(Book, FindsAGapInTheLog) {
  have_lease();
  learn(event(3, id(1), 2, event_kind::renewed));
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

TEST_F(Book, FindsAGapInOneLease) {
  have_lease();
  learn(event(2, id(1), 3, event_kind::expiring_soon));
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

TEST_F(Book, FindsAGapInWhatIsPushed) {
  facts.listen_from(1);
  facts.hear(event(1, id(1), 1, event_kind::granted, 1), at(1));
  facts.hear(event(3, id(1), 2, event_kind::renewed), at(2));
  EXPECT_THAT(broken(), ElementsAre("N2"));
}

} // namespace
} // namespace leasehold::test
