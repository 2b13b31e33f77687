// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <kj/async-io.h>

#include "messages/front_door.capnp.h"
#include "messages/lease_number.hpp"
#include "runtime/rpc/dialler.hpp"
#include "tests/support/links_fixture.hpp"

// A lessee needs one address: whatever node it is logged in at answers.
namespace leasehold {
namespace {

class AnyNode : public test::links_fixture {
protected:
  static lease_request from_e2(const std::string& rate) {
    auto x = wish(rate, "1h");
    x.target = resource_name{"E1"};
    x.source = endpoint_name{"E2"};
    return x;
  }

  static lease_info granted(session& at, lease_request x) {
    auto all = at.request({std::move(x)});
    if (!all || !std::holds_alternative<lease_grant>(all->front())) {
      ADD_FAILURE() << (all ? std::get<refusal>(all->front()).message
                            : all.error().message);
      return {};
    }
    return std::get<lease_grant>(all->front()).lease;
  }

  static lease_outcome renewed(session& at, lease_id lease) {
    renewal_request x;
    x.lease = lease;
    x.wanted = *parse_period("2h");
    auto all = at.renew({x});
    if (!all) {
      ADD_FAILURE() << all.error().message;
      return refusal{};
    }
    return all->front();
  }

  static std::vector<lease_id> ids(session& at) {
    auto all = at.leases({});
    std::vector<lease_id> result;
    if (!all)
      ADD_FAILURE() << all.error().message;
    else
      for (auto& x : *all)
        result.push_back(x.id);
    return result;
  }
};

TEST_F(AnyNode, DoesAllThatTheNodeOfALeaseWould) {
  start_all();
  await_all();
  auto a = log_in("a");
  const auto lease = granted(*a, wish("60Mbit/s", "1h"));
  EXPECT_EQ(node_number(lease.id), 3u);
  auto b = log_in("b");
  EXPECT_EQ(ids(*b), std::vector<lease_id>{lease.id});
  auto longer = renewed(*b, lease.id);
  ASSERT_TRUE(std::holds_alternative<lease_grant>(longer));
  EXPECT_EQ(std::get<lease_grant>(longer).lease.epoch, next(lease.epoch));
  change_request less;
  less.lease = lease.id;
  less.amount = *parse_amounts("20Mbit/s");
  auto changed = a->change({less});
  ASSERT_TRUE(changed);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(changed->front()));
  EXPECT_TRUE(a->explain(lease.id, {}));
  event_query query;
  query.lease = lease.id;
  EXPECT_EQ(b->events(query)->events.size(), 3u);
  EXPECT_TRUE(b->acknowledge(lease.id, 3));
  release_request over;
  over.lease = lease.id;
  auto released = b->release({over});
  ASSERT_TRUE(released);
  EXPECT_EQ(released->front().code, errc::none);
  EXPECT_EQ(ids(*a), std::vector<lease_id>{});
}

TEST_F(AnyNode, DividesABatchAndAnswersInOrder) {
  start_all();
  await_all();
  auto b = log_in("b");
  auto bad = wish("1Mbit/s", "1h");
  bad.target = resource_name{"nowhere"};
  auto all = b->request(
      {wish("1Mbit/s", "1h"), from_e2("2Mbit/s"), bad, wish("3Mbit/s", "1h")});
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->size(), 4u);
  const auto rate_of = [&](std::size_t i) {
    auto grant = std::get_if<lease_grant>(&(*all)[i]);
    return grant == nullptr ? std::get<refusal>((*all)[i]).message
                            : to_string(grant->lease.amount);
  };
  EXPECT_EQ(rate_of(0), "1Mbit/s");
  EXPECT_EQ(rate_of(1), "2Mbit/s");
  EXPECT_EQ(rate_of(3), "3Mbit/s");
  ASSERT_TRUE(std::holds_alternative<refusal>((*all)[2]));
  EXPECT_EQ(std::get<refusal>((*all)[2]).code, errc::unknown_target);
  const auto listed = ids(*b);
  ASSERT_EQ(listed.size(), 3u);
  EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end()));
  EXPECT_EQ(node_number(listed[0]), 1u);
  EXPECT_EQ(node_number(listed[2]), 3u);
}

