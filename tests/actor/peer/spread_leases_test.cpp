// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using test::fate;
using test::frame;
using strings = std::vector<std::string>;

const auto no_hops = std::pair(std::uint64_t{0}, std::uint64_t{0});
const auto one_active = std::pair(std::uint64_t{0}, std::uint64_t{1});

/// Whether a frame has a message, or an order, of the kind.
template <class Message>
bool has(const frame& x) {
  auto decoded = decode_frame(x.bytes, {});
  if (!decoded)
    return false;
  return std::any_of(decoded->begin(), decoded->end(), [](auto& message) {
    if constexpr (std::is_constructible_v<peer_message, Message>)
      return std::holds_alternative<Message>(message);
    else if (auto sent = std::get_if<peer_order>(&message))
      return std::holds_alternative<Message>(sent->order);
    else
      return false;
  });
}

class SpreadLeases : public test::spread_test {
protected:
  void expect_everywhere(std::pair<std::uint64_t, std::uint64_t> count) {
    for (auto node : {"a", "b", "c"})
      EXPECT_EQ(hops(node), count) << node;
  }
};

// -- as it should be ---------------------------------------------------------

TEST_F(SpreadLeases, AreGrantedByTheNodeOfTheirTarget) {
  start_all();
  auto lease = grant("c", wish("10Mbit/s", "60s")).lease;
  EXPECT_EQ(lease.route.hops.size(), 3u);
  expect_everywhere(one_active);
  EXPECT_EQ(audit(), strings{});
}

TEST_F(SpreadLeases, AreRefusedElsewhereWithTheNameOfThatNode) {
  start_all();
  auto outcome = request("a", wish("10Mbit/s", "60s"));
  ASSERT_TRUE(std::holds_alternative<refusal>(outcome));
  auto& no = std::get<refusal>(outcome);
  EXPECT_EQ(no.code, errc::wrong_node);
  EXPECT_EQ(no.gateway, gateway_name{"C"});
  EXPECT_NE(no.message.find("node c runs"), std::string::npos) << no.message;
}

TEST_F(SpreadLeases, AreRefusedWhereARemoteGatewayIsFull) {
  start_all();
  grant("c", wish("70Mbit/s", "60s"));
  auto outcome = request("c", wish("40Mbit/s", "60s"));
  ASSERT_TRUE(std::holds_alternative<refusal>(outcome));
  EXPECT_EQ(std::get<refusal>(outcome).code, errc::insufficient_capacity);
  EXPECT_EQ(std::get<refusal>(outcome).offer.largest_amount,
            *parse_amounts("30Mbit/s"));
}

TEST_F(SpreadLeases, AreReleasedEverywhere) {
  start_all();
  auto lease = grant("c", wish("10Mbit/s", "60s")).lease.id;
  auto answer = ask_release("c", lease);
  drain();
  EXPECT_EQ((*answer)->front().code, errc::none);
  expect_everywhere(no_hops);
  EXPECT_EQ(audit(), strings{});
}

TEST_F(SpreadLeases, AreRenewedEverywhere) {
  start_all();
  auto lease = grant("c", wish("10Mbit/s", "60s")).lease.id;
  pass(seconds{50});
  auto answer = ask_renewal("c", lease, "60s");
  drain();
  ASSERT_TRUE(std::holds_alternative<lease_grant>((*answer)->front()));
  pass(seconds{50});
  expect_everywhere(one_active);
  EXPECT_EQ(audit(), strings{});
  pass(seconds{20});
  expect_everywhere(no_hops);
}

TEST_F(SpreadLeases, ShowWhichNodeRunsWhat) {
  start_all();
  grant("c", wish("10Mbit/s", "60s"));
  auto all = gateways("b");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].node, "a");
  EXPECT_EQ(all[1].node, "b");
  EXPECT_EQ(all[2].node, "c");
  EXPECT_EQ(all[1].hops_active, 1u);
  auto resources = question<std::vector<resource_info>>(
      machines.at("b").offers().directory, list_resources{});
  for (auto& x : *resources)
    EXPECT_EQ(x.gateway, gateway_name{"B"}) << x.name.str();
}

// -- the region --------------------------------------------------------------

TEST_F(SpreadLeases, NeedANodeThatTheTopologyNames) {
  machines.at("a").config.name = "z";
  auto why = machines.at("a").start();
  EXPECT_EQ(why.code, errc::conflict);
  EXPECT_NE(why.message.find("names this node, z"), std::string::npos);
}

