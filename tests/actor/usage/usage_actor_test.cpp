// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/usage_actor.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/actor_state.hpp"
#include "tests/support/equality.hpp"
#include "tests/support/fake_wire.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold {
namespace {

using namespace std::chrono_literals;

/// E1 - A ==== B - E2, all of it enforced.
constexpr const char* enforced = R"(
region = "row"

[[gateway]]
name = "A"
[[gateway]]
name = "B"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link.interface]]
gateway = "A"
device = "a1"
line_rate = "110Mbit/s"
unleased = "10Mbit/s"
[[link.interface]]
gateway = "B"
device = "b1"
line_rate = "110Mbit/s"
unleased = "10Mbit/s"

[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "100Mbit/s"
address = "10.0.1.1"
[endpoint.interface]
device = "a2"
line_rate = "110Mbit/s"
unleased = "10Mbit/s"
[[endpoint]]
name = "E2"
gateway = "B"
bandwidth = "100Mbit/s"
address = "10.0.2.1"
[endpoint.interface]
device = "b2"
line_rate = "110Mbit/s"
unleased = "10Mbit/s"
)";

constexpr auto rate = static_cast<std::size_t>(unit::bit_per_second);
constexpr const char* target_device = "b2";

class UsageActor : public test::region_test {
protected:
  UsageActor() {
    config.first_topology = enforced;
    config.usage = node_config::accounts::kept;
    config.killing = observer_config::kills::allowed;
    auto drivers = test::fake_drivers(
        wires, [this] { return running ? now() : instant{}; });
    config.interfaces = drivers.open;
    EXPECT_EQ(start().message, "");
  }

  /// So many bytes of the lease leave through an interface.
  void send(lease_id lease, std::uint64_t bytes,
            const std::string& device = target_device) {
    wires->at(device)->pass(lease.value(), {bytes, bytes / 1000, 0});
  }

  std::vector<nic_traffic> traffic(traffic_query query,
                                   const principal& who = admin()) {
    auto answer = question<std::vector<nic_traffic>>(
        node_services().usage, read_traffic{std::move(query), who, {}});
    return answer.value_or(std::vector<nic_traffic>{});
  }
  std::uint64_t bytes_of(lease_id lease, const std::string& nic = "E2/nic") {
    for (auto& x : traffic({lease, {}}))
      if (x.nic.str() == nic)
        return x.total.bytes;
    return 0;
  }

  usage_sums used(const std::string& who = "alice") {
    auto answer = question<usage_report>(node_services().usage,
                                         read_usage{{{}, 24h}, admin(), {}});
    for (auto& x : answer.value_or(usage_report{}).lessees)
      if (x.lessee.str() == who)
        return x.sums;
    return {};
  }

  std::shared_ptr<test::fake_wires> wires =
      std::make_shared<test::fake_wires>();
};

TEST_F(UsageActor, MetersALeaseByEachNic) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  send(lease, 1'000'000);
  send(lease, 2'000, "a2");
  pass(traffic_every);
  std::vector<std::string> nics;
  for (auto& x : traffic({lease, {}}))
    nics.push_back(x.nic.str());
  EXPECT_EQ(nics,
            (std::vector<std::string>{"A/A-B", "B/A-B", "E1/nic", "E2/nic"}));
  EXPECT_EQ(bytes_of(lease), 1'000'000u);
  EXPECT_EQ(bytes_of(lease, "E1/nic"), 2'000u);
}

TEST_F(UsageActor, CountsBytesOfALesseeOnceAtTheTarget) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  for (auto device : {"a1", "b1", "a2", "b2"})
    send(lease, 1'000'000, device);
  pass(traffic_every);
  EXPECT_EQ(used().bytes, 1'000'000u);
}

