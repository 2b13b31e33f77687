// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// Chains and hops die at every step of what a lease does for others: leaving a
// link that shrank, taking less of it, ending, making room for a stronger
// request, growing back. What a lease owes is done all the same.

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/death_test.hpp"

namespace leasehold {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class OwedWork : public test::death_test {
protected:
  /// Over A-B, where the direct link is shut.
  static lease_request over_b(const std::string& rate, const std::string& level,
                              const std::string& least = "") {
    auto x = wish("E2", rate, "60m");
    x.constraints.exclude = {"A-C"};
    x.service = class_name{level};
    if (!least.empty())
      x.minimum = *parse_amounts(least);
    return x;
  }

  /// Over A-B first, which is the cheaper way.
  static lease_request by_b(const std::string& rate, const std::string& level) {
    auto x = wish("E2", rate, "60m");
    x.service = class_name{level};
    return x;
  }

  auto pose_capacity(const std::string& rate) {
    return pose<status>(
        node_services().directory,
        set_capacity{resource_name{"A/A-B"}, *parse_amounts(rate), {}});
  }

  auto pose_wish(lease_request x) {
    return pose<outcomes>(node_services().leases,
                          request_leases{lessee("bob"), {std::move(x)}, {}});
  }

  std::optional<lease_info> look(lease_id id) {
    lease_filter filter;
    filter.lease = id;
    auto found = leases(admin(), filter);
    return found.empty() ? std::nullopt : std::optional{found.front()};
  }

  static bool passes(const lease_info& lease, const char* gateway) {
    return std::any_of(lease.route.hops.begin(), lease.route.hops.end(),
                       [&](auto& hop) { return hop.gateway.str() == gateway; });
  }

  /// Takes every lease and the lost capacity back.
  void begin_anew() {
    for (auto& lease : leases())
      EXPECT_EQ(release(lease.id, admin()).code, errc::none);
    pass(seconds{6});
    EXPECT_TRUE(leases().empty());
    question<status>(
        node_services().directory,
        set_capacity{resource_name{"A/A-B"}, *parse_amounts("100Mbit/s"), {}});
    EXPECT_EQ(audit(), strings{});
  }

  enum class dying { chains, hops };
  bool kill_all(dying who) {
    return who == dying::chains ? kill_chains() : kill_hops();
  }

  /// Kills the victim's chain at every step of making room for `strong`.
  /// @param judge Is told what the victim is then, and whether room was made.
  void strike_a_victim(
      const lease_request& weak, const lease_request& strong,
      const std::function<void(const std::optional<lease_info>&, bool)>&
          judge) {
    lease_id victim;
    std::shared_ptr<std::optional<outcomes>> answer;
    at_every_step(
        [&] {
          begin_anew();
          victim = grant(weak).lease.id;
          answer = pose_wish(strong);
        },
        [&] { return kill_chain(victim); },
        [&] {
          pass(seconds{12});
          ASSERT_TRUE(*answer);
          judge(look(victim),
                std::holds_alternative<lease_grant>((**answer).front()));
          EXPECT_EQ(audit(), strings{});
        });
  }

  void leaves_a_link_that_shrank(dying who);
  void ends_where_there_is_no_other_way(dying who);
  void takes_less_of_a_link_that_shrank(dying who);
  void grows_back(dying who);
};

// -- capacity that is gone ----------------------------------------------------

// C8
void OwedWork::leaves_a_link_that_shrank(dying who) {
  lease_id lease;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(by_b("30Mbit/s", "standard")).lease.id;
        ASSERT_TRUE(passes(*look(lease), "B"));
        pose_capacity("10Mbit/s");
      },
      [&] { return kill_all(who); },
      [&] {
        pass(seconds{30});
        auto now = look(lease);
        ASSERT_TRUE(now) << "another route was free";
        EXPECT_FALSE(passes(*now, "B"));
        EXPECT_EQ(now->amount, *parse_amounts("30Mbit/s"));
        expect_in_step(*now);
        EXPECT_EQ(audit(), strings{});
      });
}

TEST_F(OwedWork, LeavesALinkThatShrankThoughItsChainDies) {
  leaves_a_link_that_shrank(dying::chains);
}

TEST_F(OwedWork, LeavesALinkThatShrankThoughItsHopsDie) {
  leaves_a_link_that_shrank(dying::hops);
}