TEST_F(SpreadLeases, KeepTheirGatewaysWhereTheyAre) {
  start_all();
  grant("c", wish("10Mbit/s", "60s"));
  std::string moved = test::spread_row;
  moved.replace(moved.find("node = \"b\""), 10, "node = \"a\"");
  auto load = [&](const std::string& node) {
    return *question<status>(machines.at(node).offers().directory,
                             load_topology{moved, {}});
  };
  auto answer = load("b");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, errc::conflict);
  answer = load("c");
  EXPECT_TRUE(answer.has_value()) << answer.error().message;
}

TEST_F(SpreadLeases, HaveCapacitiesThatTheirOwnNodeSets) {
  start_all();
  auto set = [&](const std::string& node) {
    return *question<status>(
        machines.at(node).offers().directory,
        set_capacity{resource_name{"B/A-B"}, *parse_amounts("50Mbit/s"), {}});
  };
  EXPECT_TRUE(set("b").has_value());
  auto answer = set("c");
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, errc::wrong_node);
  EXPECT_NE(answer.error().message.find("node b"), std::string::npos);
}

// -- faults ------------------------------------------------------------------

TEST_F(SpreadLeases, AreRefusedAsUnknownWhereANodeIsSilent) {
  start_all();
  kill("a");
  auto answer = ask("c", wish("10Mbit/s", "60s"));
  pass(seconds{3});
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ(std::get<refusal>((*answer)->front()).code, errc::unavailable);
}

TEST_F(SpreadLeases, LeaveNothingWhenTheirSetUpTimesOut) {
  start_all();
  network.judge = [](const frame& x) {
    return x.to == "a" && has<commit_hop>(x) ? fate::is_lost : fate::arrives;
  };
  auto answer = ask("c", wish("10Mbit/s", "60s"));
  pass(seconds{11});
  ASSERT_TRUE(answer->has_value());
  EXPECT_EQ(std::get<refusal>((*answer)->front()).code, errc::timed_out);
  expect_everywhere(no_hops);
}

// C5, H1: hops that were committed for a root that died ask, and free
// themselves.
TEST_F(SpreadLeases, LeaveNothingWhenTheirRootDiesBetweenCommits) {
  start_all();
  auto commits = 0;
  network.judge = [&commits](const frame& x) {
    if (x.to == "c" && commits == 2)
      return fate::is_lost;
    if (has<commit_hop>(x))
      ++commits;
    return fate::arrives;
  };
  ask("c", wish("10Mbit/s", "60s"));
  drain();
  EXPECT_EQ(commits, 2);
  EXPECT_EQ(hops("a"), one_active);
  EXPECT_EQ(hops("b"), one_active);
  network.judge = [](const frame&) {
    return fate::arrives;
  };
  restart("c");
  pass(seconds{11});
  expect_everywhere(no_hops);
  EXPECT_EQ(leases("c").size(), 0u);
  EXPECT_EQ(audit(), strings{});
}

TEST_F(SpreadLeases, LiveThroughRestartsOfAllNodes) {
  start_all();
  grant("c", wish("10Mbit/s", "60s"));
  for (auto node : {"a", "b", "c"})
    restart(node);
  pass(seconds{11});
  expect_everywhere(one_active);
  EXPECT_EQ(audit(), strings{});
  pass(seconds{60});
  expect_everywhere(no_hops);
}

TEST_F(SpreadLeases, EndWhenAHopOfAnotherNodeEnds) {
  start_all();
  machines.at("a").rate = 1.05;
  auto lease = grant("c", wish("10Mbit/s", "60s")).lease.id;
  pass(seconds{58});
  EXPECT_EQ(leases("c").size(), 0u);
  auto told = events("c", lease);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back().kind, event_kind::ended);
  EXPECT_EQ(told.back().reason, event_reason::hop_lost);
  EXPECT_EQ(told.back().gateway, gateway_name{"A"});
  expect_everywhere(no_hops);
}

TEST_F(SpreadLeases, ReleaseUntilAllHaveAnswered) {
  start_all();
  auto lease = grant("c", wish("10Mbit/s", "1h")).lease.id;
  network.judge = [](const frame& x) {
    return has<release_hop>(x) ? fate::is_lost : fate::arrives;
  };
  auto answer = ask_release("c", lease);
  drain();
  EXPECT_TRUE(answer->has_value());
  EXPECT_EQ(hops("a"), one_active);
  pass(seconds{30});
  EXPECT_EQ(hops("a"), one_active);
  network.judge = [](const frame&) {
    return fate::arrives;
  };
  pass(seconds{6});
  expect_everywhere(no_hops);
  EXPECT_EQ(audit(), strings{});
}

