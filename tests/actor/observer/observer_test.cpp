// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/actor/observer_actor.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "runtime/actor/counted.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using strings = std::vector<std::string>;

class Observer : public test::region_test {
protected:
  Observer() {
    config.killing = observer_config::kills::allowed;
    config.turns = actor_scope::turns::untimed;
    EXPECT_EQ(start().message, "");
  }

  ~Observer() override {
    if (running) {
      EXPECT_EQ(audit(), strings{});
    }
  }

  result<actor_page> read(actor_query query) {
    auto answer = question<result<actor_page>>(
        node_services().observer, read_actors{std::move(query), {}});
    return answer ? *answer : failure{errc::timed_out, "no answer"};
  }

  actor_page tree(const std::string& path = {},
                  std::uint32_t depth = bounds::actor_depth) {
    actor_query query;
    query.path = path;
    query.depth = depth;
    auto page = read(query);
    if (!page)
      ADD_FAILURE() << page.error().message;
    return page ? *page : actor_page{};
  }

  /// The one at a path, which has to be there.
  actor_info at(const std::string& path) {
    auto page = tree(path, 0);
    EXPECT_EQ(page.actors.size(), 1u) << path;
    return page.actors.empty() ? actor_info{} : page.actors.front();
  }

  status kill_one(const std::string& path) {
    auto answer =
        question<status>(node_services().observer, kill_actor{path, {}});
    return answer ? *answer : status{failure{errc::timed_out, "no answer"}};
  }

  static strings paths(const actor_page& page) {
    strings result;
    for (auto& each : page.actors)
      result.push_back(each.path);
    return result;
  }

  std::string lease_of(const std::string& rate = "10Mbit/s",
                       const std::string& time = "1h") {
    return to_string(grant(wish("E2", rate, time)).lease.id);
  }
  /// One that never sleeps: its holder is watched all the time.
  std::string waking_lease(const std::string& rate = "10Mbit/s") {
    return lease_of(rate, "infinite");
  }

  const directory_state& directory() const {
    return test::state_of<directory_state>(node_services().directory);
  }
};

TEST_F(Observer, ShowsThoseThatTheNodeWatches) {
  EXPECT_EQ(paths(tree("", 1)),
            (strings{"actions", "directory", "events", "exchange", "manager",
                     "planner", "store"}));
}

TEST_F(Observer, ShowsTheTreeThatTheRolesHold) {
  waking_lease();
  waking_lease();
  std::set<std::string> held{"actions", "directory", "events", "exchange",
                             "manager", "planner",   "store"};
  for (auto& [id, chain] :
       test::state_of<manager_state>(node_services().leases).chains)
    held.insert("manager/chain/" + child_name<chain_id>::of(id));
  for (auto& [name, gateway] : directory().gateways) {
    const auto path = "gateway/" + name.str();
    held.insert(path);
    auto& state = test::state_of<gateway_state>(gateway);
    for (auto& [resource, actor] : state.resources)
      held.insert(path + "/resource/" + resource.str());
  }
  EXPECT_EQ(held.count("manager/chain/2"), 1u);
  auto all = paths(tree());
  std::set<std::string> seen;
  for (auto& path : all)
    if (path.compare(0, 8, "planner/") != 0) {
      EXPECT_TRUE(seen.insert(path).second) << path << " is there twice";
    }
  EXPECT_EQ(seen, held);
  EXPECT_GT(std::count_if(all.begin(), all.end(),
                          [](auto& path) {
                            return path.find("planner/search/1/route/") == 0;
                          }),
            0);
}

TEST_F(Observer, ShowsNoActorOfALeaseThatSleeps) {
  lease_of();
  EXPECT_EQ(at("manager").state, "1 lease, 0 being set up");
  EXPECT_EQ(at("manager").children, 0u);
}

TEST_F(Observer, PutsParentsBeforeTheirChildren) {
  waking_lease();
  std::set<std::string> before{""};
  for (auto& each : tree().actors) {
    EXPECT_EQ(before.count(each.parent), 1u)
        << each.path << " comes before " << each.parent;
    before.insert(each.path);
  }
}

