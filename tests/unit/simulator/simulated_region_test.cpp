// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/simulated_region.hpp"

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/action/region_of.hpp"
#include "tools/regions/figure8.hpp"

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

class SimulatedRegion : public ::testing::Test {
protected:
  SimulatedRegion() {
    setting.topology = regions::figure8;
  }

  void open() {
    auto opened = simulated_region::open(setting);
    ASSERT_TRUE(opened) << opened.error().message;
    region = *opened;
    me = connect("me");
  }

  std::shared_ptr<session> connect(const std::string& who) {
    auto opened = region->connect(lessee_name{who}, std::nullopt);
    EXPECT_TRUE(opened) << opened.error().message;
    return opened ? *opened : nullptr;
  }

  /// Asks for EP51; the second such lease is refused.
  lease_outcome ask(session& by, period wanted) {
    lease_request asked;
    asked.request = region->fresh_request();
    asked.target = resource_name{"EP51"};
    asked.source = endpoint_name{"EP11"};
    asked.amount = amounts{unit::bit_per_second, 10'000'000};
    asked.wanted = wanted;
    auto answered = by.request({asked});
    EXPECT_TRUE(answered) << answered.error().message;
    return answered ? answered->at(0) : lease_outcome{refusal{}};
  }

  lease_info granted(session& by, period wanted) {
    auto outcome = ask(by, wanted);
    auto* grant = std::get_if<lease_grant>(&outcome);
    EXPECT_NE(grant, nullptr);
    return grant ? grant->lease : lease_info{};
  }

  void pass(duration time) {
    EXPECT_EQ(region->run(time, [] { return false; }),
              simulated_region::passed::all);
  }

  std::size_t held() {
    auto leases = me->leases({});
    EXPECT_TRUE(leases) << leases.error().message;
    return leases ? leases->size() : 99;
  }

  region_setting setting;
  std::shared_ptr<simulated_region> region;
  std::shared_ptr<session> me;
};

TEST_F(SimulatedRegion, GrantsALeaseOnTheClientsTimeline) {
  open();
  const auto before = me->clock().now;
  const auto lease = granted(*me, period::finite(60s));
  EXPECT_GE(lease.term.end, before + 60s);
  EXPECT_LE(lease.term.end, me->clock().now + 60s);
  pass(61s);
  EXPECT_EQ(held(), 0u);
  EXPECT_GE(me->clock().now, before + 61s);
}

TEST_F(SimulatedRegion, DrawsCalendarsOnTheClientsTimeline) {
  open();
  const auto lease = granted(*me, period::finite(60s));
  const auto now = me->clock().now;
  auto drawn = me->calendar({resource_name{"EP51/nic"}, {now, now + 1h}, 10});
  ASSERT_TRUE(drawn) << drawn.error().message;
  ASSERT_GE(drawn->steps.size(), 2u);
  EXPECT_GE(drawn->steps.at(1).from, lease.term.end - 1s);
  EXPECT_LE(drawn->steps.at(1).from, lease.term.end + 1s);
  EXPECT_FALSE(me->calendar({resource_name{"EP51/nic"}, {now, now}, 10}));
  EXPECT_FALSE(me->calendar({resource_name{"none"}, {now, now + 1h}, 10}));
}

TEST_F(SimulatedRegion, RefusesWhatTheWireWouldNotCarry) {
  open();
  lease_request asked;
  asked.target = resource_name{"EP51"};
  asked.source = endpoint_name{"EP11"};
  asked.labels["note"] = std::string(1 << 20, 'x');
  auto answered = me->request({asked});
  ASSERT_TRUE(answered);
  EXPECT_TRUE(std::holds_alternative<refusal>(answered->at(0)));
}

