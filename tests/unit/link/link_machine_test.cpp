// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/link/link_machine.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using address = link_machine::address;
using rank = link_machine::rank;

/// Two nodes, "a" and "b", and what lies between them. A connection has the
/// same number at both ends.
class Link : public testing::Test {
protected:
  struct side {
    link_machine machine;
    bool stands_still = false;
    std::vector<reachability> told;
    std::vector<std::string> closed;
    unsigned dials = 0;
  };

  Link() : a{{{}, rank::first, now}}, b{{{}, rank::second, now}} {
    a.machine.address_is(address::known);
    b.machine.address_is(address::known);
  }

  side& other(side& x) {
    return &x == &a ? b : a;
  }

  void obey(side& x, const link_effects& effects) {
    for (auto& effect : effects) {
      if (std::holds_alternative<dial_node>(effect)) {
        ++x.dials;
        dials.push_back(&x);
      } else if (auto beat = std::get_if<send_beat>(&effect)) {
        if (!(&x == &a ? cut_from_a : cut_from_b) && lives(beat->line))
          under_way.push_back({&other(x), beat->line, beat->beat});
      } else if (auto close = std::get_if<close_line>(&effect)) {
        x.closed.push_back(close->why);
        end(close->line);
      } else {
        x.told.push_back(std::get<link_changed>(effect).state);
      }
    }
  }

  bool lives(line_id line) const {
    return std::count(lines.begin(), lines.end(), line) > 0;
  }

  /// A connection is gone, and both ends notice.
  void end(line_id line) {
    lines.erase(std::remove(lines.begin(), lines.end(), line), lines.end());
    a.machine.closed(line, now);
    b.machine.closed(line, now);
  }

  line_id connect(side& by) {
    const line_id line{++last};
    lines.push_back(line);
    auto at_them = other(by).machine.opened(line, dialled_by::them, boot, now);
    auto at_us = by.machine.opened(line, dialled_by::us, boot, now);
    obey(other(by), at_them);
    obey(by, at_us);
    return line;
  }

  void settle() {
    while (!dials.empty() || !under_way.empty()) {
      for (auto by : std::exchange(dials, {})) {
        if (listening)
          connect(*by);
        else
          by->machine.dial_failed(now);
      }
      for (auto& x : std::exchange(under_way, {}))
        if (!x.to->stands_still)
          obey(*x.to, x.to->machine.beaten(x.line, x.beat));
    }
  }

  void pass(milliseconds time) {
    for (const auto end = now + time; now < end;) {
      now += milliseconds{100};
      for (auto x : {&a, &b})
        if (!x->stands_still)
          obey(*x, x->machine.look_at_time(now));
      settle();
    }
  }

