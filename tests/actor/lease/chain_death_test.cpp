// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Chains, hops and the actors above them die at every step of an operation. A
// lease that was durable goes on; what was not leaves nothing behind.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/death_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

class ChainDeath : public test::death_test {
protected:
  auto pose_request(const std::string& time) {
    return pose<outcomes>(
        node_services().leases,
        request_leases{lessee("alice"), {wish("E2", "60Mbit/s", time)}, {}});
  }

  auto pose_renewal(lease_id lease, const std::string& time) {
    renewal_request x;
    x.lease = lease;
    x.wanted = *parse_period(time);
    return pose<outcomes>(node_services().leases,
                          renew_leases{lessee("alice"), {x}, {}});
  }

  void expect_nothing_left() {
    EXPECT_TRUE(leases().empty());
    EXPECT_EQ(hops(), std::make_pair(std::uint64_t{0}, std::uint64_t{0}));
    EXPECT_EQ(free("B/A-B"), *parse_amounts("100Mbit/s"));
    EXPECT_EQ(audit(), strings{});
  }

  /// A renewal that is asked while others are killed: its answer is true, the
  /// hops are in step, and the lease can be renewed and released.
  void judge_renewal(const lease_info& before,
                     const std::optional<outcomes>& answer, seconds wanted) {
    ASSERT_TRUE(answer);
    auto now = leases();
    ASSERT_EQ(now.size(), 1u);
    auto asked_end = node_services().clock->now() + wanted;
    if (std::holds_alternative<lease_grant>(answer->front()))
      EXPECT_EQ(now.front().term.end - before.term.start,
                asked_end - before.term.start);
    else
      EXPECT_EQ(now.front().term.end - before.term.start,
                before.term.end - before.term.start)
          << std::get<refusal>(answer->front()).message;
    expect_in_step(now.front());
    EXPECT_TRUE(std::holds_alternative<lease_grant>(renew(before.id, "200s")));
    expect_in_step(leases().front());
    EXPECT_EQ(release(before.id).code, errc::none);
    expect_nothing_left();
  }
};

// -- chains ------------------------------------------------------------------

// C5, D1
TEST_F(ChainDeath, IsALeaseOrNothingWhereASetUpIsInterrupted) {
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] { answer = pose_request("60s"); }, [&] { return kill_chains(); },
      [&] {
        ASSERT_TRUE(*answer);
        auto& outcome = (**answer).front();
        if (auto got = std::get_if<lease_grant>(&outcome)) {
          ASSERT_EQ(leases().size(), 1u);
          expect_in_step(leases().front());
          EXPECT_EQ(release(got->lease.id).code, errc::none);
        } else {
          EXPECT_EQ(std::get<refusal>(outcome).code, errc::unavailable);
          EXPECT_TRUE(leases().empty());
          pass(seconds{11});
        }
        expect_nothing_left();
      });
}

TEST_F(ChainDeath, KeepsTheOldTermsOrTheNewWhereARenewalIsInterrupted) {
  lease_info before;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        before = grant(wish("E2", "60Mbit/s", "60s")).lease;
        pass(seconds{20});
        answer = pose_renewal(before.id, "90s");
      },
      [&] { return kill_chains(); },
      [&] { judge_renewal(before, *answer, seconds{90}); });
}

// C4: no hop ends before its lease, whenever the root dies.
TEST_F(ChainDeath, ShortensALeaseAndItsHopsOrNeither) {
  lease_info before;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        before = grant(wish("E2", "60Mbit/s", "60s")).lease;
        pass(seconds{20});
        answer = pose_renewal(before.id, "10s");
      },
      [&] { return kill_chains(); },
      [&] { judge_renewal(before, *answer, seconds{10}); });
}

TEST_F(ChainDeath, EndsWhatWasReleasedThoughItsChainDies) {
  std::shared_ptr<std::optional<std::vector<release_outcome>>> answer;
  lease_id lease;
  at_every_step(
      [&] {
        lease = grant(wish("E2", "60Mbit/s", "60s")).lease.id;
        release_request x;
        x.lease = lease;
        answer = pose<std::vector<release_outcome>>(
            node_services().leases, release_leases{admin(), {x}, {}});
      },
      [&] { return kill_chains(); },
      [&] {
        ASSERT_TRUE(*answer);
        EXPECT_EQ((**answer).front().code, errc::none);
        event_query query;
        query.lease = lease;
        auto story = events(query).events;
        EXPECT_EQ(story.size(), 2u);
        EXPECT_EQ(story.back().reason, event_reason::administrative);
        expect_nothing_left();
      });
}

