// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <limits>

#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "messages/amount.hpp"
#include "messages/civil.hpp"
#include "messages/ids.hpp"
#include "messages/period.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

// -- amounts -----------------------------------------------------------------

TEST(AmountText, ReadsEveryUnit) {
  EXPECT_EQ(*parse_amounts("10Mbit/s"),
            (amounts{unit::bit_per_second, 10000000}));
  EXPECT_EQ(*parse_amounts("1.5 Gbit/s"),
            (amounts{unit::bit_per_second, 1500000000}));
  EXPECT_EQ(*parse_amounts("64MiB"), (amounts{unit::byte, 64 << 20}));
  EXPECT_EQ(*parse_amounts("0.5KiB"), (amounts{unit::byte, 512}));
  EXPECT_EQ(*parse_amounts("3"), (amounts{unit::count, 3}));
  auto both = parse_amounts("10Mbit/s+2count");
  ASSERT_TRUE(both);
  EXPECT_EQ((*both)[unit::bit_per_second], 10000000);
  EXPECT_EQ((*both)[unit::count], 2);
  EXPECT_EQ(*parse_amounts("9223372036854775807bit/s"),
            (amounts{unit::bit_per_second,
                     std::numeric_limits<std::int64_t>::max()}));
}

// 2^-40 has 40 digits, and 2^40 takes them all away.
TEST(AmountText, ReadsAllDigitsOfAFraction) {
  const std::string part = "0.0000000000009094947017729282379150390625TiB";
  EXPECT_EQ(*parse_amounts(part), (amounts{unit::byte, 1}));
  EXPECT_EQ(*parse_amounts("1.5" + std::string(100, '0') + "KiB"),
            (amounts{unit::byte, 1536}));
  EXPECT_FALSE(parse_amounts("0.00000000000090949470177292823791TiB"));
}

TEST(AmountText, SaysWhatIsWrongAndWhatWouldBeRight) {
  for (auto [text, says] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"", "number and a unit"},
           {"Mbit/s", "number and a unit"},
           {"10 apples", "unknown unit \"apples\""},
           {"10mbit/s", "unknown unit"},
           {"-5", "never negative"},
           {"0.5bit/s", "no whole number of bit/s"},
           {"1.0001kB", "no whole number of bytes"},
           {"9223372036854775808bit/s", "beyond 2^63-1"},
           {"99999999999999999999999Tbit/s", "beyond 2^63-1"},
           {"1Mbit/s+2Mbit/s", "comes twice"},
           {"1Mbit/s+", "number and a unit"},
           {"1e6bit/s", "unknown unit"}}) {
    auto wrong = parse_amounts(text);
    ASSERT_FALSE(wrong) << text;
    EXPECT_EQ(wrong.error().code, errc::invalid_request);
    EXPECT_NE(wrong.error().message.find(says), std::string::npos)
        << text << ": " << wrong.error().message;
  }
}

TEST(AmountText, RefusesALongTextWithoutRepeatingIt) {
  auto wrong = parse_amounts(std::string(100000, '9'));
  ASSERT_FALSE(wrong);
  EXPECT_LT(wrong.error().message.size(), 200u);
}

RC_GTEST_PROP(AmountText, ReadsBackWhatItWrote, ()) {
  amounts x;
  for (auto u : all_units)
    x.set(u,
          *rc::gen::inRange(std::int64_t{0},
                            std::numeric_limits<std::int64_t>::max()));
  RC_ASSERT(*parse_amounts(to_string(x)) == x);
}

// -- periods -----------------------------------------------------------------

TEST(PeriodText, ReadsEveryKind) {
  EXPECT_EQ(*parse_period("60s"), period::finite(60s));
  EXPECT_EQ(*parse_period("2h30m"), period::finite(150min));
  EXPECT_EQ(*parse_period("1500ms"), period::finite(1500ms));
  EXPECT_EQ(*parse_period("1.5s"), period::finite(1500ms));
  EXPECT_EQ(*parse_period("7d"), period::finite(7 * 24h));
  EXPECT_EQ(*parse_period("any"), period::any());
  EXPECT_EQ(*parse_period("infinite"), period::infinite());
  EXPECT_EQ(*parse_period("-1"), period::infinite());
  EXPECT_EQ(*parse_period("zero"), period::zero());
  EXPECT_EQ(*parse_period("0"), period::zero());
  EXPECT_EQ(*parse_period("0s"), period::zero());
  EXPECT_EQ(*parse_period("36525d"), period::finite(period::max));
}

TEST(PeriodText, RefusesWhatIsNone) {
  for (auto text : {"", "60", "s", "5x", "30m2h", "1s1s", "36526d", "-1s",
                    "99999999999999999999d", "0.1ms", "60 s", "forever"})
    EXPECT_FALSE(parse_period(text)) << text;
}

RC_GTEST_PROP(PeriodText, ReadsBackWhatItWrote, ()) {
  auto ms = *rc::gen::inRange(std::int64_t{1}, period::max.count());
  auto x = period::finite(duration{ms});
  RC_ASSERT(*parse_period(to_string(x)) == x);
}

// -- civil time --------------------------------------------------------------

class CivilText : public ::testing::Test {
protected:
  /// 2026-11-23T08:20:00Z.
  time_base clock{instant{} + 1h, wall_time{duration{1795422000000}}};
};

TEST_F(CivilText, ReadsInstantsClocksAndDistances) {
  EXPECT_EQ(format_time(clock.wall), "2026-11-23T08:20:00Z");
  auto ten_later = clock.now + 10min;
  for (auto text : {"2026-11-23T08:30:00Z", "2026-11-23 08:30:00z",
                    "2026-11-23T09:30:00+01:00", "2026-11-23T08:30:00.000Z",
                    "08:30", "+10m"}) {
    auto at = parse_time(text, clock);
    ASSERT_TRUE(at) << text;
    EXPECT_EQ(*at, ten_later) << text;
  }
  EXPECT_EQ(*parse_time("08:20", clock), clock.now + 24h);
}

TEST_F(CivilText, RefusesWhatIsNoTimeOrPast) {
  for (auto text :
       {"", "soon", "25:00", "2026-02-30T00:00:00Z", "+", "2026-11-23T08:30:00",
        "2026-13-01T00:00:00Z", "8:30", "2026-11-23T08:30:00+1:00"})
    EXPECT_FALSE(parse_time(text, clock)) << text;
  auto past = parse_time("2026-11-23T08:19:59Z", clock);
  ASSERT_FALSE(past);
  EXPECT_NE(past.error().message.find("it is past"), std::string::npos);
}

TEST_F(CivilText, ShowsMilliseconds) {
  EXPECT_EQ(format_time(clock.wall + 7ms), "2026-11-23T08:20:00.007Z");
}

// -- ids ---------------------------------------------------------------------

TEST(LeaseIdText, ReadsBackWhatItWroteAndNothingElse) {
  for (auto value : {1ull, 0x10000100000001ull, ~0ull})
    EXPECT_EQ(*parse_lease_id(to_string(lease_id{value})), lease_id{value});
  for (auto text : {"", "xyz", "0x1", "01", "1FFF", "fffffffffffffffff", "-1"})
    EXPECT_FALSE(parse_lease_id(text)) << text;
}

TEST(LeaseIdText, RefusesWithWordsThatCanBePrinted) {
  auto wrong = parse_lease_id("\x1b[2J\xe3");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message.find("\"?[2J?\" is no lease id"), 0u)
      << wrong.error().message;
}

} // namespace
} // namespace leasehold
