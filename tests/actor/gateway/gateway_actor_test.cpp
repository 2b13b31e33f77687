// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/gateway_actor.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/actor/gateway/gateway_fixture.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using strings = std::vector<std::string>;

using test::buffers;
using test::nic;
using test::rate;
using test::root_gateway;
using GatewayActor = test::gateway_fixture;

// -- orders ------------------------------------------------------------------

TEST_F(GatewayActor, HoldsWithoutAWordToTheJournal) {
  start();
  EXPECT_EQ(order(hold(1, 60)).code, errc::none);
  EXPECT_TRUE(journal->rows.empty());
  EXPECT_EQ(free_now(), 40);
  auto no = order(hold(2, 41));
  EXPECT_EQ(no.code, errc::insufficient_capacity);
  EXPECT_EQ(no.resource, nic);
  EXPECT_EQ(no.free, rate(40));
  EXPECT_EQ(order(hold(3, 40)).code, errc::none);
}

// D1
TEST_F(GatewayActor, AnswersEachChangeOnlyOnceItIsDurable) {
  start();
  order(hold(1, 60));
  auto smaller = hold(1, 30).uses;
  auto longer = window{term().start, term().end + seconds{60}};
  const std::vector<hop_order> changes{
      commit_hop{key(1), term().end}, renew_hop{key(1, 2), longer, longer.end},
      renew_hop{key(1, 3), longer, longer.end, smaller},
      release_hop{key(1, 3)}};
  for (auto& change : changes) {
    auto before = answers->size();
    auto rows = journal->rows.size();
    pose(change);
    while (answers->size() == before && step()) {
    }
    ASSERT_EQ(answers->size(), before + 1);
    EXPECT_EQ(answers->back().code, errc::none);
    EXPECT_EQ(journal->rows.size(), rows + 1) << "before the answer";
    drain();
  }
  EXPECT_EQ(journal->rows.back().what, record::change::erase);
  EXPECT_EQ(free_now(), 100);
}

TEST_F(GatewayActor, WritesTheOrdersOfOneMessageInOneGroup) {
  start();
  pose({hold(1, 30), hold(2, 30), hold(3, 60)});
  drain();
  ASSERT_EQ(answers->size(), 3u);
  EXPECT_EQ(answers->at(1).code, errc::none);
  EXPECT_EQ(answers->at(2).code, errc::insufficient_capacity);
  answers->clear();
  pose({commit_hop{key(1), term().end}, commit_hop{key(2), term().end},
        commit_hop{key(3), term().end}});
  step();
  EXPECT_EQ(state().hops.size(), 1u) << "one speaks for all";
  drain();
  ASSERT_EQ(answers->size(), 3u);
  EXPECT_EQ(answers->front().code, errc::hold_expired)
      << "what needs no write is answered at once";
  EXPECT_EQ(answers->back().code, errc::none);
  EXPECT_EQ(journal->rows.size(), 2u);
  EXPECT_EQ(free_now(), 40);
}

// D3
TEST_F(GatewayActor, AnswersNothingThatTheJournalRefused) {
  start();
  order(hold(1, 60));
  auto before = answers->size();
  journal->error = {store_errc::io_error, "fsync failed"};
  pose(commit_hop{key(1), term().end});
  drain();
  pass(seconds{5});
  EXPECT_EQ(answers->size(), before);
}

TEST_F(GatewayActor, AnswersRepeatedOrdersAgainAndChangesNothing) {
  start();
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(order(hold(1, 60)).code, errc::none);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(order(commit_hop{key(1), term().end}).code, errc::none);
  auto longer = window{term().start, term().end + seconds{60}};
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(order(renew_hop{key(1, 2), longer, longer.end}).code, errc::none);
  EXPECT_EQ(free_now(), 40);
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(order(release_hop{key(1, 2)}).code, errc::none);
  EXPECT_EQ(free_now(), 100);
  EXPECT_EQ(audit(), strings{});
}

