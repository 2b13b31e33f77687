// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/beliefs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

instant at(int ms) {
  return instant{duration{ms}};
}

class Beliefs : public ::testing::Test {
protected:
  Beliefs() {
    all.know_capacity(printer, pages(10));
  }

  static amounts pages(std::int64_t value) {
    return {unit::count, value};
  }

  void believe(std::uint64_t lease, int from, int until, std::int64_t value,
               int asked = 0) {
    all.begin({lease_id{lease},
               {at(from), at(until)},
               at(asked),
               {{printer, pages(value)}}});
  }

  const resource_name printer{"E1/printer"};
  beliefs all;
};

TEST_F(Beliefs, MayFillAResource) {
  believe(1, 10, 20, 4);
  believe(2, 10, 20, 6);
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

TEST_F(Beliefs, ExceedIt) {
  believe(1, 10, 20, 4);
  believe(2, 19, 30, 7);
  EXPECT_THAT(all.check(at(100)), SizeIs(1));
}

TEST_F(Beliefs, FollowEachOther) {
  believe(1, 10, 20, 10);
  believe(2, 20, 30, 10);
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

TEST_F(Beliefs, EndWhenTheLesseeIsTold) {
  believe(1, 10, 20, 10);
  all.end(lease_id{1}, at(15));
  believe(2, 15, 30, 10);
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

TEST_F(Beliefs, ThatBeginLaterThanAllIsKnownAreNotJudgedYet) {
  believe(1, 10, 20, 10);
  believe(2, 15, 30, 10);
  EXPECT_THAT(all.check(at(14)), IsEmpty());
  EXPECT_THAT(all.check(at(15)), SizeIs(1));
}

TEST_F(Beliefs, OfAnotherResourceDoNotCount) {
  believe(1, 10, 20, 10);
  all.begin({lease_id{2},
             {at(10), at(20)},
             at(0),
             {{resource_name{"E1/nic"}, pages(10)}}});
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

TEST_F(Beliefs, GrantedOnAShrunkCapacityExceedIt) {
  all.ask_capacity(printer, pages(5), at(1));
  all.answer_capacity(printer, at(2));
  believe(1, 10, 20, 6, 3);
  EXPECT_THAT(all.check(at(100)), SizeIs(1));
}

TEST_F(Beliefs, OlderThanAShrinkageStand) {
  believe(1, 1, 20, 6);
  all.ask_capacity(printer, pages(5), at(5));
  all.answer_capacity(printer, at(6));
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

TEST_F(Beliefs, MayRestOnACapacityThatIsNotAnsweredYet) {
  all.ask_capacity(printer, pages(20), at(1));
  believe(1, 10, 20, 20, 3);
  EXPECT_THAT(all.check(at(100)), IsEmpty());
}

} // namespace
} // namespace leasehold::test
