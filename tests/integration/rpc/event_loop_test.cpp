// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/event_loop.hpp"

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/rpc/loop_context.hpp"

namespace leasehold {
namespace {

TEST(EventLoop, RunsAllThatIsPostedInOrderOfItsThread) {
  std::vector<int> seen;
  event_loop loop;
  for (int i = 0; i < 1000; ++i)
    loop.run_in_loop([i, &seen](loop_context&) { seen.push_back(i); });
  loop.stop();
  ASSERT_EQ(1000u, seen.size());
  for (int i = 0; i < 1000; ++i)
    EXPECT_EQ(i, seen[i]);
}

TEST(EventLoop, LosesNothingThatManyThreadsPost) {
  event_loop loop;
  int seen = 0; // of the loop's thread alone
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&loop, &seen] {
      for (int i = 0; i < 5000; ++i)
        loop.run_in_loop([&seen](loop_context&) { ++seen; });
    });
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(20000, loop.call([&seen](loop_context&) { return seen; }));
}

TEST(EventLoop, GivesWhatACallReturnsOrThrows) {
  event_loop loop;
  EXPECT_EQ(7, loop.call([](loop_context&) { return 7; }));
  auto thrown = [&loop] {
    loop.call([](loop_context&) { throw std::runtime_error("no"); });
  };
  EXPECT_THROW(thrown(), std::runtime_error);
}

TEST(EventLoop, GoesOnAfterATaskThatThrows) {
  event_loop loop;
  loop.run_in_loop([](loop_context&) { throw std::runtime_error("no"); });
  EXPECT_EQ(7, loop.call([](loop_context&) { return 7; }));
}

TEST(EventLoop, RefusesWhatComesAfterItsStop) {
  event_loop loop;
  loop.stop();
  EXPECT_EQ(event_loop::posting::refused,
            loop.run_in_loop([](loop_context&) {}));
  EXPECT_THROW(loop.call([](loop_context&) { return 1; }), std::runtime_error);
  loop.stop();
}

TEST(EventLoop, RunsTheHooksOfItsStopInReverseOneAfterTheOther) {
  std::vector<int> seen;
  event_loop loop;
  loop.call([&seen](loop_context& context) {
    for (int i = 0; i < 3; ++i)
      context.at_stop([i, &seen, &context] {
        return context.timer()
            .afterDelay(1 * kj::MILLISECONDS)
            .then([i, &seen] { seen.push_back(i); });
      });
  });
  loop.stop();
  EXPECT_EQ((std::vector<int>{2, 1, 0}), seen);
}

TEST(EventLoop, StopsThoughAHookFailsAndAnotherNeverEnds) {
  event_loop loop(std::chrono::milliseconds(20));
  bool ran = false;
  loop.call([&ran](loop_context& context) {
    context.at_stop([]() -> kj::Promise<void> { return kj::NEVER_DONE; });
    context.at_stop([&ran]() -> kj::Promise<void> {
      ran = true;
      throw std::runtime_error("no");
    });
  });
  loop.stop();
  EXPECT_TRUE(ran);
}

TEST(EventLoop, DestroysWhatItKeepsOnItsOwnThreadLastFirst) {
  using entry = std::pair<int, std::thread::id>;
  struct kept {
    kept(std::vector<entry>& x, int n) : log(x), number(n) {}
    ~kept() {
      log.emplace_back(number, std::this_thread::get_id());
    }
    std::vector<entry>& log;
    int number;
  };
  std::vector<entry> log;
  event_loop loop;
  auto thread = loop.call([&log](loop_context& context) {
    context.keep(kj::heap<kept>(log, 1));
    context.keep(kj::heap<kept>(log, 2));
    return std::this_thread::get_id();
  });
  loop.stop();
  EXPECT_EQ((std::vector<entry>{{2, thread}, {1, thread}}), log);
}

} // namespace
} // namespace leasehold