// C6
TEST_F(GatewayActor, RefusesOrdersOfOlderEpochs) {
  start();
  activate(1, 60);
  auto longer = window{term().start, term().end + seconds{60}};
  order(renew_hop{key(1, 5), longer, longer.end});
  const std::vector<hop_order> late{
      commit_hop{key(1), term().end}, renew_hop{key(1, 4), term(), term().end},
      renew_hop{key(1, 2), term(), term().end, hold(1, 1).uses},
      release_hop{key(1, 4)}, hold(1, 1, 4)};
  for (auto& x : late) {
    auto answer = order(x);
    EXPECT_EQ(answer.code, errc::stale_epoch);
    EXPECT_EQ(answer.current, epoch{5});
  }
  EXPECT_EQ(free_now(), 40);
}

TEST_F(GatewayActor, AnswersOrdersForHopsThatItDoesNotHave) {
  start();
  EXPECT_EQ(order(commit_hop{key(9), term().end}).code, errc::hold_expired);
  EXPECT_EQ(order(renew_hop{key(9), term(), term().end}).code,
            errc::lease_over);
  EXPECT_EQ(order(release_hop{key(9)}).code, errc::none);
  EXPECT_TRUE(journal->rows.empty());
}

TEST_F(GatewayActor, RunsNoActorForALeaseToWhichNothingHappens) {
  start();
  drain();
  auto running = sys.registry().running();
  activate(1, 60);
  EXPECT_EQ(sys.registry().running(), running);
  order(release_hop{key(1)});
  EXPECT_EQ(sys.registry().running(), running);
  activate(2, 60);
  stop(uut);
  EXPECT_EQ(sys.registry().running(), running - 3) << "with both RESOURCEs";
}

// A new region is another for few of the resources of a gateway.
TEST_F(GatewayActor, TellsResourcesOnlyWhatIsNew) {
  start();
  place_resources same;
  same.capacities = {{nic, rate(100)}, {buffers, amounts{unit::byte, 1000}}};
  caf::anon_send(uut, same);
  EXPECT_EQ(drain(), 1u);
  same.capacities[0].second = rate(90);
  caf::anon_send(uut, same);
  EXPECT_EQ(drain(), 2u) << "one of two hears of it";
}

// -- time --------------------------------------------------------------------

// H1
TEST_F(GatewayActor, FreesAHoldThatNobodyCommits) {
  start();
  order(hold(1, 60));
  pass(seconds{9});
  EXPECT_EQ(free_now(), 40);
  pass(seconds{1});
  EXPECT_EQ(free_now(), 100);
  EXPECT_EQ(order(commit_hop{key(1), term().end}).code, errc::hold_expired);
  EXPECT_TRUE(journal->rows.empty());
  EXPECT_TRUE(ended->empty()) << "no lease was ever there";
}

TEST_F(GatewayActor, TellsTheRootFinderOfAHopThatEndsByItself) {
  start();
  activate(1, 60);
  pass(seconds{59});
  EXPECT_TRUE(ended->empty());
  ticks->pass(seconds{1});
  sched.advance_time(seconds{1});
  auto rows = journal->rows.size();
  while (ended->empty() && step()) {
  }
  ASSERT_EQ(ended->size(), 1u);
  EXPECT_EQ(ended->front().lease, lease_id{1});
  EXPECT_EQ(journal->rows.size(), rows + 1) << "before the word";
  drain();
  EXPECT_EQ(free_now(), 100);
}

TEST_F(GatewayActor, AsksNothingOfARootThatConfirmed) {
  start();
  activate(1, 60);
  pass(seconds{30});
  EXPECT_TRUE(asked->empty());
}

TEST_F(GatewayActor, FreesAnUnconfirmedHopWhoseRootIsGone) {
  *root_says = root_state::gone;
  start();
  order(hold(1, 60));
  order(commit_hop{key(1), term().end});
  pass(seconds{9});
  EXPECT_TRUE(asked->empty());
  pass(seconds{1});
  EXPECT_EQ(asked->size(), 1u);
  EXPECT_EQ(free_now(), 100);
  EXPECT_EQ(journal->rows.back().what, record::change::erase);
}

