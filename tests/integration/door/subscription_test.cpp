// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/rpc/kj_error.hpp"
#include "tests/support/door_test.hpp"

namespace leasehold {
namespace {

/// What a listener was told, and what it says to that.
struct heard {
  std::vector<lease_event> events;
  std::size_t pages = 0;
  enum class mood { answers, throws, waits } mood = mood::answers;
  /// Ends the waiting of a listener that waits.
  kj::Own<kj::PromiseFulfiller<void>> go_on;
  /// Fulfilled when there are so many events.
  std::size_t wanted = 0;
  kj::Own<kj::PromiseFulfiller<void>> enough;
};

class listener final : public rpc::EventListener::Server {
public:
  listener(heard& to, time_base base) : to_(to), base_(base) {}

  kj::Promise<void> events(EventsContext context) override {
    ++to_.pages;
    auto page = from_wire(context.getParams().getPage(), base_);
    EXPECT_TRUE(page) << page.error().message;
    EXPECT_FALSE(page->events.empty());
    for (auto& event : page->events)
      to_.events.push_back(std::move(event));
    if (to_.enough && to_.events.size() >= to_.wanted)
      to_.enough->fulfill();
    if (to_.mood == heard::mood::throws)
      return make_exception(kj::Exception::Type::FAILED, "enough of this");
    if (to_.mood == heard::mood::answers)
      return kj::READY_NOW;
    auto turn = kj::newPromiseAndFulfiller<void>();
    to_.go_on = kj::mv(turn.fulfiller);
    return kj::mv(turn.promise);
  }

private:
  heard& to_;
  time_base base_;
};

class Subscription : public test::door_test {
protected:
  Subscription() {
    config.door.poll_within = duration{50};
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }

  auto ask(caller& who, heard& to, std::uint64_t from = 0,
           lease_id lease = {}) {
    auto call = who.session.subscribeRequest();
    call.setListener(kj::heap<listener>(to, clock_now()));
    call.setFrom(from);
    call.setLease(lease.value());
    return call.send();
  }

  rpc::Subscription::Client subscribe(caller& who, heard& to,
                                      std::uint64_t from = 0,
                                      lease_id lease = {}) {
    auto answer = wait(ask(who, to, from, lease));
    EXPECT_TRUE(answer.isSubscription());
    return answer.getSubscription();
  }

  /// Waits until the listener has heard of so many events.
  void await(heard& to, std::size_t count) {
    if (to.events.size() >= count)
      return;
    auto turn = kj::newPromiseAndFulfiller<void>();
    to.wanted = count;
    to.enough = kj::mv(turn.fulfiller);
    wait(kj::mv(turn.promise));
  }

  void release(caller& who, lease_id lease) {
    auto call = who.session.releaseLeasesRequest();
    call.initReleases(1)[0].setLease(lease.value());
    wait(call.send());
  }

  static std::vector<std::uint64_t> numbers(const heard& from) {
    std::vector<std::uint64_t> result;
    for (auto& event : from.events)
      result.push_back(event.number);
    return result;
  }

