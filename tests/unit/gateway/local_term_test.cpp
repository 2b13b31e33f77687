// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/local_term.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

const auto t0 = instant{} + 1h;

hop_record hop(window term, duration shift = {}) {
  hop_record y;
  y.term = term;
  y.shift = shift;
  return y;
}

/// As most orders are meant.
local_term told(const hop_record& known, window asked) {
  return localise(known, asked, reckoning::as_before);
}

TEST(LocalTerm, IsWhatARootOnThisNodeAsksFor) {
  const auto known = hop({t0, t0 + 60s});
  for (window asked : {window{t0, t0 + 60s}, window{t0, t0 + 30s},
                       window{t0, t0 + 90s}, window{t0, forever}}) {
    for (auto counts :
         {reckoning::as_before, reckoning::no_sooner, reckoning::anew}) {
      auto here = localise(known, asked, counts);
      EXPECT_TRUE(here.over == asked);
      EXPECT_EQ(here.shift, 0ms);
    }
  }
}

TEST(LocalTerm, IsTheSameForTheSameLengthWheneverTheOrderArrives) {
  auto known = hop({t0, t0 + 60s + 20ms}, 20ms);
  for (auto late : {-3ms, 0ms, 7ms, 4000ms}) {
    auto here = told(known, {t0 + late, t0 + late + 60s});
    EXPECT_TRUE(here.over == known.term) << late.count();
    EXPECT_EQ(here.shift, 20ms);
  }
}

TEST(LocalTerm, GivesMoreTimeFromNow) {
  const auto known = hop({t0, t0 + 60s});
  auto here = told(known, {t0 + 7ms, t0 + 90s + 7ms});
  EXPECT_EQ(here.over.start, t0);
  EXPECT_EQ(here.over.end, t0 + 90s + 7ms);
  EXPECT_EQ(here.shift, 7ms);
}

TEST(LocalTerm, NeverEndsBeforeWhatIsAskedThoughTheRootsClockIsAhead) {
  // The order seems to come from the past: the root's clock is the faster.
  const auto known = hop({t0, t0 + 60s}, 5ms);
  auto here = told(known, {t0 - 100ms, t0 + 90s - 100ms});
  EXPECT_GE(here.over.end, t0 + 90s - 100ms);
  EXPECT_EQ(here.shift, 5ms);
}

TEST(LocalTerm, TakesTimeAwayAsItWasCounted) {
  const auto known = hop({t0, t0 + 60s + 20ms}, 20ms);
  auto here = told(known, {t0 + 4s, t0 + 4s + 30s});
  EXPECT_EQ(here.over.end, t0 + 30s + 20ms);
  EXPECT_EQ(here.shift, 20ms);
}

// C2: the hop has a renewal of which its root, 5 s behind since it was off,
// knows nothing. What the root renews the lease for then is less to the hop.
TEST(LocalTerm, EndsNoSoonerThanARootThatIsBehindCountsOn) {
  const auto known = hop({t0, t0 + 90s});
  const window asked{t0 + 5s, t0 + 5s + 88s};
  EXPECT_EQ(told(known, asked).over.end, t0 + 88s);
  auto here = localise(known, asked, reckoning::anew);
  EXPECT_EQ(here.over.start, t0);
  EXPECT_EQ(here.over.end, t0 + 93s);
  EXPECT_EQ(here.shift, 5s);
  auto again = hop(here.over, here.shift);
  EXPECT_TRUE(told(again, asked).over == here.over) << "it is the same term";
  // By chance the renewal is for as much as the hop has.
  const window same{t0 + 5s, t0 + 5s + 90s};
  EXPECT_EQ(localise(known, same, reckoning::anew).over.end, t0 + 95s);
}

TEST(LocalTerm, TakesNoTimeAwayForWhichARootIsBehind) {
  const auto known = hop({t0, t0 + 90s});
  const window asked{t0 + 5s, t0 + 5s + 60s};
  auto here = localise(known, asked, reckoning::no_sooner);
  EXPECT_EQ(here.over.end, t0 + 65s);
  EXPECT_EQ(here.shift, 5s);
  // It asks for nothing more than the hop has.
  const window late{t0 + 40s, t0 + 40s + 60s};
  EXPECT_EQ(localise(known, late, reckoning::no_sooner).over.end, t0 + 90s);
  const window same{t0 + 5s, t0 + 5s + 90s};
  EXPECT_TRUE(localise(known, same, reckoning::no_sooner).over == known.term);
}

TEST(LocalTerm, GetsAnEndAndLosesIt) {
  const auto known = hop({t0, forever});
  auto here = told(known, {t0 + 1s, t0 + 61s});
  EXPECT_EQ(here.over.end, t0 + 61s);
  EXPECT_EQ(here.shift, 1s);
  here = told(hop(here.over, here.shift), {t0 + 2s, forever});
  EXPECT_EQ(here.over.end, forever);
}

TEST(LocalTerm, KnowsTermsBesideByTheirLengthToo) {
  auto known = hop({t0, t0 + 60s});
  known.next = hop_terms{{}, {t0, t0 + 90s + 30ms}, 30ms};
  EXPECT_TRUE(told(known, {t0 + 1s, t0 + 61s}).over == known.term);
  auto here = told(known, {t0 + 1s, t0 + 91s});
  EXPECT_TRUE(here.over == known.next->term);
  EXPECT_EQ(here.shift, 30ms);
  // Of the same length, it has what it was told last to count anew.
  known.next = hop_terms{{}, {t0, t0 + 64s}, 4s};
  here = told(known, {t0 + 5s, t0 + 65s});
  EXPECT_TRUE(here.over == known.next->term);
  EXPECT_EQ(here.shift, 4s);
}

// The hop's clock is fast by 1000 ppm and the root's slow by as much. The root
// renews an hour for an hour over 30 days; what the hop's clock has left after
// each is never less than what was asked.
TEST(LocalTerm, DoesNotAddUpWhatClocksDifferBy) {
  constexpr auto root_ms = 3'600'000.0;
  const auto hop_ms = root_ms * 1.001 / 0.999;
  auto known = hop({t0, t0 + 2h});
  for (auto hours = 1; hours <= 720; ++hours) {
    const auto now = t0 + duration{static_cast<std::int64_t>(hours * hop_ms)};
    const window asked{now - hours * 1h, now + 2h};
    auto here = localise(known, asked, reckoning::anew);
    EXPECT_GE(here.over.end - now, 2h) << hours;
    EXPECT_LE(here.over.end - now, 2h + 1ms) << hours;
    known.term = here.over;
    known.shift = here.shift;
  }
  // What it amounts to: 0.2 % of 30 days.
  EXPECT_GT(known.shift, 86min);
  EXPECT_LT(known.shift, 87min);
}

TEST(LocalTerm, EndsAHopWithItsTermsAndWithoutAnEndWhenTold) {
  auto known = hop({t0, t0 + 60s});
  EXPECT_EQ(deadline_of(known, t0 + 5s), t0 + 60s);
  known.next = hop_terms{{}, {t0, t0 + 90s}, {}};
  EXPECT_EQ(deadline_of(known, t0 + 5s), t0 + 90s);
  known.next->term.end = forever;
  EXPECT_EQ(deadline_of(known, t0 + 5s), t0 + 5s);
}

} // namespace
} // namespace leasehold
