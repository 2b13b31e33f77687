// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/action_book.hpp"

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

const instant start{1h};
const principal ann{lessee_name{"ann"}};
const principal bob{lessee_name{"bob"}};
const principal root{lessee_name{"root"}, role::operator_};

action_request request_of(std::uint64_t number = 0) {
  action_request x;
  x.deadline = start + 60s;
  x.request = request_id{number};
  return x;
}

target_status status_of(std::uint32_t number, outcome what = outcome::ok) {
  target_status x;
  x.said.number = number;
  x.said.outcome = what;
  return x;
}

class action_book_test : public testing::Test {
protected:
  action_record begin(action_book& at, std::vector<std::string> targets,
                      const principal& who = ann, std::uint64_t number = 0) {
    auto x = at.begin(request_of(number), who, std::move(targets), 7, start);
    EXPECT_TRUE(x) << x.error().message;
    at.keep(*x);
    at.confirm(x->id);
    return *x;
  }

  void settle(action_book& at, action_id x, std::vector<target_status> all) {
    auto page = at.settle(x, std::move(all), start);
    ASSERT_TRUE(page);
    at.publish(*page);
    pages.push_back(*page);
  }

  action_book book{{}, 0x100001};
  std::vector<statuses_record> pages;
};

TEST_F(action_book_test, gives_each_target_one_status) {
  const auto x = begin(book, {"E1", "E2", "E3"});
  settle(book, x.id, {status_of(1), status_of(1, outcome::failed)});
  EXPECT_FALSE(book.settle(x.id, {status_of(1), status_of(9)}, start));
  EXPECT_THAT(book.open_targets(x.id), ElementsAre(0, 2));
  settle(book, x.id, {status_of(2, outcome::failed), status_of(0)});
  const auto page = book.read(x.id, 0, ann);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->statuses.size(), 3u);
  EXPECT_EQ(page->action.done.ok, 2u);
  EXPECT_EQ(page->action.done.failed, 1u);
  EXPECT_TRUE(page->action.is_over());
  EXPECT_EQ(book.read(x.id, 2, ann)->statuses.size(), 1u);
  EXPECT_EQ(book.read(x.id, 99, ann)->next, 3u);
}

TEST_F(action_book_test, tells_nobody_of_a_status_that_is_not_durable) {
  const auto x = begin(book, {"E1"});
  const auto page = book.settle(x.id, {status_of(0)}, start);
  EXPECT_THAT(book.read(x.id, 0, ann)->statuses, IsEmpty());
  EXPECT_FALSE(book.read(x.id, 0, ann)->action.is_over());
  EXPECT_THAT(book.open_targets(x.id), IsEmpty());
  book.publish(*page);
  EXPECT_TRUE(book.read(x.id, 0, ann)->action.is_over());
}

TEST_F(action_book_test, shows_nobody_what_is_not_durable) {
  const auto x = *book.begin(request_of(5), ann, {"E1"}, 7, start);
  book.keep(x);
  EXPECT_EQ(**book.find(request_of(5), ann, 7), x.id);
  EXPECT_EQ(book.read(x.id, 0, ann).error().code, errc::unknown_name);
  EXPECT_THAT(book.list({}, ann).actions, IsEmpty());
  EXPECT_EQ(book.cancel(x.id, ann).error().code, errc::unknown_name);
  book.confirm(x.id);
  EXPECT_TRUE(book.read(x.id, 0, ann));
  EXPECT_EQ(book.list({}, ann).actions.size(), 1u);
}

TEST_F(action_book_test, knows_a_request_again) {
  const auto x = begin(book, {"E1"}, ann, 5);
  EXPECT_EQ(**book.find(request_of(5), ann, 7), x.id);
  EXPECT_FALSE(*book.find(request_of(5), bob, 7));
  EXPECT_FALSE(*book.find(request_of(6), ann, 7));
  EXPECT_FALSE(*book.find(request_of(0), ann, 7));
  const auto other = book.find(request_of(5), ann, 8);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, errc::conflict);
}

TEST_F(action_book_test, hides_what_is_anothers) {
  const auto x = begin(book, {"E1"});
  EXPECT_TRUE(book.read(x.id, 0, root));
  const auto foreign = book.read(x.id, 0, bob);
  const auto none = book.read(action_id{x.id.value() + 1}, 0, bob);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, errc::unknown_name);
  EXPECT_EQ(none.error().code, errc::unknown_name);
  EXPECT_FALSE(book.cancel(x.id, bob));
  EXPECT_THAT(book.list({}, bob).actions, IsEmpty());
  EXPECT_EQ(book.list({}, ann).actions.size(), 1u);
  EXPECT_EQ(book.list(x.id, ann).actions.size(), 0u);
}