  caller alice;
};

using list = std::vector<std::uint64_t>;

TEST_F(Subscription, TellsOfOldAndNewEventsInOrder) {
  auto first = grant(alice).id;
  heard told;
  auto kept = subscribe(alice, told);
  await(told, 1);
  auto second = grant(alice).id;
  release(alice, first);
  await(told, 3);
  EXPECT_EQ(numbers(told), (list{1, 2, 3}));
  EXPECT_EQ(told.events[0].lease, first);
  EXPECT_EQ(told.events[1].lease, second);
  EXPECT_EQ(told.events[2].lease, first);
  EXPECT_EQ(told.events[2].kind, event_kind::ended);
}

TEST_F(Subscription, BeginsAtANumber) {
  for (int i = 0; i < 3; ++i)
    grant(alice);
  heard told;
  auto kept = subscribe(alice, told, 3);
  grant(alice);
  await(told, 2);
  EXPECT_EQ(numbers(told), (list{3, 4}));
}

TEST_F(Subscription, BeginsWithWhatHappensNext) {
  grant(alice);
  heard told;
  auto kept = subscribe(alice, told, 2);
  grant(alice);
  await(told, 1);
  EXPECT_EQ(numbers(told), (list{2}));
}

// Silence would be taken for no news.
TEST_F(Subscription, ThatCouldOnlyBeSilentIsRefused) {
  auto lease = grant(alice).id;
  heard told;
  EXPECT_EQ(code_of(wait(ask(alice, told, 3))), errc::invalid_request);
  EXPECT_EQ(code_of(wait(ask(alice, told, 3, lease))), errc::invalid_request);
  EXPECT_EQ(code_of(wait(ask(alice, told, 0, lease_id{4711}))),
            errc::unknown_lease);
  auto bob = enter("bob");
  EXPECT_EQ(code_of(wait(ask(alice, told, 2, lease))), errc::none);
  release(alice, lease);
  await_event(alice, lease, event_kind::ended);
  // It is over, and its end is the last there is to tell.
  EXPECT_EQ(code_of(wait(ask(alice, told, 2, lease))), errc::none);
  EXPECT_EQ(code_of(wait(ask(alice, told, 3, lease))), errc::unknown_lease);
}

class ShortMemory : public Subscription {
protected:
  ShortMemory() {
    alice = caller{};
    server.reset();
    config.node.events_kept = 2;
    EXPECT_EQ(start().message, "");
    alice = enter("alice");
  }
};

TEST_F(ShortMemory, RefusesANumberThatIsNoLongerKept) {
  for (int i = 0; i < 4; ++i)
    grant(alice);
  heard told;
  EXPECT_EQ(code_of(wait(ask(alice, told, 1))), errc::unknown_name);
  auto kept = subscribe(alice, told, 0);
  await(told, 2);
  EXPECT_EQ(numbers(told), (list{3, 4}));
}

TEST_F(Subscription, OfOneLeaseTellsOfNoOther) {
  auto mine = grant(alice).id;
  heard told;
  auto kept = subscribe(alice, told, 0, mine);
  grant(alice);
  release(alice, mine);
  await(told, 2);
  EXPECT_EQ(numbers(told), (list{1, 3}));
}

TEST_F(Subscription, OutlivesQuietTimes) {
  auto quiet = grant(alice).id;
  heard told;
  auto kept = subscribe(alice, told, 0, quiet);
  // Longer than one look for events lasts.
  auto other = grant(alice, "120ms").id;
  await_event(alice, other, event_kind::ended);
  release(alice, quiet);
  await(told, 2);
  EXPECT_EQ(told.events[1].kind, event_kind::ended);
}

TEST_F(Subscription, ASlowListenerHearsTheRestAtOnceAndSlowsNobody) {
  heard slow;
  slow.mood = heard::mood::waits;
  heard quick;
  auto kept = subscribe(alice, slow);
  auto other = subscribe(alice, quick);
  grant(alice);
  await(slow, 1);
  for (int i = 0; i < 4; ++i)
    grant(alice);
  await(quick, 5);
  EXPECT_EQ(slow.events.size(), 1u);
  slow.mood = heard::mood::answers;
  slow.go_on->fulfill();
  await(slow, 5);
  EXPECT_EQ(slow.pages, 2u);
  EXPECT_EQ(numbers(slow), (list{1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers(quick), numbers(slow));
}

TEST_F(Subscription, EndsWhenItIsDropped) {
  heard dropped;
  heard kept_on;
  auto kept = subscribe(alice, kept_on);
  {
    auto gone = subscribe(alice, dropped);
    grant(alice);
    await(dropped, 1);
  }
  // The drop travels before these calls do.
  grant(alice);
  await(kept_on, 2);
  sessions(alice);
  EXPECT_EQ(dropped.events.size(), 1u);
}

TEST_F(Subscription, EndsWhenItsListenerThrows) {
  heard angry;
  angry.mood = heard::mood::throws;
  heard calm;
  auto kept = subscribe(alice, angry);
  auto other = subscribe(alice, calm);
  grant(alice);
  await(angry, 1);
  angry.mood = heard::mood::answers;
  grant(alice);
  await(calm, 2);
  sessions(alice);
  EXPECT_EQ(angry.pages, 1u);
}

TEST_F(Subscription, TheSeventeenthOfASessionIsRefused) {
  std::vector<heard> told(17);
  std::vector<rpc::Subscription::Client> kept;
  for (auto i = 0u; i < 16; ++i)
    kept.push_back(subscribe(alice, told[i]));
  auto one_more = wait(ask(alice, told[16]));
  EXPECT_EQ(code_of(one_more), errc::too_much);
  // Another session has its own.
  auto again = enter("alice");
  auto others = subscribe(again, told[16]);
  kept.pop_back();
  EXPECT_TRUE(wait(ask(alice, told[15])).isSubscription());
}

TEST_F(Subscription, WithoutAListenerIsRefused) {
  auto call = alice.session.subscribeRequest();
  EXPECT_EQ(code_of(wait(call.send())), errc::invalid_request);
  grant(alice);
  EXPECT_EQ(sessions(alice), 1u);
}

TEST_F(Subscription, EndsWithItsConnection) {
  heard told;
  told.mood = heard::mood::waits;
  {
    auto bob = enter("bob");
    auto kept = subscribe(bob, told);
    grant(bob);
    await(told, 1);
  }
  while (sessions(alice) > 1) {
  }
  grant(alice);
  EXPECT_EQ(told.pages, 1u);
}

} // namespace
} // namespace leasehold