  void bring_up() {
    pass(milliseconds{1'200});
    ASSERT_EQ(a.machine.state(), reachability::up);
    ASSERT_EQ(b.machine.state(), reachability::up);
    a.told.clear();
    b.told.clear();
  }

  struct letter {
    side* to;
    line_id line;
    line_beat beat;
  };

  milliseconds now{5'000};
  side a;
  side b;
  bool listening = true;
  bool cut_from_a = false;
  bool cut_from_b = false;
  std::uint64_t boot = 1;
  std::uint64_t last = 0;
  std::vector<line_id> lines;
  std::vector<side*> dials;
  std::vector<letter> under_way;
};

TEST_F(Link, IsDialledByTheFirstAlone) {
  bring_up();
  EXPECT_EQ(a.dials, 1u);
  EXPECT_EQ(b.dials, 0u);
  EXPECT_EQ(lines.size(), 1u);
}

TEST_F(Link, IsDialledByWhoeverKnowsAnAddress) {
  a.machine.address_is(address::unknown);
  bring_up();
  EXPECT_EQ(a.dials, 0u);
  EXPECT_EQ(b.dials, 1u);
}

TEST_F(Link, StaysDownWhereNobodyKnowsAnAddress) {
  a.machine.address_is(address::unknown);
  b.machine.address_is(address::unknown);
  pass(milliseconds{10'000});
  EXPECT_EQ(a.machine.state(), reachability::down);
  EXPECT_FALSE(a.machine.carrier());
  EXPECT_EQ(a.told, std::vector<reachability>{});
}

TEST_F(Link, IsUpAfterThreeAnswers) {
  connect(a);
  settle();
  EXPECT_TRUE(a.machine.carrier());
  pass(milliseconds{500});
  EXPECT_EQ(a.machine.state(), reachability::down);
  pass(milliseconds{500});
  EXPECT_EQ(a.told, std::vector<reachability>{reachability::up});
}

TEST_F(Link, IsDownWithin1500MsOfSilence) {
  bring_up();
  b.stands_still = true;
  pass(milliseconds{1'100});
  EXPECT_EQ(a.told, std::vector<reachability>{reachability::suspect});
  pass(milliseconds{400});
  EXPECT_EQ(
      a.told,
      (std::vector<reachability>{reachability::suspect, reachability::down}));
  EXPECT_EQ(a.closed.size(), 1u);
}

TEST_F(Link, IsDownAtBothEndsWhereOneWayIsCut) {
  bring_up();
  cut_from_a = true;
  pass(milliseconds{1'800});
  EXPECT_EQ(a.machine.state(), reachability::down);
  EXPECT_EQ(b.machine.state(), reachability::down);
  cut_from_a = false;
  pass(milliseconds{4'000});
  EXPECT_EQ(a.machine.state(), reachability::up);
  EXPECT_EQ(b.machine.state(), reachability::up);
}

TEST_F(Link, IsUpAgainOnceAnswersComeWhereItWasSuspect) {
  bring_up();
  b.stands_still = true;
  while (a.machine.state() == reachability::up)
    pass(milliseconds{100});
  b.stands_still = false;
  pass(milliseconds{200});
  EXPECT_EQ(
      a.told,
      (std::vector<reachability>{reachability::suspect, reachability::up}));
  EXPECT_EQ(lines.size(), 1u);
}

// Whoever stood still itself knows nothing of the others.
TEST_F(Link, TakesItsOwnPauseForNoSilence) {
  bring_up();
  a.stands_still = true;
  now += milliseconds{60'000};
  a.stands_still = false;
  pass(milliseconds{600});
  EXPECT_EQ(a.told, std::vector<reachability>{});
}

TEST_F(Link, StaysUpWhereALostConnectionIsMadeAgainAtOnce) {
  bring_up();
  end(lines.front());
  pass(milliseconds{2'000});
  EXPECT_EQ(a.told, std::vector<reachability>{});
  EXPECT_EQ(lines.size(), 1u);
  EXPECT_EQ(a.dials, 2u);
}

TEST_F(Link, IsDialledLessAndLessOftenWhileNobodyListens) {
  listening = false;
  pass(milliseconds{60'000});
  // 0.1, 0.2, 0.4, 0.8, 1.6 s, and then every 3 s.
  EXPECT_NEAR(a.dials, 5 + (60'000 - 3'100) / 3'000, 2);
  listening = true;
  pass(milliseconds{5'000});
  EXPECT_EQ(a.machine.state(), reachability::up);
}

TEST_F(Link, IsNotDialledInAHurryWhereConnectionsEndUnanswered) {
  cut_from_a = cut_from_b = true;
  for (auto i = 0; i < 100; ++i) {
    pass(milliseconds{100});
    while (!lines.empty())
      end(lines.front());
  }
  EXPECT_LT(a.dials, 10u);
}

TEST_F(Link, KeepsTheConnectionOfTheFirstWhereBothDialled) {
  const auto ours = connect(a);
  const auto theirs = connect(b);
  ASSERT_NE(ours, theirs);
  EXPECT_EQ(a.machine.carrier(), ours);
  EXPECT_EQ(b.machine.carrier(), ours);
  settle();
  pass(milliseconds{300});
  EXPECT_EQ(lines, std::vector<line_id>{ours});
  bring_up();
}

TEST_F(Link, KeepsTheOtherConnectionUntilTheBetterOneWorks) {
  const auto theirs = connect(b);
  settle();
  bring_up();
  cut_from_a = cut_from_b = true;
  connect(a);
  pass(milliseconds{1'000});
  EXPECT_TRUE(lives(theirs));
}

TEST_F(Link, TakesTheConnectionOfTheNewProcess) {
  const auto old = connect(a);
  bring_up();
  ++boot;
  const auto fresh = connect(b);
  EXPECT_EQ(a.machine.carrier(), fresh);
  pass(milliseconds{300});
  EXPECT_FALSE(lives(old));
  EXPECT_EQ(a.told, std::vector<reachability>{});
}

TEST_F(Link, BelievesNoAnswerToWhatItNeverSaid) {
  const auto line = connect(a);
  for (std::uint64_t i = 100; i < 110; ++i)
    EXPECT_TRUE(a.machine.beaten(line, {i, i}).empty());
  EXPECT_TRUE(a.machine.beaten(line_id{77}, {1, 1}).empty());
  EXPECT_EQ(a.machine.state(), reachability::down);
}

} // namespace
} // namespace leasehold
