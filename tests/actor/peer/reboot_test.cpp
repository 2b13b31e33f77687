// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// The machine of a lease's root starts again: its timeline goes on where it was
// stamped last, and is behind those of the hops' nodes from then on.

#include <string>

#include <gtest/gtest.h>

#include "tests/support/spread_test.hpp"

namespace leasehold {
namespace {

using std::chrono::seconds;
using test::fate;
using test::frame;

const auto one_active = std::pair(std::uint64_t{0}, std::uint64_t{1});

class Reboot : public test::spread_test {
protected:
  Reboot() {
    start_all();
  }

  void wait(seconds time) {
    pass(time);
    real += time;
  }

  void deliver_all() {
    network.judge = [](const frame&) {
      return fate::arrives;
    };
  }

  void lose_all_to(const std::string& node) {
    network.judge = [node](const frame& x) {
      return x.to == node ? fate::is_lost : fate::arrives;
    };
  }

  void lose_all() {
    network.judge = [](const frame&) {
      return fate::is_lost;
    };
  }

  /// Off for so long; the timeline stands still.
  void reboot_root(seconds off) {
    kill("c");
    wait(off);
    machines.at("c").clock->reboot("boot-2");
    restart("c");
  }

  lease_grant renew(lease_id lease, const std::string& time) {
    auto answer = ask_renewal("c", lease, time);
    drain();
    auto grant = std::get_if<lease_grant>(&(*answer)->front());
    EXPECT_NE(grant, nullptr);
    return grant == nullptr ? lease_grant{} : *grant;
  }

  /// When the hop at A ends.
  duration hop_ends() {
    while (hops("a") == one_active)
      wait(seconds{1});
    return real;
  }

  duration real{0};
};

// C2: the hops have a renewal that was never written, and what the root renews
// the lease for after it was off is a shorter term to them.
TEST_F(Reboot, KeepsHopsForAsLongAsARenewalAfterItSays) {
  auto lease = grant("c", wish("10Mbit/s", "100s")).lease.id;
  wait(seconds{50});
  lose_all_to("c");
  ask_renewal("c", lease, "100s");
  drain();
  lose_all();
  reboot_root(seconds{20});
  deliver_all();
  const auto until = real + renew(lease, "90s").valid_for;
  EXPECT_GT(until, seconds{158});
  EXPECT_GT(hop_ends(), until);
  EXPECT_EQ(leases("c").size(), 0u);
}

// The same after the hops have been told of the terms as they are written.
TEST_F(Reboot, KeepsHopsForAsLongAsALaterRenewalSays) {
  auto lease = grant("c", wish("10Mbit/s", "100s")).lease.id;
  wait(seconds{50});
  lose_all_to("c");
  ask_renewal("c", lease, "100s");
  drain();
  deliver_all();
  reboot_root(seconds{20});
  wait(seconds{10});
  const auto until = real + renew(lease, "60s").valid_for;
  EXPECT_GT(until, seconds{139});
  EXPECT_GT(hop_ends(), until);
}

// Nobody knows after a reboot how long the holder was away: what was promised
// it at least is kept (T1).
TEST_F(Reboot, LeavesALeaseWithoutAnEndWhatItHasAtLeast) {
  wait(seconds{2});
  pass(duration{900});
  auto before = grant("c", wish("10Mbit/s", "infinite", "E2", "E2")).lease;
  reboot_root(seconds{5});
  auto after = leases("c");
  ASSERT_EQ(after.size(), 1u);
  EXPECT_GE(after.front().deadline, before.deadline);
  EXPECT_LE(after.front().deadline, before.deadline + seconds{1});
}

} // namespace
} // namespace leasehold