// C8
void OwedWork::ends_where_there_is_no_other_way(dying who) {
  lease_id lease;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(over_b("30Mbit/s", "guaranteed")).lease.id;
        pose_capacity("10Mbit/s");
      },
      [&] { return kill_all(who); },
      [&] {
        pass(seconds{10});
        EXPECT_FALSE(look(lease));
        EXPECT_EQ(free("A/A-B"), *parse_amounts("10Mbit/s"));
        EXPECT_EQ(audit(), strings{});
      });
}

TEST_F(OwedWork, EndsWhereThereIsNoOtherWayThoughItsChainDies) {
  ends_where_there_is_no_other_way(dying::chains);
}

TEST_F(OwedWork, EndsWhereThereIsNoOtherWayThoughItsHopsDie) {
  ends_where_there_is_no_other_way(dying::hops);
}

// C8: no less than it has to.
void OwedWork::takes_less_of_a_link_that_shrank(dying who) {
  lease_id lease;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(over_b("30Mbit/s", "elastic", "5Mbit/s")).lease.id;
        pose_capacity("10Mbit/s");
      },
      [&] { return kill_all(who); },
      [&] {
        pass(seconds{10});
        auto now = look(lease);
        ASSERT_TRUE(now);
        EXPECT_EQ(now->amount, *parse_amounts("10Mbit/s"));
        EXPECT_EQ(free("A/A-B"), amounts{});
        EXPECT_EQ(audit(), strings{});
      });
}

TEST_F(OwedWork, TakesLessOfALinkThatShrankThoughItsChainDies) {
  takes_less_of_a_link_that_shrank(dying::chains);
}

TEST_F(OwedWork, TakesLessOfALinkThatShrankThoughItsHopsDie) {
  takes_less_of_a_link_that_shrank(dying::hops);
}

void OwedWork::grows_back(dying who) {
  lease_id lease;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(over_b("30Mbit/s", "elastic", "5Mbit/s")).lease.id;
        pose_capacity("10Mbit/s");
        drain();
        ASSERT_EQ(look(lease)->amount, *parse_amounts("10Mbit/s"));
        pose_capacity("100Mbit/s");
        drain();
        // It is looked for room once a second.
        clock->pass(seconds{1});
        sched.advance_time(seconds{1});
      },
      [&] { return kill_all(who); },
      [&] {
        pass(seconds{20});
        auto now = look(lease);
        ASSERT_TRUE(now);
        EXPECT_EQ(now->amount, *parse_amounts("30Mbit/s"));
        EXPECT_EQ(now->state, lease_state::active);
        EXPECT_EQ(audit(), strings{});
      });
}

TEST_F(OwedWork, GrowsBackThoughItsChainDies) {
  grows_back(dying::chains);
}

TEST_F(OwedWork, GrowsBackThoughItsHopsDie) {
  grows_back(dying::hops);
}

// Two losses, one behind the other: what is under way for the first is no
// reason to forget the second.
TEST_F(OwedWork, LeavesTwiceWhereTheOtherWayShrinksToo) {
  lease_id lease;
  at_every_step(
      [&] {
        begin_anew();
        question<status>(node_services().directory,
                         set_capacity{resource_name{"A/A-C"},
                                      *parse_amounts("40Mbit/s"),
                                      {}});
        lease = grant(by_b("30Mbit/s", "standard")).lease.id;
        pose_capacity("10Mbit/s");
      },
      [&] {
        pose<status>(node_services().directory,
                     set_capacity{resource_name{"A/A-C"},
                                  *parse_amounts("5Mbit/s"),
                                  {}});
        return kill_chains();
      },
      [&] {
        pass(seconds{40});
        EXPECT_FALSE(look(lease)) << "there is room for it nowhere";
        EXPECT_EQ(audit(), strings{});
      });
}

// -- preemption ---------------------------------------------------------------

// P1: a lease loses something only to a request that is granted, as long as the
// request's own chain lives.
TEST_F(OwedWork, MakesRoomThoughTheChainOfAVictimDies) {
  strike_a_victim(over_b("100Mbit/s", "elastic", "20Mbit/s"),
                  over_b("70Mbit/s", "standard"),
                  [&](auto& victim, bool granted) {
                    ASSERT_TRUE(victim);
                    EXPECT_EQ(to_string(victim->amount),
                              granted ? "30Mbit/s" : "100Mbit/s");
                    expect_in_step(*victim);
                  });
}

