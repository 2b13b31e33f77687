// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/origin_machine.hpp"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "messages/bounds.hpp"
#include "tests/unit/action/region_of.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const instant start{1h};
const gateway_name A{"A"};
const gateway_name B{"B"};

action_record action_of(std::vector<std::string> targets) {
  action_record x;
  x.id = action_id{7};
  x.lessee = lessee_name{"ann"};
  x.request.targets = std::move(targets);
  x.request.deadline = start + 60s;
  return x;
}

child_word word_of(const child_order& order, child_state state,
                   std::vector<std::uint32_t> done = {},
                   std::uint32_t from = 0) {
  child_word x{order.key, state, from};
  for (auto number : done) {
    child_status said;
    said.number = number;
    said.outcome = outcome::ok;
    x.statuses.push_back(said);
  }
  return x;
}

class origin_machine_test : public testing::Test {
protected:
  origin_machine machine_for(std::vector<std::string> targets) {
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < targets.size(); ++i)
      open.push_back(i);
    return {action_of(std::move(targets)), open, {}, 100};
  }

  origin_machine once(std::vector<std::string> targets,
                      const std::vector<permit_record>& permits = {}) {
    auto x = action_of(std::move(targets));
    x.request.verb = wake{};
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < x.request.targets.size(); ++i)
      open.push_back(i);
    return {x, open, permits, 100};
  }

  static child_word ready(const child_order& order, std::uint64_t permit) {
    auto x = word_of(order, child_state::ready);
    x.permit = permit;
    return x;
  }

  /// The region, with the gateway B at a node that is silent or not.
  std::shared_ptr<const locator> region(bool silent = false) {
    auto map = test::map_of(test::two_gateways);
    map.elsewhere[B] = node_name{"n2"};
    if (silent)
      map.silent.insert(node_name{"n2"});
    return test::locator_of(std::move(map));
  }
};

TEST_F(origin_machine_test, asks_each_gateway_once_for_all_its_targets) {
  auto x = machine_for({"E1", "E2", "E3"});
  const auto todo = x.enter(region(), start);
  ASSERT_EQ(todo.orders.size(), 2u);
  EXPECT_EQ(todo.orders[0].key.gateway, A);
  EXPECT_EQ(todo.orders[0].task->targets.size(), 2u);
  EXPECT_EQ(todo.orders[0].task->targets[1].number, 2u);
  EXPECT_EQ(to_string(todo.orders[0].task->targets[1].address), "10.0.3.1");
  EXPECT_EQ(todo.orders[1].key.gateway, B);
  EXPECT_GT(todo.orders[0].key.attempt, 100u);
}

TEST_F(origin_machine_test, takes_each_status_once_and_then_is_over) {
  auto x = machine_for({"E1", "E3"});
  const auto order = x.enter(region(), start).orders.at(0);
  auto done = x.hear(word_of(order, child_state::running, {1}), start);
  ASSERT_EQ(done.statuses.size(), 1u);
  EXPECT_EQ(done.statuses[0].target, "E3");
  EXPECT_EQ(done.statuses[0].gateway, A);
  EXPECT_EQ(done.statuses[0].attempt, 1u);
  EXPECT_THAT(x.hear(word_of(order, child_state::running, {1}), start).statuses,
              IsEmpty());
  done = x.hear(word_of(order, child_state::running, {1, 0}), start);
  ASSERT_EQ(done.statuses.size(), 1u);
  EXPECT_EQ(done.statuses[0].said.number, 0u);
  EXPECT_EQ(done.ends.size(), 1u);
  EXPECT_TRUE(x.is_over());
  EXPECT_EQ(x.next(), forever);
}

TEST_F(origin_machine_test, asks_again_for_words_that_were_lost) {
  auto x = machine_for({"E1", "E3"});
  const auto order = x.enter(region(), start).orders.at(0);
  // The first word never came: this one leaves a gap.
  EXPECT_THAT(
      x.hear(word_of(order, child_state::running, {1}, 1), start).statuses,
      IsEmpty());
  EXPECT_EQ(x.next(), start + 1s);
  EXPECT_THAT(x.look(start + 999ms).orders, IsEmpty());
  const auto again = x.look(start + 1s).orders.at(0);
  EXPECT_EQ(again.key, order.key);
  EXPECT_EQ(again.heard, 0u);
  EXPECT_EQ(again.task, nullptr);
  EXPECT_EQ(x.hear(word_of(order, child_state::done, {0, 1}), start + 1s)
                .statuses.size(),
            2u);
}