TEST_F(SimulatedRegion, HasHostsThatAnswerWhateverHappensToItsNode) {
  setting.topology = test::two_gateways;
  open();
  action_request asked;
  asked.verb = ping{3, 1s, 1s, 56};
  asked.targets = {"E1", "group:printers"};
  asked.deadline = me->clock().now + 60s;
  asked.request = region->fresh_request();
  const auto begun = me->run_action(asked);
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_EQ(begun->targets, 2u);
  EXPECT_GE(begun->deadline, asked.deadline);
  EXPECT_LE(begun->deadline, asked.deadline + 1s);
  ASSERT_TRUE(region->kill("node-1"));
  pass(5s);
  ASSERT_TRUE(region->start("node-1"));
  pass(10s);
  const auto page = me->statuses(begun->id, 0, 0s);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->statuses.size(), 2u);
  EXPECT_EQ(page->statuses[0].said.outcome, outcome::ok);
  EXPECT_EQ(page->statuses[0].said.echo->received, 3u);
  const auto all = me->actions();
  ASSERT_TRUE(all && all->actions.size() == 1);
  EXPECT_TRUE(all->actions[0].is_over());
}

TEST_F(SimulatedRegion, CancelsLocatesAndRefusesAsANodeDoes) {
  setting.topology = test::two_gateways;
  open();
  action_request asked;
  asked.verb = ping{100, 1s, 1s, 56};
  asked.targets = {"10.0.3.1"};
  asked.deadline = me->clock().now + 10min;
  const auto begun = me->run_action(asked);
  ASSERT_TRUE(begun) << begun.error().message;
  EXPECT_TRUE(me->cancel_action(begun->id)->cancelled);
  EXPECT_EQ(me->statuses(begun->id, 0, 1s)->action.done.failed, 1u);
  const auto found = me->locate({"E2"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->at(0).place, "room 7");
  EXPECT_EQ(me->locate({"E9"}).error().code, errc::unknown_target);
  asked.targets.clear();
  EXPECT_EQ(me->run_action(asked).error().code, errc::invalid_request);
}

TEST_F(SimulatedRegion, KeepsLeasesWhileANodeIsDown) {
  open();
  const auto lease = granted(*me, period::finite(60s));
  ASSERT_TRUE(region->kill("node-1"));
  EXPECT_EQ(region->nodes().at(0).state, "down");
  auto failed = me->leases({});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, errc::unavailable);
  EXPECT_NE(failed.error().message.find("start(\"node-1\")"),
            std::string::npos);
  pass(10s);
  ASSERT_TRUE(region->start("node-1"));
  auto found = me->leases({});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->at(0).id, lease.id);
  EXPECT_LE(found->at(0).term.end, lease.term.end + 1s);
}

TEST_F(SimulatedRegion, AnswersLateWhereANodePauses) {
  open();
  pass(1s);
  ASSERT_TRUE(region->pause("node-1", 3s));
  EXPECT_EQ(region->nodes().at(0).state, "paused");
  const auto before = me->clock().now;
  EXPECT_EQ(held(), 0u);
  EXPECT_GE(me->clock().now, before + 3s);
  ASSERT_TRUE(region->pause("node-1", 60s));
  auto failed = me->leases({});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, errc::timed_out);
}

TEST_F(SimulatedRegion, EndsANodeWhoseDiskIsFull) {
  open();
  ASSERT_TRUE(region->set_disk("node-1", disk_state::full));
  lease_request asked;
  asked.target = resource_name{"EP51"};
  asked.source = endpoint_name{"EP11"};
  asked.amount = amounts{unit::bit_per_second, 1'000'000};
  auto answered = me->request({asked});
  ASSERT_FALSE(answered);
  EXPECT_EQ(answered.error().code, errc::unavailable);
  const auto seen = region->nodes().at(0);
  EXPECT_EQ(seen.state, "down");
  EXPECT_NE(seen.why.find("no space"), std::string::npos) << seen.why;
  region->heal();
  ASSERT_TRUE(region->start("node-1"));
  EXPECT_EQ(held(), 0u);
}

TEST_F(SimulatedRegion, MakesNoNewPromisesOnALowDisk) {
  open();
  ASSERT_TRUE(region->set_disk("node-1", disk_state::low));
  pass(60s);
  auto outcome = ask(*me, period::finite(60s));
  const auto* no = std::get_if<refusal>(&outcome);
  ASSERT_NE(no, nullptr);
  EXPECT_EQ(no->code, errc::low_space) << no->message;
  EXPECT_EQ(region->nodes().at(0).state, "running");
}

