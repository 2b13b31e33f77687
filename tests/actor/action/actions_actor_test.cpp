// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/actions_actor.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/action/queue_actor.hpp"
#include "tests/actor/action/fake_echo.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"
#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

class ActionsActor : public test::region_test {
protected:
  ActionsActor() {
    config.first_topology = test::two_gateways;
    config.drivers.echo = echo;
    EXPECT_EQ(start().message, "");
  }

  action_request ping_of(std::vector<std::string> targets,
                         duration within = 60s) {
    action_request x;
    x.verb = ping{3, 1s, 1s, 56};
    x.targets = std::move(targets);
    x.deadline = now() + within;
    return x;
  }

  result<action_info> run(action_request x,
                          const principal& who = lessee("ann")) {
    auto answer = question<result<action_info>>(
        node_services().actions, run_action{std::move(x), who, {}});
    return answer ? *answer : failure{errc::timed_out, "no answer"};
  }

  /// An action that must begin.
  action_id begin(std::vector<std::string> targets) {
    const auto x = run(ping_of(std::move(targets)));
    EXPECT_TRUE(x) << x.error().message;
    return x ? x->id : action_id{};
  }

  result<status_page> read(action_id x, const principal& who = lessee("ann"),
                           std::uint32_t from = 0) {
    auto answer = question<result<status_page>>(
        node_services().actions, read_statuses{x, from, now(), who, {}});
    return answer ? *answer : failure{errc::timed_out, "no answer"};
  }

  /// How it went with each target so far.
  std::map<std::string, outcome> outcomes(action_id x) {
    std::map<std::string, outcome> y;
    const auto page = read(x);
    EXPECT_TRUE(page) << page.error().message;
    if (!page)
      return y;
    for (auto& each : page->statuses)
      EXPECT_TRUE(y.emplace(each.target, each.said.outcome).second)
          << each.target << " has two";
    return y;
  }

  const actions_state& state() {
    return test::state_of<actions_state>(node_services().actions);
  }

  std::shared_ptr<test::fake_echo> echo = std::make_shared<test::fake_echo>();
};

TEST_F(ActionsActor, TellsWhatCameOfEachTarget) {
  echo->dead = {"10.0.3.1"};
  const auto id = begin({"E1", "E2", "E3"});
  EXPECT_THAT(outcomes(id),
              UnorderedElementsAre(Pair("E1", outcome::ok),
                                   Pair("E2", outcome::ok),
                                   Pair("E3", outcome::failed)));
  const auto page = read(id);
  EXPECT_TRUE(page->action.is_over());
  EXPECT_EQ(page->action.done.ok, 2u);
  for (auto& x : page->statuses) {
    ASSERT_TRUE(x.said.echo);
    EXPECT_EQ(x.said.echo->sent, 3u);
    EXPECT_EQ(x.gateway.str(), x.target == "E2" ? "B" : "A");
    EXPECT_EQ(x.said.code, x.target == "E3" ? errc::timed_out : errc::none);
  }
  // What it took is gone.
  EXPECT_TRUE(state().origins.empty());
}

TEST_F(ActionsActor, SaysNothingThatACrashCouldTakeBack) {
  auto begun = pose<result<action_info>>(
      node_services().actions, run_action{ping_of({"E1"}), lessee("ann"), {}});
  while (!*begun)
    ASSERT_TRUE(sched.try_run_once());
  EXPECT_THAT(echo->asked, IsEmpty());
  const auto id = (**begun)->id;
  restart();
  ASSERT_TRUE(read(id));
  echo->at_once = false;
  const auto other = begin({"E2"});
  auto told = pose<result<status_page>>(
      node_services().actions,
      read_statuses{other, 0, now() + 10s, lessee("ann"), {}});
  drain();
  echo->reply_all();
  while (!*told)
    ASSERT_TRUE(sched.try_run_once());
  ASSERT_EQ((**told)->statuses.size(), 1u);
  echo->dead = {"10.0.2.1"};
  restart();
  EXPECT_THAT(outcomes(other), ElementsAre(Pair("E2", outcome::ok)));
}

TEST_F(ActionsActor, AnswersNoRequestASecondTimeBeforeItIsDurable) {
  // The node ends as soon as either of two answers is there.
  auto x = ping_of({"E1"});
  x.request = request_id{5};
  const auto ask = [&] {
    return pose<result<action_info>>(node_services().actions,
                                     run_action{x, lessee("ann"), {}});
  };
  const auto first = ask();
  while (state().book->size() == 0)
    ASSERT_TRUE(sched.try_run_once());
  const auto second = ask();
  while (!*first && !*second)
    ASSERT_TRUE(sched.try_run_once());
  const auto id = *first ? (**first)->id : (**second)->id;
  restart();
  EXPECT_TRUE(read(id));
}