// Each order arrives later than the one before, so no instant it names is what
// it was.
TEST_F(SpreadLeases, KeepTheirTermsThoughOrdersAreUnderWayForAWhile) {
  start_all();
  network.judge = [](const frame&) {
    return fate::waits;
  };
  auto deliver = [this] {
    for (auto step = 1; step <= 12; ++step) {
      pass(duration{100});
      network.let_go();
      drain();
    }
  };
  auto asked = ask("c", wish("60Mbit/s", "60s"));
  deliver();
  ASSERT_TRUE(asked->has_value());
  auto lease = std::get<lease_grant>((*asked)->front()).lease;
  // A neighbour that begins when this one ends, where clocks allow it.
  auto later = wish("60Mbit/s", "60s");
  later.start = machines.at("c").offers().clock->base().to_wall(lease.term.end
                                                                + seconds{1});
  auto neighbour = ask("c", later);
  deliver();
  ASSERT_TRUE(neighbour->has_value());
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*neighbour)->front()));
  restart("c");
  deliver();
  pass(seconds{10});
  deliver();
  EXPECT_EQ(audit(), strings{});
  auto shorter = ask_renewal("c", lease.id, "20s");
  deliver();
  ASSERT_TRUE(shorter->has_value());
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*shorter)->front()));
  auto longer = ask_renewal("c", lease.id, "30s");
  deliver();
  ASSERT_TRUE(longer->has_value());
  EXPECT_TRUE(std::holds_alternative<lease_grant>((*longer)->front()));
  EXPECT_EQ(audit(), strings{});
}

TEST_F(SpreadLeases, EndWhenAConfirmationFindsNoHop) {
  start_all();
  auto lease = grant("c", wish("10Mbit/s", "infinite")).lease.id;
  caf::anon_send(machines.at("c").offers().leases,
                 holder_seen{lessee_name{"alice"}});
  drain();
  forge("c", "a",
        peer_order{gateway_name{"C"},
                   release_hop{{lease, epoch{9}, gateway_name{"A"}}}});
  EXPECT_EQ(leases("c").size(), 1u);
  pass(seconds{1});
  caf::anon_send(machines.at("c").offers().leases,
                 holder_seen{lessee_name{"alice"}});
  drain();
  EXPECT_EQ(leases("c").size(), 0u);
  expect_everywhere(no_hops);
}

// The remote hop is ahead of what was written, and nobody but the root knows.
TEST_F(SpreadLeases, AreBroughtInStepWhenTheirRootStartsAgain) {
  start_all();
  auto lease = grant("c", wish("60Mbit/s", "60s")).lease.id;
  network.judge = [](const frame& x) {
    return x.to == "c" ? fate::is_lost : fate::arrives;
  };
  ask_renewal("c", lease, "10m");
  drain();
  network.judge = [](const frame&) {
    return fate::arrives;
  };
  restart("c");
  pass(seconds{12});
  auto later = wish("60Mbit/s", "60s");
  later.start = machines.at("c").offers().clock->base().wall + seconds{60};
  auto outcome = request("c", later);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(outcome));
  EXPECT_EQ(audit(), strings{});
}

// -- belief ------------------------------------------------------------------

/// C2 with a hop whose clock is as fast as allowed, and a root and a lessee
/// whose clocks are as slow. All times are real ones unless they are said to be
/// a clock's.
class SpreadBelief : public SpreadLeases {
protected:
  static constexpr double slow = 0.999;

  SpreadBelief() {
    machines.at("a").rate = 1.001;
    machines.at("c").rate = slow;
    start_all();
    asked.request = request_id{7};
    first = grant("c", asked);
  }

  void wait(seconds time) {
    pass(time);
    real += time;
  }

  /// What the lessee counts on from now, in real time.
  duration believes() {
    auto valid = grant("c", asked).valid_for;
    return duration{
        static_cast<std::int64_t>(static_cast<double>(valid.count()) / slow)};
  }

  /// When the hop at A ends.
  duration hop_ends() {
    while (hops("a") == one_active)
      wait(seconds{1});
    return real;
  }

