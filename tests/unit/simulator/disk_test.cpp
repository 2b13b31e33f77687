// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/disk.hpp"

#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace leasehold::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kind = 7;

record put(std::string key, std::string body) {
  return {kind, std::move(key), std::move(body), record::change::put};
}

class Disk : public ::testing::Test {
protected:
  void write(disk& to, std::string key, std::string body = "x") {
    to.write({{put(std::move(key), std::move(body))}});
  }
  void store(disk& to, std::string key, std::string body = "x") {
    write(to, std::move(key), std::move(body));
    to.sync();
  }

  /// All keys and bodies that a start finds, or what it fails with.
  static std::string found(disk& on) {
    std::map<std::string, std::string> all;
    auto failed = on.read([&all](const record& row) -> store_error {
      if (row.what == record::change::put)
        all[row.key] = row.body;
      else
        all.erase(row.key);
      return {};
    });
    if (failed)
      return to_string(failed.code);
    std::string text;
    for (auto& [key, body] : all)
      text += key + "=" + body + " ";
    return text;
  }

  disk medium{dice{1}};
};

TEST_F(Disk, TellsWhatWasSynced) {
  store(medium, "a", "1");
  store(medium, "b", "2");
  store(medium, "a", "3");
  EXPECT_EQ(medium.lose_power(), disk::tail::none);
  EXPECT_EQ(found(medium), "a=3 b=2 ");
}

TEST_F(Disk, KeepsWhatWasWrittenWhenTheProcessIsKilled) {
  write(medium, "a");
  EXPECT_EQ(found(medium), "a=x ");
}

TEST_F(Disk, KeepsAllOfAnUnsyncedTransactionOrNothingWhenThePowerGoes) {
  std::set<disk::tail> seen;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    disk other{dice{seed}};
    store(other, "a");
    other.write({{put("b", "x"), put("c", "x")}});
    const auto left = other.lose_power();
    seen.insert(left);
    EXPECT_EQ(found(other), left == disk::tail::kept ? "a=x b=x c=x " : "a=x ");
    store(other, "d");
    EXPECT_NE(found(other).find("d=x"), std::string::npos);
  }
  EXPECT_EQ(seen,
            (std::set<disk::tail>{disk::tail::kept, disk::tail::lost,
                                  disk::tail::torn}));
}

TEST_F(Disk, LeavesItToACoinWhatAFailedSyncLeaves) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    disk other{dice{seed}};
    store(other, "a");
    write(other, "b");
    other.doubt();
    seen.insert(found(other));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"a=x ", "a=x b=x "}));
}

TEST_F(Disk, FindsEveryFlippedBit) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    disk other{dice{seed}};
    store(other, "a", "one body");
    store(other, "b", "another");
    other.fold(1);
    store(other, "c", "a third");
    ASSERT_TRUE(other.flip_bit());
    EXPECT_EQ(found(other), "corrupt") << "seed " << seed;
  }
}

TEST_F(Disk, HasNothingToFlipWhenEmpty) {
  EXPECT_FALSE(medium.flip_bit());
}

TEST_F(Disk, TellsTheSameAfterEveryFold) {
  for (int i = 0; i < 10; ++i)
    store(medium, std::string(1, static_cast<char>('a' + i % 3)),
          std::to_string(i));
  medium.write({{{kind, "b", {}, record::change::erase}}});
  medium.sync();
  const auto before = found(medium);
  for (int i = 0; i < 12; ++i) {
    medium.fold(1);
    EXPECT_EQ(found(medium), before);
  }
  EXPECT_EQ(medium.figures().journal_rows, 0U);
  EXPECT_EQ(medium.figures().state_rows, 2U);
}

TEST_F(Disk, GoesBackToItsSnapshot) {
  EXPECT_FALSE(medium.restore_snapshot());
  store(medium, "a");
  medium.take_snapshot();
  store(medium, "b");
  ASSERT_TRUE(medium.restore_snapshot());
  EXPECT_EQ(found(medium), "a=x ");
  medium.wipe();
  EXPECT_EQ(found(medium), "");
}

TEST_F(Disk, TakesNoTimeUnlessTold) {
  EXPECT_TRUE(medium.is_instant(0s));
  medium.stall_until(5s);
  EXPECT_FALSE(medium.is_instant(1s));
  EXPECT_EQ(medium.draw_delay(1s), 4s);
  EXPECT_TRUE(medium.is_instant(5s));
  medium.set_timing({1ms, 8ms});
  EXPECT_GE(medium.draw_delay(6s), 1ms);
  EXPECT_LE(medium.draw_delay(6s), 8ms);
}

TEST_F(Disk, SaysHowMuchRoomItHas) {
  EXPECT_EQ(medium.figures().space, disk_space::ample);
  medium.set_space(disk_space::low);
  EXPECT_EQ(medium.figures().space, disk_space::low);
  EXPECT_GT(medium.figures().bytes_free, 0U);
  medium.set_room(disk::room::none);
  EXPECT_EQ(medium.figures().bytes_free, 0U);
}

} // namespace
} // namespace leasehold::sim
