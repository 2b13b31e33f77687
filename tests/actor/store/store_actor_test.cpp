// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/store_actor.hpp"

#include <chrono>
#include <memory>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

#include "tests/support/actor_test.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

class StoreActor : public test::actor_test<caf::id_block::leasehold_runtime> {
protected:
  StoreActor() {
    config.on_fatal = [seen = deaths](const store_error& why) {
      seen->push_back(why);
    };
    auto [listener, seen] = spawn_listener<records_durable>();
    client = listener;
    acknowledged = seen;
  }

  store_actor start() {
    return spawn(store, std::shared_ptr<journal_backend>{journal}, config);
  }

  // Queued, not delivered: `drain` does.
  void append(const store_actor& hdl, record_group records,
              std::uint64_t token) {
    caf::anon_send(hdl, append_records{std::move(records), token, client});
  }

  static record put(std::string key) {
    return {1, std::move(key), "body", record::change::put};
  }

  std::vector<std::uint64_t> tokens() const {
    std::vector<std::uint64_t> result;
    for (const auto& report : *acknowledged)
      result.push_back(report.token);
    return result;
  }

  std::shared_ptr<test::memory_journal> journal =
      std::make_shared<test::memory_journal>();
  std::shared_ptr<std::vector<store_error>> deaths =
      std::make_shared<std::vector<store_error>>();
  store_config config;
  store_client_actor client;
  std::shared_ptr<std::vector<records_durable>> acknowledged;
};

TEST_F(StoreActor, CommitsWhatWaitsAsOneGroupAndTellsEachInOrder) {
  const auto hdl = start();
  append(hdl, {put("a"), put("b")}, 7);
  append(hdl, {put("c")}, 8);
  append(hdl, {}, 9);
  drain();
  EXPECT_EQ(journal->appends, 1u);
  EXPECT_EQ(journal->rows.size(), 3u);
  EXPECT_EQ(tokens(), (std::vector<std::uint64_t>{7, 8, 9}));
}

TEST_F(StoreActor, AcknowledgesNothingBeforeTheCommit) {
  const auto hdl = start();
  drain();
  append(hdl, {put("a")}, 1);
  sched.run_once(); // The append itself.
  EXPECT_EQ(journal->appends, 0u);
  EXPECT_TRUE(tokens().empty());
  drain();
  EXPECT_EQ(tokens().size(), 1u);
}

TEST_F(StoreActor, AcknowledgesAnEmptyAppendAfterThoseBeforeIt) {
  const auto hdl = start();
  append(hdl, {}, 1);
  drain();
  EXPECT_EQ(journal->appends, 0u);
  EXPECT_EQ(tokens(), (std::vector<std::uint64_t>{1}));
}

TEST_F(StoreActor, CommitsAtOnceWhenTheGroupIsFull) {
  config.group_records_max = 2;
  const auto hdl = start();
  for (std::uint64_t i = 0; i < 5; ++i)
    append(hdl, {put(std::to_string(i))}, i);
  drain();
  EXPECT_EQ(journal->appends, 3u);
  EXPECT_EQ(tokens().size(), 5u);
}

TEST_F(StoreActor, DiesWithoutAWordToClientsWhenACommitFails) {
  const auto hdl = start();
  journal->error = {store_errc::io_error, "fsync failed"};
  append(hdl, {put("a")}, 1);
  append(hdl, {put("b")}, 2);
  drain();
  append(hdl, {put("c")}, 3);
  drain();
  EXPECT_TRUE(tokens().empty());
  ASSERT_EQ(deaths->size(), 1u);
  EXPECT_EQ(deaths->front().code, store_errc::io_error);
  EXPECT_FALSE(ask<store_status>(hdl, read_store_status{}));
}

TEST_F(StoreActor, DiesWhenAFoldFails) {
  config.journal_rows_max = 0;
  const auto hdl = start();
  append(hdl, {put("a")}, 1);
  drain();
  EXPECT_EQ(tokens().size(), 1u);
  journal->rows.push_back(put("b"));
  journal->error = {store_errc::corrupt, "seq 2"};
  tell(hdl, fold_journal{});
  EXPECT_EQ(deaths->size(), 1u);
}