TEST_F(action_book_test, refuses_what_makes_no_sense_or_is_too_much) {
  auto late = request_of();
  late.deadline = start;
  auto far = request_of();
  far.deadline = start + 1h + 1ms;
  EXPECT_EQ(book.begin(request_of(), ann, {}, 7, start).error().code,
            errc::invalid_request);
  EXPECT_EQ(book.begin(late, ann, {"E1"}, 7, start).error().code,
            errc::invalid_request);
  EXPECT_EQ(book.begin(far, ann, {"E1"}, 7, start).error().code,
            errc::invalid_request);
  action_book small{{3, 2, 10}, 1};
  begin(small, {"E1"});
  begin(small, {"E1"});
  auto refused = small.begin(request_of(), ann, {"E1"}, 7, start);
  EXPECT_EQ(refused.error().code, errc::too_much);
  EXPECT_THAT(refused.error().message, HasSubstr("this lessee"));
  begin(small, {"E1"}, bob);
  EXPECT_EQ(small.begin(request_of(), bob, {"E1"}, 7, start).error().code,
            errc::too_much);
}

TEST_F(action_book_test, forgets_an_hour_after_the_last_status) {
  const auto x = begin(book, {"E1", "E2"}, ann, 5);
  settle(book, x.id, {status_of(0)});
  EXPECT_EQ(book.next(), forever);
  settle(book, x.id, {status_of(1)});
  EXPECT_EQ(book.next(), start + 1h);
  EXPECT_THAT(book.expire(start + 1h - 1ms), IsEmpty());
  const auto gone = book.expire(start + 1h);
  ASSERT_EQ(gone.size(), 1u);
  EXPECT_EQ(gone[0].action, x.id);
  EXPECT_THAT(gone[0].pages, ElementsAre(0, 1));
  EXPECT_FALSE(book.read(x.id, 0, ann));
  EXPECT_FALSE(*book.find(request_of(5), ann, 7));
}

TEST_F(action_book_test, drops_the_oldest_results_where_there_are_too_many) {
  action_book small{{10, 10, 3}, 1};
  const auto first = begin(small, {"E1", "E2"});
  settle(small, first.id, {status_of(0), status_of(1)});
  EXPECT_EQ(small.next(), start + 1h);
  begin(small, {"E1", "E2"});
  EXPECT_LT(small.next(), start);
  ASSERT_EQ(small.expire(start).size(), 1u);
  EXPECT_THAT(small.expire(start), IsEmpty());
  EXPECT_FALSE(small.read(first.id, 0, ann));
}

TEST_F(action_book_test, is_the_same_after_a_restart) {
  const auto x = begin(book, {"E1", "E2", "E3"}, ann, 5);
  settle(book, x.id, {status_of(2)});
  settle(book, x.id, {status_of(0, outcome::failed)});
  action_book again{{}, 0x100002};
  again.restore(x);
  for (auto& page : pages)
    again.restore(page);
  EXPECT_THAT(again.open_actions(), ElementsAre(x.id));
  EXPECT_THAT(again.open_targets(x.id), ElementsAre(1));
  EXPECT_EQ(again.read(x.id, 0, ann)->statuses.at(1).said.outcome,
            outcome::failed);
  EXPECT_EQ(**again.find(request_of(5), ann, 7), x.id);
  auto last = again.settle(x.id, {status_of(1)}, start);
  ASSERT_TRUE(last);
  EXPECT_EQ(last->from, 2u);
  again.publish(*last);
  EXPECT_THAT(again.open_actions(), IsEmpty());
  EXPECT_EQ(again.next(), start + 1h);
}

TEST_F(action_book_test, cancels_once) {
  const auto x = begin(book, {"E1"});
  auto record = book.cancel(x.id, ann);
  ASSERT_TRUE(record && *record);
  EXPECT_TRUE((**record).cancelled);
  book.keep(**record);
  EXPECT_FALSE(*book.cancel(x.id, ann));
  EXPECT_EQ(book.list({}, ann).actions.size(), 1u);
}

} // namespace
} // namespace leasehold
