// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/batch_reply.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using batch = batch_reply<std::string>;
using answers = std::vector<std::vector<std::string>>;

class BatchReply : public ::testing::Test {
protected:
  std::vector<batch::slot> open(std::size_t count) {
    return batch::open(
        count,
        reply_to<std::vector<std::string>>::calling(
            [seen = seen](auto x) { seen->push_back(std::move(x)); }));
  }

  std::shared_ptr<answers> seen = std::make_shared<answers>();
};

TEST_F(BatchReply, AnswersACallWithoutItemsAtOnce) {
  EXPECT_TRUE(open(0).empty());
  EXPECT_EQ(*seen, (answers{{}}));
}

TEST_F(BatchReply, AnswersOnceWithTheLastItemAndInOrder) {
  auto slots = open(3);
  slots[2]("c");
  slots[0]("a");
  EXPECT_TRUE(seen->empty());
  slots[1]("b");
  EXPECT_EQ(*seen, (answers{{"a", "b", "c"}}));
}

TEST_F(BatchReply, KeepsTheCallOpenWhileOneSlotLives) {
  auto slots = open(2);
  slots[0]("a");
  auto last = slots[1];
  slots.clear();
  last("b");
  EXPECT_EQ(*seen, (answers{{"a", "b"}}));
}

// Whoever drops a slot leaves the call without an answer, not with half of it.
TEST_F(BatchReply, GivesNoHalfAnswer) {
  {
    auto slots = open(2);
    slots[0]("a");
  }
  EXPECT_TRUE(seen->empty());
}

TEST_F(BatchReply, IgnoresAnAnswerThatNobodyWaitsFor) {
  batch::slot nobody;
  nobody("a");
  EXPECT_TRUE(seen->empty());
}

} // namespace
} // namespace leasehold