TEST_F(ActionsActor, SaysThatItIsCancelledWhenThatIsDurable) {
  echo->at_once = false;
  const auto id = begin({"E1"});
  for (auto i = 0; i < 2; ++i)
    pose<result<action_info>>(node_services().actions,
                              cancel_action{id, lessee("ann"), {}});
  auto seen = pose<result<status_page>>(
      node_services().actions, read_statuses{id, 0, now(), lessee("ann"), {}});
  while (!*seen)
    ASSERT_TRUE(sched.try_run_once());
  const auto cancelled = (**seen)->action.cancelled;
  restart();
  EXPECT_GE(read(id)->action.cancelled, cancelled);
}

TEST_F(ActionsActor, AnswersAReaderWhenThereIsSomething) {
  echo->at_once = false;
  const auto id = begin({"E1"});
  auto waiting = pose<result<status_page>>(
      node_services().actions,
      read_statuses{id, 0, now() + 10s, lessee("ann"), {}});
  drain();
  EXPECT_FALSE(*waiting);
  echo->reply_all();
  drain();
  ASSERT_TRUE(*waiting);
  EXPECT_EQ((**waiting)->statuses.size(), 1u);
}

TEST_F(ActionsActor, AnswersAReaderWhoHasWaitedLongEnough) {
  echo->at_once = false;
  const auto id = begin({"E1"});
  auto waiting = pose<result<status_page>>(
      node_services().actions,
      read_statuses{id, 0, now() + 2s, lessee("ann"), {}});
  pass(1900ms);
  EXPECT_FALSE(*waiting);
  pass(200ms);
  ASSERT_TRUE(*waiting);
  EXPECT_THAT((**waiting)->statuses, IsEmpty());
}

TEST_F(ActionsActor, KnowsARequestAgain) {
  auto x = ping_of({"E1"});
  x.request = request_id{5};
  const auto first = run(x);
  const auto again = run(x);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->id, again->id);
  EXPECT_EQ(echo->asked.size(), 1u);
  x.targets = {"E2"};
  EXPECT_EQ(run(x).error().code, errc::conflict);
}

TEST_F(ActionsActor, BeginsNothingOnAFullDisk) {
  auto x = ping_of({"E1"});
  x.request = request_id{5};
  const auto before = run(x);
  ASSERT_TRUE(before);
  journal->space = disk_space::low;
  EXPECT_EQ(run(ping_of({"E1"})).error().code, errc::low_space);
  // What was asked before has its answer.
  EXPECT_EQ(run(x)->id, before->id);
  journal->space = disk_space::ample;
  EXPECT_TRUE(run(ping_of({"E1"})));
}