TEST_F(AnyNode, SumsUpWhatLesseesUsedAtAllNodes) {
  for (auto& [name, x] : sites)
    x.config.node.usage = node_config::accounts::kept;
  start_all();
  await_all();
  auto a = log_in("a");
  granted(*a, wish("1Mbit/s", "1h"));
  granted(*a, from_e2("1Mbit/s"));
  EXPECT_NE(outcome(*a, wish("200Mbit/s", "1h")), "granted");
  auto carol = log_in("b", "carol");
  granted(*carol, wish("1Mbit/s", "1h"));
  const auto used = log_in("b")->usage({{}, std::chrono::hours{1}});
  ASSERT_TRUE(used) << used.error().message;
  ASSERT_EQ(used->lessees.size(), 2u);
  EXPECT_EQ(used->lessees[0].lessee.str(), "alice");
  EXPECT_EQ(used->lessees[0].sums.grants, 2u);
  EXPECT_EQ(used->lessees[0].sums.denials, 1u);
  EXPECT_EQ(used->lessees[1].sums.grants, 1u);
  EXPECT_EQ(used->missing, std::vector<std::string>{});
  const auto one = a->usage({lessee_name{"carol"}, std::chrono::hours{1}});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->lessees.size(), 1u);

  sites.at("c").server.reset();
  await(*a, "c", reachability::down);
  const auto rest = a->usage({{}, std::chrono::hours{1}});
  ASSERT_TRUE(rest) << rest.error().message;
  EXPECT_EQ(rest->missing, std::vector<std::string>{"c"});
  ASSERT_EQ(rest->lessees.size(), 1u);
  EXPECT_EQ(rest->lessees[0].sums.grants, 1u);
  EXPECT_EQ(a->traffic({})->missing, std::vector<std::string>{"c"});

  // What was counted before a stop is there after it.
  start("c");
  await(*a, "c", reachability::up);
  const auto all = a->usage({{}, std::chrono::hours{1}});
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->lessees.size(), 2u);
  EXPECT_EQ(all->lessees[0].sums.grants, 2u);
  EXPECT_EQ(all->lessees[0].sums.denials, 1u);
}

TEST_F(AnyNode, SaysThatNobodyKeepsAnAccount) {
  start_all();
  await_all();
  auto a = log_in("a");
  EXPECT_EQ(a->usage({}).error().code, errc::unavailable);
  EXPECT_EQ(a->traffic({}).error().code, errc::unavailable);
}

TEST_F(AnyNode, TellsTheSameRequestFromAnother) {
  start_all();
  await_all();
  auto once = wish("60Mbit/s", "1h");
  once.request = request_id{77};
  const auto first = granted(*log_in("a"), once);
  EXPECT_EQ(granted(*log_in("b"), once).id, first.id);
  EXPECT_EQ(granted(*log_in("c"), once).id, first.id);
}

TEST_F(AnyNode, SaysWhichNodeIsNotReached) {
  start_all();
  await_all();
  auto a = log_in("a");
  const auto lease = granted(*a, wish("1Mbit/s", "1h"));
  const auto here = granted(*a, from_e2("1Mbit/s"));
  sites.at("c").server.reset();
  await(*a, "c", reachability::down);
  auto all = a->request({wish("1Mbit/s", "1h")});
  ASSERT_TRUE(all);
  auto& no = std::get<refusal>(all->front());
  EXPECT_EQ(no.code, errc::unavailable);
  EXPECT_NE(no.message.find("node c is not reached"), std::string::npos)
      << no.message;
  auto longer = renewed(*a, lease.id);
  ASSERT_TRUE(std::holds_alternative<refusal>(longer));
  EXPECT_EQ(std::get<refusal>(longer).code, errc::unavailable);
  release_request over;
  over.lease = lease.id;
  EXPECT_EQ(a->release({over})->front().code, errc::unavailable);
  EXPECT_EQ(a->explain(lease.id, {}).error().code, errc::unavailable);
  EXPECT_EQ(ids(*a), std::vector<lease_id>{here.id});
  start("c");
  await(*a, "c", reachability::up);
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renewed(*a, lease.id)));
  EXPECT_EQ(ids(*a).size(), 2u);
}