TEST_F(ChainDeath, EndsWhatExpiresThoughItsChainDies) {
  at_every_step(
      [&] {
        grant(wish("E2", "60Mbit/s", "2s"));
        pass(duration{1900});
        clock->pass(duration{200});
        sched.advance_time(duration{200});
      },
      [&] { return kill_chains(); },
      [&] {
        pass(seconds{1});
        expect_nothing_left();
      });
}

// T5
TEST_F(ChainDeath, KeepsAnInfiniteLeaseWhoseRenewalWasInterrupted) {
  lease_info before;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        before = grant(wish("E2", "60Mbit/s", "infinite")).lease;
        answer = pose_renewal(before.id, "infinite");
      },
      [&] { return kill_chains(); },
      [&] {
        for (int i = 0; i < 5; ++i) {
          tell(node_services().leases, holder_seen{lessee_name{"alice"}});
          pass(seconds{10});
        }
        ASSERT_EQ(leases().size(), 1u);
        expect_in_step(leases().front());
        EXPECT_EQ(release(before.id).code, errc::none);
        expect_nothing_left();
      });
}

// R1: dead stays dead, and what lives is not called dead.
TEST_F(ChainDeath, NeverCallsALeaseOverWhileItsChainIsSpawnedAgain) {
  for (int steps = 0; steps < 20; ++steps) {
    SCOPED_TRACE("asked after step " + std::to_string(steps));
    auto lease = grant(wish("E2", "60Mbit/s", "60s")).lease;
    kill_chains();
    for (int i = 0; i < steps; ++i)
      step();
    auto answer = pose_renewal(lease.id, "90s");
    drain();
    ASSERT_TRUE(*answer);
    auto no = std::get_if<refusal>(&(**answer).front());
    EXPECT_TRUE(no == nullptr || no->code == errc::unavailable
                || no->code == errc::unknown_outcome)
        << to_string(no->code);
    judge_renewal(lease, *answer, seconds{90});
  }
}

// -- the node ----------------------------------------------------------------

// C4, D1
TEST_F(ChainDeath, BringsHopsIntoStepAfterARestartInARenewal) {
  for (auto wanted : {seconds{90}, seconds{10}}) {
    lease_info before;
    instant asked_end;
    std::shared_ptr<std::optional<outcomes>> answer;
    auto kills = 0;
    at_every_step(
        [&] {
          before = grant(wish("E2", "60Mbit/s", "60s")).lease;
          asked_end = node_services().clock->now() + wanted;
          answer = pose_renewal(before.id, to_string(wanted));
        },
        [&] {
          restart();
          // Hops ask their roots at once.
          pass(duration{100});
          ++kills;
          return true;
        },
        [&] {
          auto now = leases();
          ASSERT_EQ(now.size(), 1u);
          EXPECT_TRUE(!*answer || now.front().term.end == asked_end);
          expect_in_step(now.front());
          EXPECT_EQ(audit(), strings{});
          EXPECT_EQ(release(before.id).code, errc::none);
          expect_nothing_left();
        });
    EXPECT_GT(kills, 10);
  }
}

TEST_F(ChainDeath, KnowsNoLeaseAsAbsentWhileTheNodeStarts) {
  auto lease = grant(wish("E2", "60Mbit/s", "60s")).lease;
  kill();
  auto started = node::start(sys, journal, clock, config);
  ASSERT_TRUE(started);
  running = std::move(*started);
  auto renewed = pose_renewal(lease.id, "90s");
  release_request x;
  x.lease = lease.id;
  auto released = pose<std::vector<release_outcome>>(
      node_services().leases, release_leases{lessee("alice"), {x}, {}});
  list_leases all;
  all.who = admin();
  auto listed = pose<lease_page>(node_services().leases, all);
  drain();
  ASSERT_TRUE(*renewed && *released);
  EXPECT_EQ(std::get<refusal>((**renewed).front()).code, errc::unavailable);
  EXPECT_EQ((**released).front().code, errc::unavailable);
  EXPECT_FALSE(*listed) << "an empty list would be a lie";
  EXPECT_EQ(leases().size(), 1u);
}

