// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/reply_slot.hpp"

#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "tests/support/rpc/rpc_test.hpp"

namespace leasehold {
namespace {

using ReplySlot = RpcTest;

TEST_F(ReplySlot, CarriesAnAnswerFromAnotherThread) {
  auto slot = make_reply_slot<std::string>();
  worker_.run([reply = std::move(slot.reply)] { reply("here"); });
  EXPECT_EQ("here", slot.answer.wait(io_.waitScope));
}

TEST_F(ReplySlot, TakesTheFirstOfManyAnswers) {
  auto slot = make_reply_slot<int>();
  auto copy = slot.reply;
  EXPECT_TRUE(copy.is_open());
  slot.reply(1);
  EXPECT_FALSE(copy.is_open());
  copy(2);
  copy.fail("too late");
  EXPECT_EQ(1, slot.answer.wait(io_.waitScope));
}

TEST_F(ReplySlot, TellsTheAskerWhenTheLastCopyIsDropped) {
  auto slot = make_reply_slot<int>();
  auto copy = slot.reply;
  slot.reply = {};
  EXPECT_FALSE(slot.answer.poll(io_.waitScope));
  worker_.run([moved = std::move(copy)] {});
  EXPECT_EQ("nobody answered: whoever had the question ended or dropped it",
            failure_of(kj::mv(slot.answer)));
}

TEST_F(ReplySlot, CarriesAFailure) {
  auto slot = make_reply_slot<int>();
  slot.reply.fail("the ledger is closed");
  EXPECT_EQ("the ledger is closed", failure_of(kj::mv(slot.answer)));
}

TEST_F(ReplySlot, IgnoresAnAnswerThatNobodyAwaitsAnyMore) {
  auto slot = make_reply_slot<int>();
  slot.answer = nullptr;
  slot.reply(1);
}

TEST_F(ReplySlot, AnswersACallOverTheWire) {
  serve();
  auto connection = dial();
  auto request = bootstrap(*connection).askThreadRequest();
  request.setNumber(42);
  EXPECT_EQ(42u, request.send().wait(io_.waitScope).getNumber());
}

TEST_F(ReplySlot, OutlivesItsEventLoop) {
  reply_to<int> reply;
  loop_.call([&reply](loop_context& loop) {
    auto slot = make_reply_slot<int>();
    reply = slot.reply;
    loop.detach(slot.answer.ignoreResult());
  });
  stop_server();
  reply(1);
}

// Half of the promises are dropped while another thread answers them, half of
// the replies are dropped unanswered.
TEST_F(ReplySlot, SurvivesTenThousandRaces) {
  constexpr int races = 10000;
  int answered = 0;
  int dropped = 0;
  int pending = 0;
  for (int i = 0; i < races; ++i) {
    auto slot = make_reply_slot<int>();
    worker_.run([i, reply = std::move(slot.reply)] {
      if (i % 3 != 0)
        reply(i);
    });
    if (i % 2 == 0)
      continue; // the promise goes at once
    ++pending;
    slot.answer
        .then([i, &answered](int x) { answered += x == i ? 1 : 0; },
              [&dropped](kj::Exception&&) { ++dropped; })
        .wait(io_.waitScope);
  }
  EXPECT_EQ(pending, answered + dropped);
  EXPECT_EQ(1667, dropped); // odd multiples of 3 below 10,000
}

TEST_F(ReplySlot, IsAnsweredByWhicheverOfManyThreadsIsFirst) {
  for (int i = 0; i < 500; ++i) {
    auto slot = make_reply_slot<int>();
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back([t, reply = slot.reply] { reply(t); });
    slot.reply = {};
    auto winner = slot.answer.wait(io_.waitScope);
    EXPECT_TRUE(0 <= winner && winner < 3);
    for (auto& thread : threads)
      thread.join();
  }
}

} // namespace
} // namespace leasehold
