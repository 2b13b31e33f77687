// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/watch/set_aside.hpp"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

/// The next process, after what this one kept.
set_aside next(const set_aside& x) {
  return set_aside{x.text()};
}

TEST(SetAside, TakesWhatEndedTwoInARow) {
  set_aside first;
  first.stuck("find a route");
  auto second = next(first);
  EXPECT_FALSE(second.holds("find a route"));
  second.stuck("find a route");
  const auto third = next(second);
  EXPECT_TRUE(third.holds("find a route"));
  EXPECT_FALSE(third.holds("find another"));
}

TEST(SetAside, ForgetsWhatEndedOneOnly) {
  set_aside x;
  x.stuck("one");
  x = next(x);
  x.stuck("two");
  x = next(x);
  x.stuck("one");
  x = next(x);
  EXPECT_TRUE(x.all().empty());
  x.ended();
  x = next(x);
  x.stuck("one");
  EXPECT_TRUE(next(x).all().empty());
}

TEST(SetAside, KeepsWhatItHasThroughEndsInOrder) {
  set_aside x;
  x.stuck("one");
  x.stuck("one");
  x.ended();
  x = next(x);
  x.stuck("two");
  x = next(x);
  EXPECT_TRUE(x.holds("one"));
}

TEST(SetAside, IsALineForEachWhateverTheWorkIs) {
  set_aside x;
  x.stuck("a\naside b");
  x = next(x);
  x.stuck("a\naside b");
  EXPECT_EQ(next(x).all(), (std::set<std::string>{"a?aside b"}));
}

TEST(SetAside, ReadsWhatIsNoSuchFileAsNothing) {
  for (const auto* text :
       {"", "\n\n", "aside", "aside ", "last ", "x y z", "\xff\xfe"})
    EXPECT_TRUE(set_aside{text}.all().empty()) << text;
}

TEST(SetAside, IsAFileOfTheDataFolder) {
  const test::temp_folder folder;
  EXPECT_TRUE(read_set_aside(folder.path()).all().empty());
  set_aside x;
  x.stuck("one");
  x.stuck("one");
  ASSERT_TRUE(write_set_aside(folder.path(), x));
  EXPECT_TRUE(read_set_aside(folder.path()).holds("one"));
  ASSERT_TRUE(write_set_aside(folder.path(), set_aside{}));
  EXPECT_TRUE(read_set_aside(folder.path()).all().empty());
  ASSERT_TRUE(write_set_aside(folder.path(), set_aside{}));
}

TEST(SetAside, SaysWhereItCannotBeWritten) {
  set_aside x;
  x.stuck("one");
  const auto failed = write_set_aside("/nonexistent", x);
  ASSERT_FALSE(failed);
  EXPECT_NE(failed.error().message.find("/nonexistent/set-aside"),
            std::string::npos);
}

} // namespace
} // namespace leasehold