TEST_F(ActionsActor, RefusesATargetThatIsNone) {
  const auto refused = run(ping_of({"E1", "E9"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::unknown_target);
  EXPECT_THAT(echo->asked, IsEmpty());
}

TEST_F(ActionsActor, KeepsOthersFromSeeingIt) {
  const auto id = begin({"E1"});
  EXPECT_EQ(read(id, lessee("bob")).error().code, errc::unknown_name);
  EXPECT_TRUE(read(id, admin()));
}

TEST_F(ActionsActor, EndsAtTheDeadlineWhateverHostsDo) {
  echo->at_once = false;
  const auto x = run(ping_of({"E1", "E2"}, 5s));
  ASSERT_TRUE(x);
  pass(5100ms);
  EXPECT_THAT(outcomes(x->id),
              UnorderedElementsAre(Pair("E1", outcome::failed),
                                   Pair("E2", outcome::failed)));
  pass(1s);
  EXPECT_THAT(echo->orders, IsEmpty()) << "nobody told the driver to stop";
}

TEST_F(ActionsActor, CancelsWhatIsOpen) {
  echo->at_once = false;
  const auto id = begin({"E1", "E2"});
  auto cancelled = question<result<action_info>>(
      node_services().actions, cancel_action{id, lessee("bob"), {}});
  EXPECT_EQ(cancelled->error().code, errc::unknown_name);
  cancelled = question<result<action_info>>(
      node_services().actions, cancel_action{id, lessee("ann"), {}});
  ASSERT_TRUE(*cancelled);
  const auto page = read(id);
  EXPECT_TRUE(page->action.cancelled);
  EXPECT_EQ(page->action.done.failed, 2u);
  EXPECT_THAT(echo->orders, IsEmpty());
}

TEST_F(ActionsActor, GoesOnWhoeverDies) {
  echo->at_once = false;
  const auto id = begin({"E1", "E2"});
  test::strike(state().origins.at(id));
  drain();
  for (auto& [name, queue] : state().queues)
    for (auto& [key, performer] : test::state_of<queue_state>(queue).performers)
      test::strike(performer);
  drain();
  test::strike(state().queues.begin()->second);
  drain();
  pass(2s);
  echo->reply_all();
  drain();
  EXPECT_THAT(
      outcomes(id),
      UnorderedElementsAre(Pair("E1", outcome::ok), Pair("E2", outcome::ok)));
  EXPECT_THAT(*deaths, IsEmpty());
}

TEST_F(ActionsActor, GivesUpAnActionThatKillsItsOrigin) {
  echo->at_once = false;
  const auto id = begin({"E1"});
  for (auto i = 0; i < actions_state::deaths_max; ++i) {
    test::strike(state().origins.at(id));
    drain();
  }
  EXPECT_THAT(outcomes(id), ElementsAre(Pair("E1", outcome::failed)));
  EXPECT_TRUE(read(id)->action.is_over());
}

TEST_F(ActionsActor, GoesOnAfterARestart) {
  echo->at_once = false;
  echo->dead = {"10.0.2.1"};
  const auto id = begin({"E1", "E2"});
  echo->orders.begin()->second.second(
      {{echo->orders.begin()->second.first.hosts[0].tag,
        3,
        3,
        0,
        {},
        {},
        {},
        {}}});
  drain();
  ASSERT_THAT(outcomes(id), ElementsAre(Pair("E1", outcome::ok)));
  restart();
  EXPECT_THAT(outcomes(id), ElementsAre(Pair("E1", outcome::ok)));
  // Only what had no status is asked again.
  echo->asked.clear();
  pass(1s);
  echo->reply_all();
  drain();
  EXPECT_THAT(outcomes(id),
              UnorderedElementsAre(Pair("E1", outcome::ok),
                                   Pair("E2", outcome::failed)));
  restart();
  EXPECT_TRUE(read(id)->action.is_over());
  pass(1h + 1s);
  EXPECT_EQ(read(id).error().code, errc::unknown_name);
  restart();
  EXPECT_EQ(read(id).error().code, errc::unknown_name);
}

TEST_F(ActionsActor, CancelsAfterARestartWhatWasCancelledBefore) {
  echo->at_once = false;
  const auto id = begin({"E1"});
  pose<result<action_info>>(node_services().actions,
                            cancel_action{id, lessee("ann"), {}});
  drain();
  restart();
  EXPECT_EQ(read(id)->action.done.failed, 1u);
  EXPECT_TRUE(read(id)->action.cancelled);
}

TEST_F(ActionsActor, SaysSoWhereThereIsNothingToPingWith) {
  config.drivers.echo = nullptr;
  restart();
  const auto id = begin({"E1"});
  const auto page = read(id);
  ASSERT_EQ(page->statuses.size(), 1u);
  EXPECT_THAT(page->statuses[0].said.message,
              HasSubstr("nothing to ping with"));
}

TEST_F(ActionsActor, HidesWhatARuleForbids) {
  limit_rule rule;
  rule.name = rule_name{"no-printers"};
  rule.lessee = lessee_name{"ann"};
  rule.resource = resource_name{"E1/printer"};
  rule.any_action = permission::forbidden;
  question<status>(node_services().directory, set_rule{rule, {}});
  EXPECT_EQ(run(ping_of({"E1"})).error().code, errc::unknown_target);
  EXPECT_TRUE(run(ping_of({"E1"}), lessee("bob")));
  EXPECT_EQ(run(ping_of({"group:printers"}))->targets, 1u);
  auto found = question<result<std::vector<location>>>(
      node_services().actions, locate_targets{{"E1"}, lessee("ann"), {}});
  EXPECT_EQ(found->error().code, errc::unknown_target);
  // Also after a restart.
  restart();
  EXPECT_EQ(run(ping_of({"E1"})).error().code, errc::unknown_target);
  question<status>(node_services().directory, remove_rule{rule.name, {}});
  EXPECT_TRUE(run(ping_of({"E1"})));
}

TEST_F(ActionsActor, LocatesTargets) {
  auto found = question<result<std::vector<location>>>(
      node_services().actions,
      locate_targets{{"group:printers"}, lessee("ann"), {}});
  ASSERT_TRUE(found && *found);
  ASSERT_EQ((*found)->size(), 2u);
  EXPECT_EQ((**found)[1].gateway.str(), "B");
  EXPECT_EQ((**found)[1].node, "node-1");
  EXPECT_EQ((**found)[1].place, "room 7");
}

} // namespace
} // namespace leasehold
