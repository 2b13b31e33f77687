// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// An operator puts an older disk into a node and starts it under another number
// (docs/operators.md).

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;

class PutBack : public test::spread_test {
protected:
  PutBack() {
    start_all();
    lease = grant("c", wish("10Mbit/s", "600s", "E2", "E2")).lease;
  }

  std::shared_ptr<test::memory_journal> copy() {
    return std::make_shared<test::memory_journal>(*machines.at("c").journal);
  }

  void put_back(const std::shared_ptr<test::memory_journal>& older) {
    kill("c");
    machines.at("c").journal = older;
    machines.at("c").config.number += 10;
    restart("c");
  }

  lease_info change(const std::string& amount) {
    change_request x;
    x.lease = lease.id;
    x.amount = *parse_amounts(amount);
    auto done = question<outcomes>(machines.at("c").offers().leases,
                                   change_leases{alice, {x}, {}});
    auto grant = std::get_if<lease_grant>(&done->front());
    EXPECT_NE(grant, nullptr);
    return grant == nullptr ? lease_info{} : grant->lease;
  }

  errc admitted(epoch under) {
    return question<errc>(
               machines.at("c").offers().directory,
               admit_effect{{lease.id, under, gateway_name{"C"}}, {}})
        .value_or(errc::timed_out);
  }

  lease_info lease;
};

// C3: the holder knows of 20 Mbit/s, and the disk does not.
TEST_F(PutBack, AdmitsNothingUnderTermsThatItLacks) {
  auto older = copy();
  auto grown = change("20Mbit/s");
  EXPECT_EQ(admitted(grown.epoch), errc::none);
  put_back(older);
  pass(seconds{1});
  EXPECT_EQ(admitted(grown.epoch), errc::stale_epoch);
  EXPECT_EQ(admitted(lease.epoch), errc::none) << "these terms it has";
  // Also when the node has started again, with nothing lost.
  restart("c");
  pass(seconds{1});
  EXPECT_EQ(admitted(grown.epoch), errc::stale_epoch);
  EXPECT_EQ(admitted(lease.epoch), errc::none);
  auto now = change("15Mbit/s");
  EXPECT_EQ(admitted(now.epoch), errc::none);
  EXPECT_EQ(admitted(grown.epoch), errc::stale_epoch);
}

// Epochs are made of how often the node has started, and the disk does not know
// how often that was.
TEST_F(PutBack, GoesOnUnderEpochsThatNobodyHasHad) {
  auto older = copy();
  for (auto i = 0; i < 3; ++i)
    restart("c");
  auto lost = change("20Mbit/s");
  put_back(older);
  pass(seconds{1});
  auto now = change("5Mbit/s");
  EXPECT_LT(lost.epoch, now.epoch);
  EXPECT_EQ(admitted(lost.epoch), errc::stale_epoch);
}

TEST_F(PutBack, ChangesNothingForLeasesWhereOnlyTheNumberIsAnother) {
  auto grown = change("20Mbit/s");
  put_back(copy());
  pass(seconds{1});
  EXPECT_EQ(admitted(grown.epoch), errc::none);
  EXPECT_EQ(audit(), std::vector<std::string>{});
}

} // namespace
} // namespace leasehold