TEST_F(origin_machine_test, leaves_a_gateway_that_is_silent_for_another) {
  auto x = machine_for({"E2"});
  const auto first = x.enter(region(), start).orders.at(0);
  EXPECT_EQ(first.key.gateway, B);
  x.look(start + 1s);
  x.look(start + 2s);
  const auto moved = x.look(start + 3s);
  ASSERT_EQ(moved.ends.size(), 1u);
  EXPECT_EQ(moved.ends[0].key, first.key);
  const auto second = moved.orders.at(0);
  EXPECT_EQ(second.key.gateway, A);
  EXPECT_GT(second.key.attempt, first.key.attempt);
  // What the old one says comes too late (A5).
  EXPECT_THAT(
      x.hear(word_of(first, child_state::done, {0}), start + 3s).statuses,
      IsEmpty());
  const auto done =
      x.hear(word_of(second, child_state::done, {0}), start + 3s).statuses;
  ASSERT_EQ(done.size(), 1u);
  EXPECT_EQ(done[0].attempt, 2u);
  EXPECT_EQ(done[0].gateway, A);
}

TEST_F(origin_machine_test, leaves_a_gateway_at_once_whose_node_is_lost) {
  auto x = machine_for({"E2"});
  x.enter(region(), start);
  const auto moved = x.enter(region(true), start + 10ms);
  EXPECT_EQ(moved.orders.at(0).key.gateway, A);
}

TEST_F(origin_machine_test, waits_for_the_only_gateway_there_is) {
  auto x = machine_for({"E3"});
  const auto first = x.enter(region(), start).orders.at(0);
  for (auto at = start + 1s; at < start + 20s; at += 1s) {
    const auto again = x.look(at);
    ASSERT_EQ(again.orders.size(), 1u);
    EXPECT_EQ(again.orders[0].key, first.key);
    EXPECT_NE(again.orders[0].task, nullptr);
  }
}

TEST_F(origin_machine_test, orders_anew_what_a_gateway_has_forgotten) {
  auto x = machine_for({"E1", "E3"});
  const auto first = x.enter(region(), start).orders.at(0);
  x.hear(word_of(first, child_state::running, {1}), start);
  const auto again =
      x.hear(word_of(first, child_state::unknown), start + 1s).orders.at(0);
  EXPECT_GT(again.key.attempt, first.key.attempt);
  ASSERT_EQ(again.task->targets.size(), 1u);
  EXPECT_EQ(again.task->targets[0].number, 0u);
}

TEST_F(origin_machine_test, asks_others_where_a_gateway_has_no_room) {
  auto x = machine_for({"E1"});
  const auto first = x.enter(region(), start).orders.at(0);
  auto refusal = word_of(first, child_state::refused);
  refusal.why = {errc::too_much, "too much waits"};
  const auto moved = x.hear(refusal, start);
  EXPECT_EQ(moved.orders.at(0).key.gateway, B);
  EXPECT_THAT(moved.statuses, IsEmpty());
  // Both are full: it asks on, and says so in the end.
  refusal.key = moved.orders[0].key;
  x.hear(refusal, start);
  const auto ended = x.look(start + 60s);
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].said.code, errc::timed_out);
}

TEST_F(origin_machine_test, takes_a_refusal_for_what_it_says) {
  auto x = machine_for({"E1"});
  const auto first = x.enter(region(), start).orders.at(0);
  auto refusal = word_of(first, child_state::refused);
  refusal.why = {errc::permission_denied, "no"};
  const auto ended = x.hear(refusal, start);
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].said.code, errc::permission_denied);
  EXPECT_TRUE(x.is_over());
}

TEST_F(origin_machine_test, fails_what_can_not_be_reached_at_all) {
  auto x = machine_for({"E4", "E9"});
  const auto ended = x.enter(region(), start);
  ASSERT_EQ(ended.statuses.size(), 2u);
  std::map<std::string, std::string> why;
  for (auto& each : ended.statuses) {
    EXPECT_EQ(each.said.code, errc::unknown_target);
    why[each.target] = each.said.message;
  }
  EXPECT_THAT(why["E4"], HasSubstr("no IP address outside VPNs"));
  EXPECT_THAT(why["E9"], HasSubstr("no such endpoint"));
}