TEST_F(GatewayActor, KeepsAnUnconfirmedHopWhoseRootLives) {
  *root_says = root_state::alive;
  start();
  order(hold(1, 60));
  order(commit_hop{key(1), term().end});
  pass(seconds{10});
  EXPECT_EQ(asked->size(), 1u);
  pass(seconds{30});
  EXPECT_EQ(asked->size(), 1u) << "that was a confirmation";
  EXPECT_EQ(free_now(), 40);
}

TEST_F(GatewayActor, AsksAgainWhileItsRootIsPendingOrSilent) {
  *root_says = root_state::pending;
  start();
  order(hold(1, 60));
  order(commit_hop{key(1), term().end});
  pass(seconds{10});
  EXPECT_EQ(asked->size(), 1u);
  *root_says = std::nullopt;
  pass(seconds{10});
  EXPECT_EQ(asked->size(), 2u);
  *root_says = root_state::gone;
  pass(seconds{10});
  EXPECT_EQ(asked->size(), 3u);
  EXPECT_EQ(free_now(), 100);
}

// C6: the root's word is about the hop that asked.
TEST_F(GatewayActor, FreesNoNewerHopOnAnOldWord) {
  start();
  activate(1, 60);
  auto longer = window{term().start, term().end + seconds{60}};
  order(renew_hop{key(1, 2), longer, longer.end});
  tell(uut, root_answer{key(1, 1), root_gateway, root_state::gone, {}});
  EXPECT_EQ(free_now(), 40);
}

TEST_F(GatewayActor, TellsARootThatConfirmsAHopThatIsNotThere) {
  start();
  activate(1, 60);
  order(release_hop{key(1)});
  EXPECT_TRUE(ended->empty());
  pose(confirm_hop{key(1), term().end});
  drain();
  ASSERT_EQ(ended->size(), 1u);
  EXPECT_EQ(ended->front().lease, lease_id{1});
}

// S3: whoever speaks for another gateway has no say in the lease.
TEST_F(GatewayActor, ObeysTheRootThatHeldAndNoOther) {
  start();
  activate(1, 60);
  auto before = answers->size();
  const gateway_name other{"D"};
  for (hop_order x :
       {hop_order{release_hop{key(1, 9)}}, hop_order{commit_hop{key(1), {}}},
        hop_order{renew_hop{key(1, 9), term(), {}, {}}},
        hop_order{confirm_hop{key(1), {}}}})
    tell(uut, order_hops{{{x, other}}, root});
  tell(uut, root_answer{key(1), other, root_state::gone, {}});
  EXPECT_EQ(answers->size(), before);
  EXPECT_EQ(free_now(), 40);
  EXPECT_EQ(order(release_hop{key(1)}).code, errc::none);
}

// -- deaths ------------------------------------------------------------------

TEST_F(GatewayActor, LosesWordsWithAHopAndNothingElse) {
  auto killed = 0;
  for (int steps = 0; steps < 8; ++steps) {
    SCOPED_TRACE("struck after step " + std::to_string(steps));
    auto lease = static_cast<std::uint64_t>(steps) + 1;
    start();
    order(hold(lease, 60));
    auto before = answers->size();
    pose(commit_hop{key(lease), term().end});
    for (int i = 0; i < steps; ++i)
      step();
    for (auto& [token, hop] : state().hops) {
      test::strike(hop);
      ++killed;
    }
    drain();
    EXPECT_TRUE(state().hops.empty());
    EXPECT_LE(answers->size(), before + 1);
    EXPECT_EQ(order(commit_hop{key(lease), term().end}).code, errc::none);
    EXPECT_EQ(free_now(), 40);
    EXPECT_EQ(order(release_hop{key(lease)}).code, errc::none);
    stop(uut);
  }
  EXPECT_GT(killed, 1);
}

TEST_F(GatewayActor, HasAHopOnlyWhileAWriteIsUnderWay) {
  start();
  order(hold(1, 60));
  EXPECT_TRUE(state().hops.empty()) << "a hold is in memory only";
  pose(commit_hop{key(1), term().end});
  step();
  EXPECT_EQ(state().hops.size(), 1u);
  drain();
  EXPECT_TRUE(state().hops.empty());
}

