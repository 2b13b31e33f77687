// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/queue_machine.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const gateway_name gateway{"A"};
const instant start{1h};

child_key key_of(std::uint64_t action, std::uint64_t attempt = 1) {
  return {action_id{action}, gateway, attempt};
}

child_order order_of(std::uint64_t action, std::uint8_t priority = 4,
                     std::uint32_t targets = 1, instant deadline = start + 60s,
                     const char* lessee = "ann") {
  child_task task;
  task.lessee = lessee_name{lessee};
  task.priority = priority;
  task.deadline = deadline;
  for (std::uint32_t i = 0; i < targets; ++i)
    task.targets.push_back({i, {}});
  return {key_of(action), 0, std::make_shared<const child_task>(task)};
}

child_status ok(std::uint32_t number) {
  child_status y;
  y.number = number;
  y.outcome = outcome::ok;
  return y;
}

std::vector<std::uint64_t> started(const queue_machine::effects& x) {
  std::vector<std::uint64_t> y;
  for (auto& each : x.starts)
    y.push_back(each.first.action.value());
  return y;
}

std::vector<std::uint32_t> numbers(const child_word& x) {
  std::vector<std::uint32_t> y;
  for (auto& each : x.statuses)
    y.push_back(each.number);
  return y;
}

TEST(queue_machine, does_one_after_the_other_by_priority_then_arrival) {
  queue_machine queue{{1, 100, 100}};
  EXPECT_THAT(started(queue.order(order_of(1), start)), ElementsAre(1));
  EXPECT_THAT(started(queue.order(order_of(2, 4), start)), IsEmpty());
  EXPECT_THAT(started(queue.order(order_of(3, 4), start + 1ms)), IsEmpty());
  EXPECT_THAT(started(queue.order(order_of(4, 0), start + 2ms)), IsEmpty());
  EXPECT_EQ(queue.waiting(), 3u);
  EXPECT_THAT(started(queue.finish(key_of(1), start)), ElementsAre(4));
  EXPECT_THAT(started(queue.finish(key_of(4), start)), ElementsAre(2));
  EXPECT_THAT(started(queue.finish(key_of(2), start)), ElementsAre(3));
}

TEST(queue_machine, lets_the_weakest_wait_for_a_bounded_time) {
  queue_machine queue{{1, 1000, 1000}};
  queue.order(order_of(1, 0), start);
  queue.order(order_of(2, 7), start);
  auto now = start;
  std::uint64_t last = 2;
  // Stronger ones never cease to come.
  for (auto running = std::uint64_t{1}; running != 2;) {
    now += 500ms;
    queue.order(order_of(++last, 0, 1, now + 60s), now);
    running = started(queue.finish(key_of(running), now)).at(0);
    ASSERT_LE(now, start + 7 * queue_machine::aging + 1s);
  }
}

TEST(queue_machine, refuses_what_it_has_no_room_for) {
  queue_machine queue{{1, 2, 1}};
  queue.order(order_of(1), start);
  queue.order(order_of(2), start);
  auto word = queue.order(order_of(3), start).words.at(0);
  EXPECT_EQ(word.state, child_state::refused);
  EXPECT_EQ(word.why.code, errc::too_much);
  EXPECT_THAT(word.why.message, HasSubstr("of this lessee"));
  queue.order(order_of(4, 4, 1, start + 60s, "bob"), start);
  word = queue.order(order_of(5, 4, 1, start + 60s, "cid"), start).words.at(0);
  EXPECT_EQ(word.why.code, errc::too_much);
  EXPECT_EQ(queue.waiting(), 2u);
  // One that was refused may come again.
  queue.finish(key_of(1), start);
  queue.finish(key_of(2), start);
  EXPECT_THAT(started(queue.order(order_of(3), start)), IsEmpty());
  EXPECT_THAT(started(queue.finish(key_of(4), start)), ElementsAre(3));
}

TEST(queue_machine, says_again_what_was_not_heard) {
  queue_machine queue{{}};
  queue.order(order_of(1, 4, 3), start);
  auto words = queue.progress(key_of(1), {ok(2), ok(0)}).words;
  ASSERT_EQ(words.size(), 1u);
  EXPECT_EQ(words[0].from, 0u);
  EXPECT_THAT(numbers(words[0]), ElementsAre(2, 0));
  auto asked = order_of(1);
  asked.task = nullptr;
  asked.heard = 1;
  words = queue.order(asked, start).words;
  EXPECT_EQ(words[0].from, 1u);
  EXPECT_THAT(numbers(words[0]), ElementsAre(0));
  EXPECT_EQ(words[0].state, child_state::running);
  queue.progress(key_of(1), {ok(1)});
  words = queue.finish(key_of(1), start).words;
  EXPECT_EQ(words[0].state, child_state::done);
  EXPECT_THAT(numbers(words[0]), IsEmpty());
  words = queue.order(asked, start).words;
  EXPECT_THAT(numbers(words[0]), ElementsAre(0, 1));
  EXPECT_EQ(words[0].state, child_state::done);
}

