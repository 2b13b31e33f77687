// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/sim_journal.hpp"

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

const std::vector<record_group> one_row{
    {{7, "key", "body", record::change::put}}};

struct append_watch final : observer {
  void appended(true_time, const append_note& note) override {
    outcomes.push_back(note.outcome);
  }
  void node_changed(true_time, const node_note& note) override {
    changes.push_back(note.change);
  }
  std::vector<append_outcome> outcomes;
  std::vector<node_change> changes;
};

class SimJournal : public ::testing::Test {
protected:
  SimJournal() {
    told.add(watch);
    open();
  }

  void open() {
    life = std::make_shared<process_life>(0, told, armed);
    journal = std::make_unique<sim_journal>(medium, life, told);
  }

  /// Rows that a new process finds.
  std::size_t rows_found() {
    open();
    std::size_t count = 0;
    EXPECT_FALSE(journal->replay([&count](const record&) -> store_error {
      ++count;
      return {};
    }));
    return count;
  }

  chronicle told;
  append_watch watch;
  failpoints armed;
  disk medium{dice{1}};
  std::shared_ptr<process_life> life;
  std::unique_ptr<sim_journal> journal;
};

TEST_F(SimJournal, IsDurableWhenItSaysSo) {
  EXPECT_FALSE(journal->append(one_row));
  EXPECT_EQ(rows_found(), 1U);
  EXPECT_EQ(watch.outcomes, std::vector{append_outcome::durable});
}

TEST_F(SimJournal, ClosesAtTheFirstError) {
  medium.fail_next(disk_fault::write_error);
  EXPECT_EQ(journal->append(one_row).code, store_errc::io_error);
  EXPECT_EQ(journal->append(one_row).code, store_errc::io_error);
  EXPECT_EQ(journal->fold(1).code, store_errc::io_error);
  EXPECT_EQ(rows_found(), 0U);
  EXPECT_FALSE(journal->append(one_row));
}

TEST_F(SimJournal, MayPersistWhatItSaidFailed) {
  medium.fail_next(disk_fault::commit_persists);
  EXPECT_TRUE(journal->append(one_row));
  EXPECT_EQ(watch.outcomes, std::vector{append_outcome::durable_untold});
  EXPECT_EQ(rows_found(), 1U);
}

TEST_F(SimJournal, WritesNothingOnAFullDisk) {
  medium.set_room(disk::room::none);
  EXPECT_EQ(journal->append(one_row).code, store_errc::disk_full);
  medium.set_room(disk::room::some);
  EXPECT_EQ(rows_found(), 0U);
}

TEST_F(SimJournal, EndsItsProcessAtAFailpoint) {
  armed.arm(failpoint::before_append, 2);
  EXPECT_FALSE(journal->append(one_row));
  EXPECT_FALSE(life->over());
  EXPECT_TRUE(journal->append(one_row));
  EXPECT_TRUE(life->over());
  EXPECT_EQ(watch.changes, std::vector{node_change::killed});
  EXPECT_EQ(rows_found(), 1U);
}

TEST_F(SimJournal, KeepsWhatWasSyncedBeforeTheFailpoint) {
  armed.arm(failpoint::after_sync, 1);
  EXPECT_TRUE(journal->append(one_row));
  EXPECT_EQ(watch.outcomes, std::vector{append_outcome::durable_untold});
  EXPECT_EQ(rows_found(), 1U);
}

TEST_F(SimJournal, LetsNothingPassAfterTheEndOfItsProcess) {
  life->end(node_change::killed, "");
  EXPECT_TRUE(journal->append(one_row));
  EXPECT_TRUE(watch.outcomes.empty());
  EXPECT_EQ(rows_found(), 0U);
}

} // namespace
} // namespace leasehold::sim