TEST_F(origin_machine_test, gives_every_target_a_status_at_the_deadline) {
  auto x = machine_for({"E1", "E2", "E3"});
  auto map = test::map_of(test::two_gateways);
  map.outages["A"] = {"A", outage::kind::drained, start, {}};
  map.outages["B"] = map.outages["A"];
  EXPECT_THAT(x.enter(test::locator_of(map), start).orders, IsEmpty());
  EXPECT_EQ(x.next(), start + 60s);
  const auto ended = x.look(start + 60s);
  EXPECT_EQ(ended.statuses.size(), 3u);
  EXPECT_THAT(ended.statuses[0].said.message, HasSubstr("in service"));
  EXPECT_TRUE(x.is_over());
}

TEST_F(origin_machine_test, fails_what_a_gateway_says_nothing_of) {
  auto x = machine_for({"E1", "E3"});
  const auto order = x.enter(region(), start).orders.at(0);
  const auto ended = x.hear(word_of(order, child_state::done, {0}), start);
  ASSERT_EQ(ended.statuses.size(), 2u);
  EXPECT_EQ(ended.statuses[1].said.code, errc::driver_failed);
}

TEST_F(origin_machine_test, cancels_what_is_open) {
  auto x = machine_for({"E1", "E2"});
  const auto order = x.enter(region(), start).orders.at(0);
  x.hear(word_of(order, child_state::running, {0}), start);
  const auto ended = x.cancel();
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].target, "E2");
  EXPECT_EQ(ended.ends.size(), 2u);
  EXPECT_TRUE(x.is_over());
}

// -- what must not be repeated -----------------------------------------------

TEST_F(origin_machine_test, permits_a_child_when_that_is_durable) {
  auto x = once({"E1", "E3"});
  const auto order = x.enter(region(), start).orders.at(0);
  EXPECT_EQ(to_string(*order.task->targets.at(0).mac), "02:00:00:00:00:01");
  auto asked = x.hear(ready(order, 17), start);
  ASSERT_EQ(asked.permits.size(), 1u);
  EXPECT_EQ(asked.permits[0].key, order.key);
  EXPECT_EQ(asked.permits[0].permit, 17u);
  EXPECT_THAT(asked.permits[0].targets, ElementsAre(0, 1));
  // Once, and nobody has it before.
  EXPECT_THAT(x.hear(ready(order, 17), start).permits, IsEmpty());
  EXPECT_EQ(x.look(start + 1s).orders.at(0).permit, 0u);
  EXPECT_EQ(x.permitted(order.key.attempt, start + 1s).orders.at(0).permit,
            17u);
  // Said again until it was heard.
  EXPECT_EQ(x.look(start + 2s).orders.at(0).permit, 17u);
  EXPECT_EQ(
      x.hear(word_of(order, child_state::done, {0, 1}), start).statuses.size(),
      2u);
  EXPECT_TRUE(x.is_over());
}

TEST_F(origin_machine_test, moves_a_child_that_has_no_permit_yet) {
  auto x = once({"E1"});
  const auto order = x.enter(region(), start).orders.at(0);
  x.hear(ready(order, 17), start);
  auto map = test::map_of(test::two_gateways);
  map.lost.insert(A);
  const auto moved = x.enter(test::locator_of(map), start + 1s);
  EXPECT_EQ(moved.orders.at(0).key.gateway, B);
  // The permit came too late, so nobody gets it.
  EXPECT_THAT(x.permitted(order.key.attempt, start + 1s).orders, IsEmpty());
}

TEST_F(origin_machine_test, never_moves_a_child_that_has_its_permit) {
  auto x = once({"E1"});
  const auto order = x.enter(region(), start).orders.at(0);
  x.hear(ready(order, 17), start);
  x.permitted(order.key.attempt, start);
  auto map = test::map_of(test::two_gateways);
  map.lost.insert(A);
  EXPECT_THAT(x.enter(test::locator_of(map), start + 1s).ends, IsEmpty());
  for (auto at = start + 2s; at < start + 60s; at += 1s)
    for (auto& each : x.look(at).orders)
      ASSERT_EQ(each.key, order.key);
  const auto ended = x.look(start + 60s);
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].said.outcome, outcome::unknown);
}