  lease_request asked = wish("10Mbit/s", "1000s");
  lease_grant first;
  duration real{0};
};

TEST_F(SpreadBelief, EndsBeforeTheFastestHop) {
  EXPECT_GT(first.valid_for, seconds{990});
  for (auto step = 0; step < 9; ++step) {
    wait(seconds{100});
    const auto until = real + believes();
    EXPECT_LT(until, seconds{999}) << real.count();
    EXPECT_GT(until, seconds{990}) << real.count();
  }
  EXPECT_GE(hop_ends(), seconds{999});
}

TEST_F(SpreadBelief, BeginsAgainWithEachRenewal) {
  wait(seconds{900});
  auto answer = ask_renewal("c", first.lease.id, "1000s");
  drain();
  ASSERT_TRUE(std::holds_alternative<lease_grant>((*answer)->front()));
  EXPECT_GT(believes(), seconds{990});
  wait(seconds{900});
  const auto until = real + believes();
  EXPECT_GT(until, seconds{1890});
  EXPECT_LT(until, hop_ends());
}

TEST_F(SpreadBelief, CountsTheSleepOfTheRoot) {
  wait(seconds{100});
  machines.at("c").clock->suspend(seconds{300});
  EXPECT_LT(believes(), seconds{600});
}

TEST_F(SpreadBelief, IsNoneOfATermThatIsOlderThanTheRootsStart) {
  wait(seconds{100});
  restart("c");
  EXPECT_EQ(believes(), duration::zero());
  auto answer = ask_renewal("c", first.lease.id, "1000s");
  drain();
  EXPECT_GT(believes(), seconds{990});
}

/// Everything that may happen to frames, and deaths of nodes, while leases are
/// asked for, renewed and released; then peace.
class SpreadStorm : public SpreadLeases,
                    public ::testing::WithParamInterface<unsigned> {
protected:
  bool chance(double p) {
    return std::bernoulli_distribution{p}(random_);
  }

  void storm() {
    network.judge = [this](const frame&) {
      if (chance(0.15))
        return fate::is_lost;
      if (chance(0.15))
        return fate::arrives_twice;
      return chance(0.15) ? fate::waits : fate::arrives;
    };
  }

  void act() {
    auto mine = leases("c");
    auto one = [&] {
      return mine[std::uniform_int_distribution<std::size_t>{
          0, mine.size() - 1}(random_)];
    };
    if (mine.empty() || chance(0.4))
      asked_.push_back(ask("c", wish("20Mbit/s", "40s")));
    else if (chance(0.6))
      renewed_.push_back(
          ask_renewal("c", one().id, chance(0.7) ? "60s" : "5s"));
    else
      released_.push_back(ask_release("c", one().id));
    if (chance(0.05))
      restart(std::string{"abc"[std::uniform_int_distribution{0, 2}(random_)]});
  }

  std::mt19937 random_{GetParam()};
  std::vector<std::shared_ptr<std::optional<outcomes>>> asked_;
  std::vector<std::shared_ptr<std::optional<outcomes>>> renewed_;
  std::vector<std::shared_ptr<std::optional<std::vector<release_outcome>>>>
      released_;
};

TEST_P(SpreadStorm, EndsWithEveryHopBelongingToALease) {
  start_all();
  storm();
  for (auto i = 0; i < 40; ++i) {
    act();
    pass(duration{std::uniform_int_distribution{0, 4000}(random_)});
    if (chance(0.5))
      network.let_go();
  }
  network.judge = [](const frame&) {
    return fate::arrives;
  };
  network.let_go();
  // Twice the hold, and as long as a hop waits to ask.
  pass(seconds{31});
  EXPECT_EQ(audit(), strings{});
  std::uint64_t hops_expected = 0;
  for (auto& lease : leases("c"))
    hops_expected += lease.route.hops.size();
  std::uint64_t hops_found = 0;
  for (auto node : {"a", "b", "c"}) {
    EXPECT_EQ(hops(node).first, 0u);
    hops_found += hops(node).second;
  }
  EXPECT_EQ(hops_found, hops_expected);
  pass(seconds{70});
  expect_everywhere(no_hops);
  for (auto& [name, x] : machines)
    EXPECT_EQ(x.deaths, strings{});
}

INSTANTIATE_TEST_SUITE_P(Seeds, SpreadStorm, ::testing::Range(0u, 20u));

} // namespace
} // namespace leasehold