// -- restarts ----------------------------------------------------------------

TEST_F(GatewayActor, TakesBackWhatTheJournalToldAndAsksForItsRoot) {
  *root_says = root_state::alive;
  auto order = hold(1, 60);
  start({{order.key, order.root, hop_state::active, order.uses, order.term,
          order.term.end}});
  EXPECT_EQ(free_now(), 40);
  pass(duration{1});
  ASSERT_EQ(asked->size(), 1u);
  EXPECT_EQ(asked->front().lease, lease_id{1});
  EXPECT_EQ(audit(), strings{});
}

TEST_F(GatewayActor, EndsAHopWhoseResourceIsGone) {
  auto order = hold(1, 60);
  order.uses.push_back({resource_name{"B/gone"}, rate(1)});
  start({{order.key, order.root, hop_state::active, order.uses, order.term,
          order.term.end}});
  ASSERT_EQ(ended->size(), 1u);
  EXPECT_EQ(ended->front().lease, lease_id{1});
  ASSERT_EQ(journal->rows.size(), 1u);
  EXPECT_EQ(journal->rows.front().what, record::change::erase);
  EXPECT_EQ(free_now(), 100);
  EXPECT_TRUE(state().hops.empty());
}

TEST_F(GatewayActor, KeepsAResourceOnlyWhileItIsPlacedOrBooked) {
  start();
  order(hold(1, 60));
  place_resources others;
  others.capacities = {{resource_name{"B/new"}, rate(5)}};
  tell(uut, others);
  EXPECT_TRUE(state().ledger->has(nic)) << "it is booked";
  EXPECT_TRUE(state().ledger->has(resource_name{"B/new"}));
  order(release_hop{key(1)});
  tell(uut, others);
  EXPECT_FALSE(state().ledger->has(nic));
  EXPECT_EQ(order(hold(2, 1)).code, errc::unknown_name);
}

// C8: who can give way is known to the roots alone.
TEST_F(GatewayActor, TellsEachSecondThatLeasesTakeMoreThanThereIs) {
  start();
  activate(1, 60);
  place_resources less;
  less.capacities = {{nic, rate(50)}, {buffers, amounts{unit::byte, 1000}}};
  tell(uut, less);
  EXPECT_TRUE(shortages->empty()) << "the own manager comes first";
  pass(seconds{1});
  ASSERT_EQ(shortages->size(), 1u);
  EXPECT_EQ(shortages->back().resource, nic);
  EXPECT_EQ(shortages->back().taken.at(gateway_name{"C"}), rate(60));
  pass(seconds{1});
  EXPECT_EQ(shortages->size(), 2u);
  order(release_hop{key(1)});
  pass(seconds{5});
  EXPECT_EQ(shortages->size(), 2u);
}

// P1: nobody gives way for a region that is not written yet, and may never be.
TEST_F(GatewayActor, CountsNothingWhileAChangeOfTheRegionIsJudged) {
  start();
  activate(1, 60);
  place_resources less;
  less.capacities = {{nic, rate(50)}, {buffers, amounts{unit::byte, 1000}}};
  tell(uut, config_resources());
  tell(uut, narrow_resources{less, {}});
  pass(seconds{5});
  EXPECT_TRUE(shortages->empty());
  tell(uut, config_resources());
  pass(seconds{5});
  EXPECT_TRUE(shortages->empty()) << "it was refused";
  tell(uut, narrow_resources{less, {}});
  tell(uut, less);
  pass(seconds{1});
  EXPECT_EQ(shortages->size(), 1u);
}

// C8: a lease whose root lost all it knew makes nobody give way.
TEST_F(GatewayActor, AsksTheRootsOfLeasesThatTakeMoreThanThereIs) {
  start();
  activate(1, 60);
  place_resources less;
  less.capacities = {{nic, rate(50)}, {buffers, amounts{unit::byte, 1000}}};
  *root_says = root_state::gone;
  tell(uut, less);
  pass(seconds{1});
  pass(seconds{9});
  EXPECT_TRUE(asked->empty()) << "its root has time to make it give way";
  pass(seconds{2});
  ASSERT_EQ(asked->size(), 1u);
  EXPECT_EQ(asked->front().lease, lease_id{1});
  EXPECT_EQ(free_now(), 50);
}