TEST_F(Observer, SaysWhatAnActorDoesAndHowMuchItHasDone) {
  const auto lease = waking_lease();
  auto chain = at("manager/chain/1");
  EXPECT_EQ(chain.role, "chain");
  EXPECT_EQ(chain.parent, "manager");
  EXPECT_EQ(chain.state, lease + ": granted; epoch 1, 3 hops");
  EXPECT_EQ(chain.children, 0u);
  EXPECT_EQ(chain.restarts, 0u);
  EXPECT_EQ(chain.mailbox, 0u);
  // Three answers to holds, three to commits, and its record.
  EXPECT_EQ(chain.messages, 7u);
  auto manager = at("manager");
  EXPECT_EQ(manager.parent, "");
  EXPECT_EQ(manager.state, "1 lease, 0 being set up");
  EXPECT_EQ(manager.children, 1u);
  EXPECT_EQ(at("gateway/A").parent, "directory");
}

TEST_F(Observer, ChangesNoFigureByLooking) {
  const auto first = at("manager");
  const auto second = at("manager");
  EXPECT_GT(first.messages, 0u);
  EXPECT_EQ(second.messages, first.messages);
  EXPECT_EQ(second.mailbox, first.mailbox);
}

TEST_F(Observer, SumsUpWhatTheLeasesOfOneWaveDo) {
  waking_lease();
  waking_lease();
  restart();
  EXPECT_EQ(at("manager/chain/1").state, "2 leases: 2 granted");
}

TEST_F(Observer, CountsARestartAfterAKill) {
  const std::string resource = "gateway/A/resource/A/A-C";
  EXPECT_EQ(at(resource).restarts, 0u);
  EXPECT_TRUE(kill_one(resource));
  EXPECT_EQ(at(resource).restarts, 1u);
  EXPECT_TRUE(kill_one(resource));
  EXPECT_EQ(at(resource).restarts, 2u);
  EXPECT_EQ(*deaths, strings{});
}

TEST_F(Observer, ShowsTheNextChainOfALeaseWhoseChainIsKilled) {
  const auto lease = waking_lease();
  EXPECT_TRUE(kill_one("manager/chain/1"));
  EXPECT_EQ(at("manager").children, 1u);
  EXPECT_EQ(at("manager/chain/2").state, lease + ": granted; epoch 1, 3 hops");
  EXPECT_EQ(leases().size(), 1u);
  EXPECT_EQ(*deaths, strings{});
}

TEST_F(Observer, EndsTheNodeWhereItKillsWhatOnlyTheJournalGivesBack) {
  EXPECT_TRUE(kill_one("manager"));
  EXPECT_EQ(*deaths, strings{"the lease manager died"});
  running.reset();
}

TEST_F(Observer, SaysThatNobodyIsAtAPath) {
  for (auto path : {"nobody", "gateway/Z", "gateway/A/hop/77", "gateway/A/hop",
                    "manager/chain/0x1", "gateway"}) {
    actor_query query;
    query.path = path;
    auto page = read(query);
    ASSERT_FALSE(page) << path;
    EXPECT_EQ(page.error().code, errc::unknown_name);
    EXPECT_NE(page.error().message.find(path), std::string::npos);
    EXPECT_EQ(kill_one(path).error().code, errc::unknown_name);
  }
}

TEST_F(Observer, TellsOfChildrenPageByPage) {
  strings chains;
  for (auto i = 1; i <= 5; ++i) {
    waking_lease("1Mbit/s");
    chains.push_back("manager/chain/" + std::to_string(i));
  }
  strings all;
  actor_query query;
  query.path = "manager";
  query.count_max = 2;
  while (true) {
    auto page = read(query);
    ASSERT_TRUE(page);
    ASSERT_LE(page->actors.size(), 3u);
    EXPECT_EQ(page->actors.front().children, 5u);
    for (std::size_t i = 1; i < page->actors.size(); ++i)
      all.push_back(page->actors[i].path);
    if (!page->more)
      break;
    query.after = all.back();
  }
  EXPECT_EQ(all, chains);
}

struct worker_state {
  static inline const char* name = "worker";
  std::string in_words() const {
    return "works";
  }
};
using worker_actor = caf::typed_actor<caf::reacts_to<int>>;

worker_actor::behavior_type worker(role_pointer<worker_actor, worker_state>) {
  return {[](int) {
  }};
}