TEST_F(AnyNode, NamesTheNodesWhoseLeasesAreNotListed) {
  start("a");
  auto io = kj::setupAsyncIo();
  dial_config wanted;
  wanted.address = sites.at("a").address();
  auto connection =
      dial(io.provider->getNetwork(), io.provider->getTimer(), wanted)
          .wait(io.waitScope);
  auto login = connection->bootstrap().castAs<rpc::Bootstrap>().loginRequest();
  login.initCredentials().setName("alice");
  auto entered = login.send().wait(io.waitScope);
  ASSERT_TRUE(entered.isLogin());
  auto request = entered.getLogin().getSession().listLeasesRequest();
  auto page = request.send().wait(io.waitScope);
  ASSERT_TRUE(page.isLeases());
  ASSERT_EQ(page.getMissing().size(), 2u);
  EXPECT_EQ(std::string{page.getMissing()[0].cStr()}, "b");
  EXPECT_EQ(std::string{page.getMissing()[1].cStr()}, "c");
}

TEST_F(AnyNode, LetsEachNodeSayWhoMayDoWhat) {
  for (auto& [name, x] : sites)
    x.config.door.operators = std::set<lessee_name>{lessee_name{"admin"}};
  // At a everybody is an operator, which is nothing at c.
  sites.at("a").config.door.operators.reset();
  start_all();
  await_all();
  const auto lease = granted(*log_in("c"), wish("1Mbit/s", "1h"));
  auto mallory = log_in("a", "mallory");
  EXPECT_EQ(ids(*mallory), std::vector<lease_id>{});
  release_request over;
  over.lease = lease.id;
  EXPECT_NE(mallory->release({over})->front().code, errc::none);
  auto forged = wish("1Mbit/s", "1h");
  forged.lessee = lessee_name{"alice"};
  auto all = mallory->request({forged});
  ASSERT_TRUE(all && std::holds_alternative<refusal>(all->front()));
  EXPECT_EQ(std::get<refusal>(all->front()).code, errc::permission_denied);
}

// L5: a holder who is logged in anywhere lives, whatever it calls, and though a
// link was lost meanwhile.
TEST_F(AnyNode, KeepsAnInfiniteLeaseWhileItsHolderIsLoggedIn) {
  // Longer than a root that starts waits before it asks its hops again.
  constexpr duration liveness{8'000};
  for (auto& [name, x] : sites) {
    x.config.node.terms.liveness = liveness;
    x.config.door.seen_every = duration{200};
  }
  start_all();
  await_all();
  auto holder = log_in("a");
  const auto lease = granted(*holder, wish("1Mbit/s", "infinite"));
  sites.at("c").server.reset();
  start("c");
  auto admin = log_in("c", "admin");
  await(*admin, "a", reachability::up);
  event_query all;
  all.lease = lease.id;
  auto ended = false;
  admin->watch(
      all,
      [&ended](const lease_event& event) {
        ended = ended || event.kind == event_kind::ended;
        return ended ? watching::stop : watching::go_on;
      },
      liveness + std::chrono::seconds{2});
  EXPECT_FALSE(ended);
  EXPECT_EQ(ids(*admin), std::vector<lease_id>{lease.id});
  holder.reset();
  while (!HasFailure() && !ids(*admin).empty()) {
  }
}

} // namespace
} // namespace leasehold
