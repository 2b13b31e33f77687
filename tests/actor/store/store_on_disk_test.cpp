// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The STORE, the journal and the timeline together, over restarts and on a
// disk that fails.

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <gtest/gtest.h>

#include "runtime/clock/node_clock.hpp"
#include "runtime/clock/stamp_record.hpp"
#include "runtime/store/store_actor.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/faulty_vfs.hpp"
#include "tests/support/journal_probe.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using test::faults;
using test::put;

class StoreOnDisk : public test::actor_test<caf::id_block::leasehold_runtime> {
protected:
  StoreOnDisk() {
    faults().reset();
    auto [listener, seen] = spawn_listener<records_durable>();
    client = listener;
    acknowledged = seen;
    start();
  }
  ~StoreOnDisk() override {
    faults().reset();
  }

  // As a node does: open, replay, go on with the time, run.
  void start() {
    std::shared_ptr<journal_backend> journal =
        test::open_journal(folder.path(), test::faulty_vfs());
    found.clear();
    std::optional<clock_stamp> last;
    ASSERT_FALSE(journal->replay([this, &last](record entry) {
      if (entry.kind == clock_stamp_kind)
        last = std::get<clock_stamp>(parse_clock_stamp(entry));
      else
        test::take_in(found, entry);
      return store_error{};
    }));
    clock = std::make_shared<node_clock>(machine, last);
    store_config config;
    config.journal_rows_max = 10;
    config.stamp = [clock = clock] {
      return to_record(clock->stamp());
    };
    config.on_fatal = [seen = deaths](const store_error& why) {
      seen->push_back(why);
    };
    writer = spawn(store, journal, config);
    drain();
  }

  void append(std::string key) {
    tell(writer,
         append_records{{put(std::move(key), "body")}, ++token, client});
  }

  test::temp_folder folder;
  std::shared_ptr<test::manual_clock> machine =
      std::make_shared<test::manual_clock>();
  std::shared_ptr<node_clock> clock;
  std::shared_ptr<std::vector<store_error>> deaths =
      std::make_shared<std::vector<store_error>>();
  test::contents found;
  store_actor writer;
  store_client_actor client;
  std::shared_ptr<std::vector<records_durable>> acknowledged;
  std::uint64_t token = 0;
};

TEST_F(StoreOnDisk, KeepsWhatItAcknowledgedOverManyRestarts) {
  for (int i = 0; i < 30; ++i) {
    append(std::to_string(i));
    if (i % 10 != 9)
      continue;
    stop(writer);
    start();
  }
  EXPECT_EQ(acknowledged->size(), 30u);
  EXPECT_EQ(found.size(), 30u);
  const auto status = ask<store_status>(writer, read_store_status{});
  ASSERT_TRUE(status);
  EXPECT_LE(status->journal.journal_rows, 10u);
  EXPECT_TRUE(deaths->empty());
}

TEST_F(StoreOnDisk, AcknowledgesNothingAfterAFailedSync) {
  append("a");
  faults().syncs_left = 0;
  append("b");
  faults().reset();
  append("c");
  EXPECT_EQ(acknowledged->size(), 1u);
  ASSERT_EQ(deaths->size(), 1u);
  EXPECT_EQ(deaths->front().code, store_errc::io_error);
  start();
  EXPECT_EQ(found.count({1, "a"}), 1u);
  EXPECT_EQ(found.count({1, "c"}), 0u);
}

TEST_F(StoreOnDisk, TimeGoesOnAfterAStopAndAReboot) {
  machine->pass(seconds{10});
  stop(writer); // Stamps.
  machine->reboot("boot-2");
  start();
  EXPECT_EQ(clock->now(), instant{seconds{10}});
  machine->pass(seconds{5});
  EXPECT_EQ(clock->now(), instant{seconds{15}});
}

TEST_F(StoreOnDisk, ALostSecondIsLivedAgainAfterACrash) {
  machine->pass(seconds{10});
  advance(seconds{1}); // Stamps.
  machine->pass(std::chrono::milliseconds{900});
  stop(writer, caf::exit_reason::kill);
  machine->reboot("boot-2");
  start();
  EXPECT_EQ(clock->now(), instant{seconds{10}});
}

TEST_F(StoreOnDisk, DowntimeCountsOnTheSameBoot) {
  machine->pass(seconds{10});
  stop(writer, caf::exit_reason::kill);
  machine->pass(seconds{60});
  start();
  EXPECT_EQ(clock->now(), instant{seconds{70}});
}

} // namespace
} // namespace leasehold