TEST_F(GatewayActor, C3DecidesOnEffectsByItsOwnClock) {
  start();
  auto may = [this](hop_key terms) {
    auto word = std::make_shared<std::optional<errc>>();
    auto reply = reply_to<errc>::calling([word](errc x) { *word = x; });
    tell(uut, admit_effect{std::move(terms), std::move(reply)});
    return *word;
  };
  auto asked_for = hold(1, 60);
  order(asked_for);
  EXPECT_EQ(may(key(1)), errc::lease_over) << "it is only held";
  order(commit_hop{key(1), asked_for.term.end});
  EXPECT_EQ(may(key(1)), errc::none);
  EXPECT_EQ(may(key(1, 2)), errc::stale_epoch);
  pass(seconds{60});
  EXPECT_EQ(may(key(1)), errc::lease_over);
}

// -- any order ---------------------------------------------------------------

class GatewayOrders : public GatewayActor {
protected:
  int any(int from, int to) {
    return static_cast<int>(random() % static_cast<unsigned>(to - from + 1))
        + from;
  }

  hop_order any_order() {
    auto lease = static_cast<std::uint64_t>(any(1, 5));
    // Mostly what a root would say, now and then something late or early.
    auto known = state().ledger->find(lease_id{lease});
    auto at = known == nullptr || any(0, 4) == 0
        ? static_cast<std::uint64_t>(any(1, 4))
        : known->key.epoch.value();
    auto more = known == nullptr || any(0, 4) == 0 ? at : at + 1;
    auto from =
        known == nullptr ? begun + seconds{any(0, 2) * 10} : known->term.start;
    auto over = window{from, from + seconds{any(1, 6) * 10}};
    auto uses = hold(lease, any(1, 70)).uses;
    switch (any(0, 5)) {
    case 0:
    case 1:
      return hold_hop{key(lease, at), gateway_name{"C"}, uses, over,
                      clock->now() + seconds{any(1, 10)}};
    case 2:
    case 3:
      return commit_hop{key(lease, at), over.end};
    case 4:
      return renew_hop{key(lease, more), over, over.end};
    default:
      if (any(0, 1) == 0)
        return renew_hop{key(lease, more), over, over.end,
                         hold(lease, any(1, 9)).uses};
      return release_hop{key(lease, at)};
    }
  }

  std::minstd_rand random;
  instant begun;
};

// C1, D1: whatever is ordered, every prefix of the journal is within capacity,
// its end is what the ledger has, and every order is answered once.
TEST_F(GatewayOrders, AreJournaledWithinCapacityAndAnsweredOnce) {
  std::size_t written = 0;
  for (unsigned seed = 1; seed <= 100 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    random.seed(seed);
    journal->rows.clear();
    answers->clear();
    start();
    begun = clock->now();
    std::size_t ordered = 0;
    for (int i = 0; i < 60; ++i) {
      if (any(0, 9) == 0) {
        pass(seconds{any(1, 3)});
      } else {
        pose(any_order());
        ++ordered;
      }
      for (auto n = any(0, 8); n > 0; --n)
        step();
    }
    drain();
    EXPECT_EQ(answers->size(), ordered);
    EXPECT_EQ(audit(), strings{});
    strings findings;
    auto sum = replay(findings);
    EXPECT_EQ(findings, strings{});
    auto active = state().ledger->active_hops();
    EXPECT_EQ(sum.hops().size(), active.size());
    for (auto& [name, hop] : sum.hops()) {
      auto now = state().ledger->find(hop.key.lease);
      ASSERT_NE(now, nullptr);
      EXPECT_EQ(now->key.epoch, hop.key.epoch);
      EXPECT_TRUE(now->term == hop.term);
    }
    written += journal->rows.size();
    stop(uut);
  }
  EXPECT_GT(written, 500u);
}

} // namespace
} // namespace leasehold