/// Has two lists of children, of which the first is last by name.
struct boss_state {
  static inline const char* name = "boss";
  children<std::uint64_t, worker_actor> early{"z"};
  children<std::uint64_t, worker_actor> late{"a"};
  std::string in_words() const {
    return "watches";
  }
  void show_children(child_list& list) const {
    list(early);
    list(late);
  }
};

worker_actor::behavior_type boss(role_pointer<worker_actor, boss_state> self) {
  self->set_exit_handler([self](caf::exit_msg& msg) {
    self->state.early.stop_all(self, msg.reason);
    self->state.late.stop_all(self, msg.reason);
    self->quit(msg.reason);
  });
  for (std::uint64_t i = 1; i <= 2; ++i) {
    self->state.early.spawn(self, i, worker);
    self->state.late.spawn(self, i, worker);
  }
  return {[](int) {
  }};
}

TEST_F(Observer, GoesOnWithTheNextListOfChildren) {
  const auto scope = std::make_shared<actor_scope>();
  const auto both =
      spawn_seen(scope, "boss", [this] { return sys.spawn(boss); });
  observer_config lonely;
  lonely.roots = {child_at("boss", both)};
  const auto other = spawn(observer, lonely);
  actor_query query;
  query.path = "boss";
  query.count_max = 1;
  strings all;
  for (auto more = true; more;) {
    auto page = question<result<actor_page>>(other, read_actors{query, {}});
    ASSERT_TRUE(page && *page);
    ASSERT_EQ((*page)->actors.size(), 2u);
    all.push_back((*page)->actors.back().path);
    query.after = all.back();
    more = (*page)->more;
  }
  EXPECT_EQ(all, (strings{"boss/z/1", "boss/z/2", "boss/a/1", "boss/a/2"}));
  caf::anon_send_exit(both, caf::exit_reason::user_shutdown);
  drain();
}

TEST_F(Observer, PicksThoseThatHaveDoneMost) {
  lease_of();
  actor_query query;
  query.depth = bounds::actor_depth;
  query.order = actor_order::messages;
  query.count_max = 3;
  auto page = read(query);
  ASSERT_TRUE(page);
  ASSERT_EQ(page->actors.size(), 3u);
  EXPECT_TRUE(page->more);
  std::uint64_t most = 0;
  for (auto& each : tree().actors)
    most = std::max(most, each.messages);
  EXPECT_EQ(page->actors[0].messages, most);
  EXPECT_GE(page->actors[0].messages, page->actors[1].messages);
  EXPECT_GE(page->actors[1].messages, page->actors[2].messages);
  EXPECT_NE(page->actors[2].state, "");
}

TEST_F(Observer, LetsNobodyKillWhereThatIsNotAllowed) {
  running.reset();
  drain();
  journal = std::make_shared<test::memory_journal>();
  config.killing = observer_config::kills::refused;
  ASSERT_EQ(start().message, "");
  auto refused = kill_one("manager");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, errc::permission_denied);
  EXPECT_NE(refused.error().message.find("--allow-kill"), std::string::npos);
  EXPECT_EQ(at("manager").restarts, 0u);
}

TEST_F(Observer, WaitsForNobodyWhoIsSilent) {
  auto deaf = spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(caf::drop);
    return {[](int) {
    }};
  });
  observer_config lonely;
  lonely.roots = {child_at("deaf", deaf), child_at("store", running->store())};
  auto other = spawn(observer, lonely);
  auto answer = pose<result<actor_page>>(other, read_actors{});
  drain();
  EXPECT_FALSE(*answer);
  advance(std::chrono::milliseconds{2000});
  ASSERT_TRUE(*answer);
  ASSERT_TRUE(**answer);
  auto& all = (**answer)->actors;
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].state, "does not answer");
  EXPECT_NE(all[1].state, "does not answer");
}