// -- hops --------------------------------------------------------------------

TEST_F(ChainDeath, EndsWhatWasReleasedThoughItsHopsDie) {
  std::shared_ptr<std::optional<std::vector<release_outcome>>> answer;
  at_every_step(
      [&] {
        auto got = grant(wish("E2", "60Mbit/s", "60s"));
        release_request x;
        x.lease = got.lease.id;
        answer = pose<std::vector<release_outcome>>(
            node_services().leases, release_leases{admin(), {x}, {}});
      },
      [&] { return kill_hops(); },
      [&] {
        // A root that hears nothing asks again.
        pass(seconds{6});
        ASSERT_TRUE(*answer);
        EXPECT_EQ((**answer).front().code, errc::none);
        expect_nothing_left();
      });
}

TEST_F(ChainDeath, IsALeaseOrNothingWhereHopsDieInASetUp) {
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step([&] { answer = pose_request("60s"); },
                [&] { return kill_hops(); },
                [&] {
                  pass(seconds{11});
                  ASSERT_TRUE(*answer);
                  auto& outcome = (**answer).front();
                  if (auto got = std::get_if<lease_grant>(&outcome)) {
                    ASSERT_EQ(leases().size(), 1u);
                    expect_in_step(leases().front());
                    EXPECT_EQ(release(got->lease.id).code, errc::none);
                    pass(seconds{6});
                  }
                  expect_nothing_left();
                });
}

TEST_F(ChainDeath, KeepsTheOldTermsOrTheNewWhereHopsDieInARenewal) {
  lease_info before;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        before = grant(wish("E2", "60Mbit/s", "60s")).lease;
        answer = pose_renewal(before.id, "90s");
      },
      [&] { return kill_hops(); },
      [&] {
        pass(seconds{6});
        ASSERT_TRUE(*answer);
        auto renewed = std::holds_alternative<lease_grant>((**answer).front());
        auto now = leases();
        ASSERT_EQ(now.size(), 1u);
        EXPECT_EQ(now.front().term.end - now.front().term.start,
                  seconds{renewed ? 90 : 60});
        expect_in_step(now.front());
        EXPECT_EQ(release(before.id).code, errc::none);
        pass(seconds{6});
        expect_nothing_left();
      });
}

// -- what only a restart can bring back --------------------------------------

class FatalDeath : public ChainDeath {
protected:
  template <class Handle>
  void expect_fatal(const Handle& hdl, const std::string& name) {
    grant(wish("E2", "10Mbit/s", "60s"));
    test::strike(hdl);
    drain();
    ASSERT_EQ(deaths->size(), 1u);
    EXPECT_NE(deaths->front().find(name), std::string::npos) << deaths->front();
    running.reset();
    drain();
    EXPECT_EQ(deaths->size(), 1u) << "told once";
    ASSERT_EQ(start().message, "");
    EXPECT_EQ(leases().size(), 1u);
  }
};

TEST_F(FatalDeath, OfTheStoreEndsTheNode) {
  expect_fatal(running->store(), "store");
}

TEST_F(FatalDeath, OfThePlannerKeeperEndsTheNode) {
  expect_fatal(running->planner(), "planner keeper");
}

TEST_F(FatalDeath, OfTheEventLogEndsTheNode) {
  expect_fatal(node_services().events, "event log");
}

TEST_F(FatalDeath, OfTheManagerEndsTheNode) {
  expect_fatal(node_services().leases, "lease manager");
}

TEST_F(FatalDeath, OfTheDirectoryEndsTheNode) {
  expect_fatal(node_services().directory, "directory");
}

TEST_F(FatalDeath, OfAGatewayEndsTheNode) {
  expect_fatal(directory().gateways.at(gateway_name{"B"}), "gateway B");
}

} // namespace
} // namespace leasehold