TEST_F(SimulatedRegion, CaresNothingForCivilTime) {
  open();
  granted(*me, period::finite(60s));
  ASSERT_TRUE(region->jump_clock("node-1", 24h * 365));
  EXPECT_EQ(held(), 1u);
  ASSERT_TRUE(region->jump_clock("node-1", -24h * 730));
  pass(61s);
  EXPECT_EQ(held(), 0u);
}

TEST_F(SimulatedRegion, KeepsInfiniteLeasesOfSessionsThatAreThere) {
  open();
  auto other = connect("other");
  granted(*me, period::infinite());
  granted(*other, period::infinite());
  ASSERT_EQ(held(), 2u);
  other.reset();
  pass(10min);
  EXPECT_EQ(held(), 1u);
}

TEST_F(SimulatedRegion, TellsOperatorsFromLessees) {
  setting.operators = std::set{lessee_name{"me"}};
  open();
  auto other = connect("other");
  EXPECT_TRUE(me->audit());
  auto refused = other->audit();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::permission_denied);
  EXPECT_EQ(other->set_capacity(resource_name{"EP51/nic"}, {}).error().code,
            errc::permission_denied);
  auto status = me->node();
  ASSERT_TRUE(status);
  EXPECT_EQ(status->sessions, 2u);
}

TEST_F(SimulatedRegion, ShowsEventsAsTheyCome) {
  open();
  granted(*me, period::finite(5s));
  std::vector<event_kind> seen;
  auto watched = me->watch(
      {},
      [&seen](const lease_event& event) {
        seen.push_back(event.kind);
        return event.kind == event_kind::ended ? watching::stop
                                               : watching::go_on;
      },
      1h);
  EXPECT_TRUE(watched);
  EXPECT_EQ(seen,
            (std::vector{event_kind::granted, event_kind::expiring_soon,
                         event_kind::ended}));
  const auto before = me->clock().now;
  EXPECT_TRUE(me->watch(
      {99, {}, 10}, [](auto&) { return watching::stop; }, 90s));
  EXPECT_GE(me->clock().now, before + 90s);
}

TEST_F(SimulatedRegion, GivesUpWhereItIsInterrupted) {
  auto wanted = std::make_shared<bool>(false);
  setting.interrupted = [wanted] {
    return *wanted;
  };
  open();
  *wanted = true;
  EXPECT_EQ(region->run(1h, [] { return false; }),
            simulated_region::passed::interrupted);
  EXPECT_EQ(me->leases({}).error().code, errc::timed_out);
}

TEST_F(SimulatedRegion, NamesWhatIsWrongWithAnOrder) {
  open();
  auto unknown = region->kill("node-7").error();
  EXPECT_EQ(unknown.code, errc::unknown_name);
  EXPECT_EQ(unknown.message, "there is no node node-7; there are node-1");
  EXPECT_EQ(region->start("node-1").error().code, errc::conflict);
  EXPECT_EQ(region->part("node-1", "node-1").error().code,
            errc::invalid_request);
  ASSERT_TRUE(region->kill("node-1"));
  EXPECT_EQ(region->kill("node-1").error().code, errc::conflict);
  EXPECT_FALSE(region->connect(lessee_name{"late"}, std::nullopt));
}

TEST_F(SimulatedRegion, RefusesNodesThatCanNotBe) {
  setting.nodes = 99;
  auto none = simulated_region::open(setting);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, errc::invalid_request);
  setting.nodes = 1;
  setting.topology = "region = 1";
  EXPECT_FALSE(simulated_region::open(setting));
}

TEST_F(SimulatedRegion, IsTheSameRunForTheSameSeed) {
  const auto play = [this](std::uint64_t seed) {
    setting.seed = seed;
    open();
    granted(*me, period::finite(60s));
    EXPECT_TRUE(region->kill("node-1"));
    EXPECT_TRUE(region->start("node-1"));
    pass(30s);
    return std::pair{me->clock().now, region->fresh_request()};
  };
  const auto first = play(7);
  EXPECT_TRUE(play(7) == first);
  EXPECT_FALSE(play(8) == first);
}

} // namespace
} // namespace leasehold::sim