TEST_F(OwedWork, EndsAVictimThoughItsChainDies) {
  strike_a_victim(over_b("100Mbit/s", "best-effort"),
                  over_b("70Mbit/s", "standard"),
                  [](auto& victim, bool granted) {
                    EXPECT_EQ(victim.has_value(), !granted);
                  });
}

TEST_F(OwedWork, MovesAVictimOrNotThoughItsChainDies) {
  strike_a_victim(by_b("30Mbit/s", "elastic"), over_b("90Mbit/s", "standard"),
                  [&](auto& victim, bool granted) {
                    ASSERT_TRUE(victim) << "it had another way";
                    EXPECT_EQ(to_string(victim->amount), "30Mbit/s");
                    if (granted) {
                      EXPECT_FALSE(passes(*victim, "B"));
                    }
                    expect_in_step(*victim);
                  });
}

TEST_F(OwedWork, AddsUpThoughEveryChainDiesWhileRoomIsMade) {
  for (auto level : {"elastic", "best-effort"}) {
    std::shared_ptr<std::optional<outcomes>> answer;
    at_every_step(
        [&] {
          begin_anew();
          grant(over_b("50Mbit/s", level, "20Mbit/s"));
          grant(over_b("50Mbit/s", level, "20Mbit/s"));
          answer = pose_wish(over_b("55Mbit/s", "standard"));
        },
        [&] { return kill_chains(); },
        [&] {
          pass(seconds{25});
          ASSERT_TRUE(*answer);
          for (auto& lease : leases())
            expect_in_step(lease);
          EXPECT_EQ(audit(), strings{});
        });
  }
}

// -- what the lessee asks for -------------------------------------------------

TEST_F(OwedWork, HasTheOldTermsOrTheNewThoughItsChainDiesInAChange) {
  lease_id lease;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(over_b("30Mbit/s", "standard")).lease.id;
        change_request x;
        x.lease = lease;
        x.amount = *parse_amounts("50Mbit/s");
        answer = pose<outcomes>(node_services().leases,
                                change_leases{lessee("alice"), {x}, {}});
      },
      [&] { return kill_chains(); },
      [&] {
        pass(seconds{12});
        ASSERT_TRUE(*answer);
        auto now = look(lease);
        ASSERT_TRUE(now);
        if (std::holds_alternative<lease_grant>((**answer).front()))
          EXPECT_EQ(to_string(now->amount), "50Mbit/s");
        else
          EXPECT_TRUE(now->amount == *parse_amounts("30Mbit/s")
                      || now->amount == *parse_amounts("50Mbit/s"));
        expect_in_step(*now);
        EXPECT_EQ(audit(), strings{});
      });
}

// A renewal that comes while its lease gives up something waits, and is
// carried out, whichever chain dies.
TEST_F(OwedWork, RenewsAfterItHasTakenLessThoughItsChainDies) {
  lease_id lease;
  std::shared_ptr<std::optional<outcomes>> answer;
  at_every_step(
      [&] {
        begin_anew();
        lease = grant(over_b("30Mbit/s", "elastic", "5Mbit/s")).lease.id;
        pose_capacity("10Mbit/s");
        for (int i = 0; i < 3; ++i)
          step();
        renewal_request x;
        x.lease = lease;
        x.request = request_id{7};
        x.wanted = *parse_period("90m");
        answer = pose<outcomes>(node_services().leases,
                                renew_leases{lessee("alice"), {x}, {}});
      },
      [&] { return kill_chains(); },
      [&] {
        pass(seconds{12});
        ASSERT_TRUE(*answer);
        auto now = look(lease);
        ASSERT_TRUE(now);
        EXPECT_EQ(to_string(now->amount), "10Mbit/s");
        auto no = std::get_if<refusal>(&(**answer).front());
        // It may have come before the lease took less, and not fit.
        EXPECT_TRUE(no == nullptr || no->code == errc::unknown_outcome
                    || no->code == errc::insufficient_capacity)
            << no->message;
        if (no == nullptr) {
          EXPECT_GE(now->term.end - now->term.start, minutes{90});
        }
        expect_in_step(*now);
        EXPECT_EQ(audit(), strings{});
      });
}

} // namespace
} // namespace leasehold