TEST_F(UsageActor, CountsALeaseThatWasShorterThanAReadingToItsLastByte) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  pass(1s);
  send(lease, 700'000);
  release(lease);
  pass(1s);
  EXPECT_EQ(used().bytes, 700'000u);
  EXPECT_EQ(used().held[rate], 10'000'000u);
  EXPECT_EQ(used().grants, 1u);
}

TEST_F(UsageActor, CountsALeaseThatRanOut) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "5s")).lease.id;
  pass(4s);
  send(lease, 700'000);
  pass(3s);
  EXPECT_EQ(used().bytes, 700'000u);
  EXPECT_EQ(used().held[rate], 50'000'000u);
}

TEST_F(UsageActor, CountsOnAfterAKill) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  send(lease, 1'000'000);
  pass(2min);
  send(lease, 500'000);
  pass(30s);
  EXPECT_EQ(bytes_of(lease), 1'500'000u);
  restart();
  send(lease, 250'000);
  pass(traffic_every);
  EXPECT_EQ(bytes_of(lease), 1'750'000u);
  EXPECT_EQ(used().bytes, 1'750'000u);
  EXPECT_EQ(used().held[rate], 10'000'000u * 160);
}

TEST_F(UsageActor, CountsOnAfterAResourceDied) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  send(lease, 1'000'000);
  pass(traffic_every);
  send(lease, 500'000);
  auto killed = question<status>(node_services().observer,
                                 kill_actor{"gateway/B/resource/E2/nic", {}});
  ASSERT_TRUE(killed && *killed);
  pass(traffic_every);
  send(lease, 250'000);
  pass(traffic_every);
  EXPECT_EQ(bytes_of(lease), 1'750'000u);
  EXPECT_EQ(used().bytes, 1'750'000u);
}

// Its leases end with the interface; what they carried is counted.
TEST_F(UsageActor, CountsWhatAnInterfaceCarriedThatIsLost) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  send(lease, 1'000'000);
  pass(traffic_every);
  wires->at(target_device)->broken = failure{errc::unavailable, "gone"};
  pass(31s);
  wires->at(target_device)->broken.reset();
  pass(1min);
  EXPECT_EQ(used().bytes, 1'000'000u);
  EXPECT_TRUE(traffic({lease, {}}).empty());
}

TEST_F(UsageActor, CountsWhatIsRefused) {
  refused(wish("E2/nic", "1Gbit/s", "1h"));
  refused(wish("E2/nic", "1Gbit/s", "1h"), lessee("bob"));
  auto dry = wish("E2/nic", "1Gbit/s", "1h");
  dry.intent = request_intent::dry_run;
  refused(std::move(dry));
  EXPECT_EQ(used().denials, 1u);
  EXPECT_EQ(used("bob").denials, 1u);
}

TEST_F(UsageActor, KeepsGrantsAndDenialsOverAKillOfALaterMinute) {
  grant(wish("E2/nic", "10Mbit/s", "1h"));
  refused(wish("E2/nic", "1Gbit/s", "1h"));
  pass(usage_state::write_every);
  restart();
  EXPECT_EQ(used().grants, 1u);
  EXPECT_EQ(used().denials, 1u);
}

// Nobody asks for them meanwhile: what waits to be told stays little.
TEST_F(UsageActor, HearsOfChangesWhereTheyAreMany) {
  auto& accounts = test::state_of<usage_state>(node_services().usage).accounts;
  for (auto i = 0; i < 1023; ++i)
    refused(wish("E2/nic", "1Gbit/s", "1h"));
  EXPECT_EQ(accounts->rows(), 0u);
  refused(wish("E2/nic", "1Gbit/s", "1h"));
  EXPECT_EQ(accounts->rows(), 1u);
  EXPECT_EQ(used().denials, 1024u);
}

TEST_F(UsageActor, KeepsAllThatWasSettled) {
  grant(wish("E2/nic", "10Mbit/s", "1h"));
  refused(wish("E2/nic", "1Gbit/s", "1h"));
  EXPECT_TRUE(
      question<std::monostate>(node_services().usage, settle_usage{{}}));
  restart();
  EXPECT_EQ(used().grants, 1u);
  EXPECT_EQ(used().denials, 1u);
}

TEST_F(UsageActor, SettlesWhereThereIsNothingToWrite) {
  EXPECT_TRUE(
      question<std::monostate>(node_services().usage, settle_usage{{}}));
}

TEST_F(UsageActor, ForgetsTheMetersOfALeaseThatIsOver) {
  const auto lease = grant(wish("E2/nic", "10Mbit/s", "1h")).lease.id;
  send(lease, 1'000'000);
  pass(2min);
  release(lease);
  pass(2min);
  EXPECT_TRUE(traffic({lease, {}}).empty());
  const auto all = traffic({{}, resource_name{"E2/nic"}});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all.at(0).of, traffic_kind::leased);
  EXPECT_EQ(all.at(0).total.bytes, 1'000'000u);
  restart();
  pass(traffic_every);
  EXPECT_TRUE(traffic({lease, {}}).empty());
}

TEST_F(UsageActor, TellsOfTrafficWithoutALease) {
  grant(wish("E2/nic", "10Mbit/s", "1h"));
  send(lease_id{0}, 5'000);
  pass(traffic_every);
  const auto all = traffic({{}, resource_name{"E2/nic"}});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all.at(1).of, traffic_kind::rest);
  EXPECT_EQ(all.at(1).total.bytes, 5'000u);
}

TEST_F(UsageActor, EndsTheNodeWhereItDies) {
  test::strike(node_services().usage);
  drain();
  EXPECT_EQ(*deaths, std::vector<std::string>{"the usage died"});
}

} // namespace
} // namespace leasehold