TEST(queue_machine, says_many_in_several_words_and_done_in_the_last) {
  queue_machine queue{{}};
  queue.order(order_of(1, 4, 2500), start);
  std::vector<child_status> all;
  for (std::uint32_t i = 0; i < 2500; ++i)
    all.push_back(ok(i));
  EXPECT_EQ(queue.progress(key_of(1), all).words.size(), 3u);
  queue.finish(key_of(1), start);
  auto asked = order_of(1);
  const auto words = queue.order(asked, start).words;
  ASSERT_EQ(words.size(), 3u);
  EXPECT_EQ(words[0].state, child_state::running);
  EXPECT_EQ(words[1].from, 1000u);
  EXPECT_EQ(words[2].state, child_state::done);
  EXPECT_EQ(words[2].statuses.size(), 500u);
}

TEST(queue_machine, wants_the_task_of_a_child_that_it_does_not_know) {
  queue_machine queue{{}};
  auto asked = order_of(1);
  asked.task = nullptr;
  EXPECT_EQ(queue.order(asked, start).words.at(0).state, child_state::unknown);
}

TEST(queue_machine, does_nothing_again_that_was_ended) {
  queue_machine queue{{1, 10, 10}};
  queue.order(order_of(1), start);
  queue.order(order_of(2), start);
  auto done = queue.end(key_of(1), start);
  ASSERT_EQ(done.stops.size(), 1u);
  EXPECT_THAT(started(done), ElementsAre(2));
  EXPECT_THAT(started(queue.order(order_of(1), start)), IsEmpty());
  EXPECT_THAT(queue.order(order_of(1), start).words, IsEmpty());
  // Nor what was ended before it came.
  queue.end(key_of(3), start);
  queue.finish(key_of(2), start);
  EXPECT_THAT(started(queue.order(order_of(3), start)), IsEmpty());
}

TEST(queue_machine, begins_anew_once_what_died_and_then_gives_it_up) {
  queue_machine queue{{}};
  queue.order(order_of(1, 4, 2), start);
  queue.progress(key_of(1), {ok(0)});
  auto again = queue.died(key_of(1), start);
  ASSERT_EQ(again.starts.size(), 1u);
  ASSERT_EQ(again.starts[0].second->targets.size(), 1u);
  EXPECT_EQ(again.starts[0].second->targets[0].number, 1u);
  const auto word = queue.died(key_of(1), start).words.at(0);
  EXPECT_EQ(word.state, child_state::done);
  EXPECT_EQ(word.from, 1u);
  EXPECT_EQ(word.statuses.at(0).outcome, outcome::failed);
  EXPECT_EQ(word.statuses.at(0).code, errc::driver_failed);
  EXPECT_EQ(queue.running(), 0u);
}

TEST(queue_machine, ends_at_the_deadline_what_waits_and_what_runs) {
  queue_machine queue{{1, 10, 10}};
  queue.order(order_of(1, 4, 1, start + 1s), start);
  queue.order(order_of(2, 4, 1, start + 1s), start);
  EXPECT_EQ(queue.next(), start + 1s);
  const auto ended = queue.look(start + 1s);
  ASSERT_EQ(ended.words.size(), 2u);
  EXPECT_EQ(ended.words[0].statuses.at(0).code, errc::timed_out);
  EXPECT_THAT(ended.words[0].statuses[0].message, HasSubstr("was at it"));
  EXPECT_THAT(ended.words[1].statuses.at(0).message, HasSubstr("waited"));
  ASSERT_EQ(ended.stops.size(), 1u);
  EXPECT_THAT(started(ended), IsEmpty());
  EXPECT_EQ(queue.running(), 0u);
  EXPECT_EQ(queue.waiting(), 0u);
  const auto late = queue.order(order_of(3, 4, 1, start), start);
  EXPECT_EQ(late.words.at(0).why.code, errc::timed_out);
}

TEST(queue_machine, keeps_what_nobody_heard_for_an_hour) {
  queue_machine queue{{}};
  queue.order(order_of(1, 4, 1, start + 1s), start);
  queue.progress(key_of(1), {ok(0)});
  queue.finish(key_of(1), start);
  auto asked = order_of(1);
  asked.task = nullptr;
  queue.look(start + 1s);
  EXPECT_EQ(queue.order(asked, start + 1s).words.at(0).state,
            child_state::done);
  for (auto at = queue.next(); at != forever; at = queue.next())
    queue.look(at);
  EXPECT_EQ(queue.order(asked, start + 2h).words.at(0).state,
            child_state::unknown);
}

// -- what must not be repeated -----------------------------------------------

child_order once_order(std::uint64_t action, instant deadline = start + 60s) {
  auto x = order_of(action, 4, 2, deadline);
  auto task = *x.task;
  task.verb = wake{};
  x.task = std::make_shared<const child_task>(task);
  return x;
}

