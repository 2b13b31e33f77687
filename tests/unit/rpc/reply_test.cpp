// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/reply.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

struct log_sink final : reply_sink<int> {
  explicit log_sink(std::vector<std::string>& x) : log(x) {}
  ~log_sink() override {
    log.push_back("gone");
  }
  void answer(int value) override {
    log.push_back(std::to_string(value));
  }
  void fail(std::string why) override {
    log.push_back(why);
  }
  std::vector<std::string>& log;
};

using lines = std::vector<std::string>;

TEST(Reply, CountsTheFirstAnswerOfAllCopies) {
  lines log;
  {
    reply_to<int> reply(std::make_unique<log_sink>(log));
    auto copy = reply;
    copy(1);
    reply(2);
    reply.fail("no");
    EXPECT_FALSE(copy.is_open());
  }
  EXPECT_EQ((lines{"1", "gone"}), log);
}

TEST(Reply, EndsWithItsLastCopy) {
  lines log;
  reply_to<int> reply(std::make_unique<log_sink>(log));
  auto copy = reply;
  reply = {};
  EXPECT_EQ(lines{}, log);
  copy = {};
  EXPECT_EQ(lines{"gone"}, log);
}

TEST(Reply, GoesNowhereWhenNobodyAsked) {
  reply_to<int> reply;
  EXPECT_FALSE(reply.is_open());
  reply(1);
  reply.fail("no");
}

TEST(Reply, CallsAFunction) {
  int seen = 0;
  auto reply = reply_to<int>::calling([&seen](int x) { seen += x; });
  reply(7);
  reply(7);
  EXPECT_EQ(7, seen);
}

} // namespace
} // namespace leasehold