TEST_F(Observer, AnswersSoManyAtATime) {
  auto deaf = spawn([](caf::event_based_actor* self) -> caf::behavior {
    self->set_default_handler(caf::drop);
    return {[](int) {
    }};
  });
  observer_config lonely;
  lonely.roots = {child_at("deaf", deaf)};
  lonely.walks_max = 1;
  auto other = spawn(observer, lonely);
  auto first = pose<result<actor_page>>(other, read_actors{});
  auto second = question<result<actor_page>>(other, read_actors{});
  ASSERT_TRUE(second);
  ASSERT_FALSE(*second);
  EXPECT_EQ(second->error().code, errc::too_much);
  advance(std::chrono::milliseconds{2000});
  EXPECT_TRUE(*first);
}

TEST(Counted, HasThePluralOfTheWord) {
  EXPECT_EQ(counted(1, "entry"), "1 entry");
  EXPECT_EQ(counted(0, "entry"), "0 entries");
  EXPECT_EQ(counted(2, "gateway"), "2 gateways");
  EXPECT_EQ(counted(2, "wish"), "2 wishes");
  EXPECT_EQ(counted(2, "hop"), "2 hops");
}

// -- traces ------------------------------------------------------------------

TEST_F(Observer, TracesTheMessagesOfOneLeaseInTheirOrder) {
  const auto lease = lease_of();
  lease_of();
  auto trace = node_services().scope->tap.open(lease);
  ASSERT_TRUE(trace);
  lease_of();
  auto renewed = renew(*parse_lease_id(lease), "2h");
  EXPECT_TRUE(std::holds_alternative<lease_grant>(renewed));
  strings all;
  auto notes = trace->take().notes;
  const std::set<std::string> wanted{"renew_leases", "order_roots",
                                     "record_changes", "changes_recorded",
                                     "chain_report"};
  for (auto& note : notes)
    if (wanted.count(note.message) > 0)
      all.push_back(note.from + " > " + note.to + " " + note.message + " "
                    + note.detail);
  const std::string chain = "manager/chain/4";
  EXPECT_EQ(all,
            (strings{" > manager renew_leases ",
                     "manager > " + chain + " order_roots renew",
                     chain + " > events record_changes renewed",
                     "events > manager changes_recorded renewed",
                     "manager > " + chain + " order_roots recorded",
                     chain + " > manager chain_report rests",
                     "manager > " + chain + " order_roots sleep"}));
  for (std::size_t i = 1; i < notes.size(); ++i)
    EXPECT_LE(notes[i - 1].at, notes[i].at);
}

TEST_F(Observer, TracesWhatGatewaysAreOrderedAndAnswer) {
  const auto lease = lease_of();
  auto trace = node_services().scope->tap.open(lease);
  ASSERT_TRUE(trace);
  renew(*parse_lease_id(lease), "2h");
  strings orders;
  strings answers;
  for (auto& note : trace->take().notes) {
    if (note.message == "order_hops" && note.to == "gateway/A")
      orders.push_back(note.from + " " + note.detail);
    if (note.message == "hop_answers"
        && note.from.compare(0, 14, "gateway/A/hop/") == 0)
      answers.push_back(note.to + " " + note.detail);
  }
  const std::string chain = "manager/chain/2";
  EXPECT_EQ(orders.front(), chain + " renew, epoch 2");
  EXPECT_EQ(answers.front(), chain + " renew, epoch 2: done");
}

TEST_F(Observer, TracesALeaseAmongTheOthersOfItsWave) {
  const auto first = lease_of();
  const auto second = lease_of();
  auto trace = node_services().scope->tap.open(second);
  std::vector<renewal_request> both(2);
  both[0].lease = *parse_lease_id(first);
  both[1].lease = *parse_lease_id(second);
  for (auto& x : both)
    x.wanted = *parse_period("2h");
  question<std::vector<lease_outcome>>(node_services().leases,
                                       renew_leases{lessee("alice"), both, {}});
  auto orders = 0;
  for (auto& note : trace->take().notes)
    if (note.message == "order_roots" && note.detail == "renew")
      ++orders;
  EXPECT_EQ(orders, 1);
}

TEST_F(Observer, TracesNothingOnceATraceIsDropped) {
  const auto lease = lease_of();
  auto& tap = node_services().scope->tap;
  EXPECT_FALSE(tap.is_open());
  auto trace = tap.open(lease);
  EXPECT_TRUE(tap.is_open());
  trace.reset();
  EXPECT_FALSE(tap.is_open());
}

} // namespace
} // namespace leasehold