TEST_F(origin_machine_test, does_not_know_what_a_gateway_forgot) {
  auto x = once({"E1", "E3"});
  const auto order = x.enter(region(), start).orders.at(0);
  x.hear(ready(order, 17), start);
  x.permitted(order.key.attempt, start);
  x.hear(word_of(order, child_state::running, {0}), start);
  const auto ended = x.hear(word_of(order, child_state::unknown), start);
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].target, "E3");
  EXPECT_EQ(ended.statuses[0].said.outcome, outcome::unknown);
  EXPECT_THAT(ended.orders, IsEmpty());
}

TEST_F(origin_machine_test, does_not_permit_again_what_comes_a_second_time) {
  auto x = once({"E1"});
  const auto order = x.enter(region(), start).orders.at(0);
  x.hear(ready(order, 17), start);
  x.permitted(order.key.attempt, start);
  const auto ended = x.hear(ready(order, 18), start);
  EXPECT_THAT(ended.permits, IsEmpty());
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].said.outcome, outcome::unknown);
}

TEST_F(origin_machine_test, goes_on_with_the_permits_that_it_gave) {
  // The first was never used: the second has its target.
  auto x = once(
      {"E1", "E2"},
      {{{action_id{7}, A, 40}, 17, {0}}, {{action_id{7}, B, 50}, 18, {0}}});
  EXPECT_EQ(x.next(), start + 60s);
  EXPECT_EQ(x.enter(region(), start).orders.size(), 1u);
  const auto orders = x.look(start).orders;
  ASSERT_EQ(orders.size(), 1u);
  EXPECT_EQ(orders[0].key.attempt, 50u);
  EXPECT_EQ(orders[0].permit, 18u);
  EXPECT_EQ(orders[0].task, nullptr);
}

TEST_F(origin_machine_test, cancels_only_what_nobody_may_have_begun) {
  auto x = once({"E1", "E2"});
  const auto orders = x.enter(region(), start).orders;
  x.hear(ready(orders.at(0), 17), start);
  x.permitted(orders[0].key.attempt, start);
  x.hear(ready(orders.at(1), 18), start);
  const auto ended = x.cancel();
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].target, "E2");
  EXPECT_EQ(ended.statuses[0].said.outcome, outcome::failed);
  EXPECT_THAT(x.permitted(orders[1].key.attempt, start).orders, IsEmpty());
  const auto done =
      x.hear(word_of(orders[0], child_state::done, {0}), start).statuses;
  EXPECT_EQ(done.at(0).said.outcome, outcome::ok);
  EXPECT_TRUE(x.is_over());
}

TEST_F(origin_machine_test, asks_for_little_at_once_of_what_is_not_repeated) {
  std::string many = test::two_gateways;
  std::vector<std::string> names;
  for (auto i = 0; i < 100; ++i) {
    const auto name = "M" + std::to_string(i);
    many += "[[endpoint]]\nname = \"" + name + "\"\ngateway = \"A\"\n"
        + "bandwidth = \"1Gbit/s\"\naddress = \"10.1.0." + std::to_string(i)
        + "\"\nmac = \"02:00:00:00:01:" + (i < 10 ? "0" : "")
        + std::to_string(i) + "\"\n";
    names.push_back(name);
  }
  auto x = once(names);
  const auto orders =
      x.enter(test::locator_of(test::map_of(many)), start).orders;
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].task->targets.size(), bounds::once_targets);
}

TEST_F(origin_machine_test, ends_a_child_that_it_does_not_know) {
  auto x = machine_for({"E1"});
  auto order = x.enter(region(), start).orders.at(0);
  order.key.attempt = 5;
  const auto ended = x.hear(word_of(order, child_state::queued), start);
  ASSERT_EQ(ended.ends.size(), 1u);
  EXPECT_EQ(ended.ends[0].key, order.key);
}

TEST_F(origin_machine_test, wakes_nothing_without_a_hardware_address) {
  auto map = test::map_of(test::two_gateways);
  map.specs.endpoints[0].mac.reset();
  map.graph = std::make_shared<route_graph>(map.specs);
  auto x = once({"E1"});
  const auto ended = x.enter(test::locator_of(map), start);
  ASSERT_EQ(ended.statuses.size(), 1u);
  EXPECT_EQ(ended.statuses[0].said.code, errc::unknown_target);
  EXPECT_THAT(ended.statuses[0].said.message, HasSubstr("'mac'"));
}

} // namespace
} // namespace leasehold