TEST_F(StoreActor, FoldsInChunksUntilTheJournalIsShort) {
  config.journal_rows_max = 10;
  config.fold_rows_max = 4;
  const auto hdl = start();
  append(hdl, record_group(30, put("a")), 1);
  drain();
  EXPECT_EQ(journal->rows.size(), 10u);
  const auto status = ask<store_status>(hdl, read_store_status{});
  ASSERT_TRUE(status);
  EXPECT_EQ(status->rows_folded, 20u);
  EXPECT_EQ(status->journal.journal_rows, 10u);
}

TEST_F(StoreActor, LetsAppendsInBetweenChunks) {
  config.journal_rows_max = 0;
  config.fold_rows_max = 1;
  const auto hdl = start();
  append(hdl, record_group(100, put("a")), 1);
  // The append, its commit, and the first chunks.
  for (int i = 0; i < 6; ++i)
    sched.run_once();
  const auto left = journal->rows.size();
  append(hdl, {put("b")}, 2);
  while (journal->appends < 2)
    sched.run_once();
  EXPECT_GE(journal->rows.size() + 4, left);
  drain();
  EXPECT_EQ(journal->rows.size(), 0u);
}

TEST_F(StoreActor, ReportsWhatItHasDone) {
  const auto hdl = start();
  append(hdl, {put("a"), put("b")}, 1);
  drain();
  append(hdl, {put("c")}, 2);
  drain();
  journal->space = disk_space::low;
  const auto status = ask<store_status>(hdl, read_store_status{});
  ASSERT_TRUE(status);
  EXPECT_EQ(status->commits, 2u);
  EXPECT_EQ(status->records_appended, 3u);
  EXPECT_EQ(status->records_last_group, 1u);
  EXPECT_EQ(status->journal.space, disk_space::low);
}

TEST_F(StoreActor, StampsTheTimeAtTheStartAndOnceASecond) {
  config.stamp = [] {
    return record{0, "", "now", record::change::put};
  };
  const auto hdl = start();
  drain();
  EXPECT_EQ(journal->rows.size(), 1u);
  advance(seconds{1});
  advance(seconds{1});
  EXPECT_EQ(journal->rows.size(), 3u);
  EXPECT_EQ(journal->rows.back().body, "now");
}

TEST_F(StoreActor, CommitsAndStampsWhenItIsToldToStop) {
  int stamps = 0;
  config.stamp = [&stamps] {
    ++stamps;
    return record{0, "", "now", record::change::put};
  };
  const auto hdl = start();
  drain();
  append(hdl, {put("a")}, 1);
  sched.run_once();
  caf::anon_send_exit(hdl, caf::exit_reason::user_shutdown);
  drain();
  EXPECT_EQ(tokens().size(), 1u);
  EXPECT_EQ(stamps, 2);
  EXPECT_EQ(journal->rows.back().kind, 0);
  EXPECT_FALSE(ask<store_status>(hdl, read_store_status{}));
  // Nobody holds it open any longer but the test.
  EXPECT_EQ(journal.use_count(), 1);
  EXPECT_TRUE(deaths->empty());
}

TEST_F(StoreActor, OutlivesItsClients) {
  const auto hdl = start();
  stop(client);
  append(hdl, {put("a")}, 1);
  drain();
  EXPECT_EQ(journal->rows.size(), 1u);
  EXPECT_TRUE(ask<store_status>(hdl, read_store_status{}));
}

TEST_F(StoreActor, NamesTheFieldThatItCannotRunWith) {
  EXPECT_FALSE(validate(config));
  auto broken = config;
  broken.group_records_max = 0;
  EXPECT_TRUE(validate(broken));
  broken = config;
  broken.fold_rows_max = 0;
  EXPECT_TRUE(validate(broken));
  broken = config;
  broken.stamp_every = duration::zero();
  EXPECT_TRUE(validate(broken));
  broken = config;
  broken.on_fatal = nullptr;
  EXPECT_NE(sys.render(validate(broken)).find("on_fatal"), std::string::npos);
}

} // namespace
} // namespace leasehold