/// The same, with the permit that a word asked for.
child_order permitted(child_order x, const child_word& word) {
  x.task = nullptr;
  x.permit = word.permit;
  return x;
}

TEST(queue_machine, begins_what_must_not_be_repeated_with_a_permit) {
  queue_machine queue{{1, 10, 10}, 100};
  const auto asked = queue.order(once_order(1), start);
  EXPECT_THAT(started(asked), IsEmpty());
  EXPECT_EQ(asked.words.at(0).state, child_state::ready);
  EXPECT_GT(asked.words[0].permit, 100u);
  // Neither without one, nor with another.
  EXPECT_THAT(started(queue.order(once_order(1), start)), IsEmpty());
  auto wrong = permitted(once_order(1), asked.words[0]);
  ++wrong.permit;
  EXPECT_THAT(started(queue.order(wrong, start)), IsEmpty());
  const auto right = permitted(once_order(1), asked.words[0]);
  const auto begun = queue.order(right, start);
  EXPECT_THAT(started(begun), ElementsAre(1));
  EXPECT_EQ(begun.words.at(0).state, child_state::running);
  EXPECT_EQ(begun.words[0].permit, 0u);
  // Once.
  EXPECT_THAT(started(queue.order(right, start)), IsEmpty());
  queue.progress(key_of(1), {ok(0), ok(1)});
  queue.finish(key_of(1), start);
  EXPECT_THAT(started(queue.order(right, start)), IsEmpty());
}

TEST(queue_machine, takes_no_permit_from_before_it_forgot) {
  queue_machine first{{1, 10, 10}, 100};
  const auto old = first.order(once_order(1), start).words.at(0);
  queue_machine second{{1, 10, 10}, 200};
  second.order(once_order(1), start);
  const auto late = permitted(once_order(1), old);
  EXPECT_THAT(started(second.order(late, start)), IsEmpty());
}

TEST(queue_machine, does_not_wait_for_a_permit_for_ever) {
  queue_machine queue{{1, 10, 10}};
  const auto word = queue.order(once_order(1), start).words.at(0);
  queue.order(once_order(2), start);
  EXPECT_EQ(queue.next(), start + queue_machine::permit_time);
  EXPECT_THAT(queue.look(start + 9s).words, IsEmpty());
  const auto next = queue.look(start + 10s);
  ASSERT_EQ(next.words.size(), 1u);
  EXPECT_EQ(next.words[0].key, key_of(2));
  EXPECT_EQ(next.words[0].state, child_state::ready);
  EXPECT_EQ(queue.running(), 1u);
  // The first may come again, as one that nobody knows.
  const auto late = permitted(once_order(1), word);
  EXPECT_EQ(queue.order(late, start + 10s).words.at(0).state,
            child_state::unknown);
}

TEST(queue_machine, begins_nothing_after_the_deadline) {
  queue_machine queue{{1, 10, 10}};
  const auto word = queue.order(once_order(1, start + 5s), start).words.at(0);
  const auto late =
      queue.order(permitted(once_order(1), word), start + 5s).words.at(0);
  EXPECT_EQ(late.state, child_state::done);
  EXPECT_EQ(late.statuses.at(0).outcome, outcome::failed);
  EXPECT_EQ(queue.running(), 0u);
}

TEST(queue_machine, does_not_know_what_came_of_what_it_was_at) {
  queue_machine queue{{4, 10, 10}};
  std::vector<child_word> asked;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    asked.push_back(queue.order(once_order(i, start + 5s), start).words.at(0));
    if (i < 3)
      queue.order(permitted(once_order(i), asked.back()), start);
  }
  // One that died is not begun anew.
  const auto died = queue.died(key_of(1), start);
  EXPECT_THAT(started(died), IsEmpty());
  EXPECT_EQ(died.words.at(0).statuses.at(1).outcome, outcome::unknown);
  const auto ended = queue.look(start + 5s);
  ASSERT_EQ(ended.words.size(), 2u);
  EXPECT_EQ(ended.words[0].statuses.at(0).outcome, outcome::unknown);
  // One that was never permitted has not begun.
  EXPECT_EQ(ended.words[1].statuses.at(0).outcome, outcome::failed);
  EXPECT_THAT(ended.words[1].statuses[0].message, HasSubstr("permit"));
  EXPECT_EQ(queue.running(), 0u);
}

TEST(queue_machine, ends_what_waits_for_its_permit) {
  queue_machine queue{{1, 10, 10}};
  const auto word = queue.order(once_order(1), start).words.at(0);
  EXPECT_THAT(queue.end(key_of(1), start).stops, IsEmpty());
  EXPECT_EQ(queue.running(), 0u);
  EXPECT_THAT(started(queue.order(permitted(once_order(1), word), start)),
              IsEmpty());
}

} // namespace
} // namespace leasehold
