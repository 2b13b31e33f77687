// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// What the ORACLE says of interfaces, each rule broken on purpose.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/record/records.hpp"
#include "tools/simulator/oracle/oracle.hpp"

namespace leasehold::sim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const gateway_name a{"A"};
const resource_name nic{"E1/nic"};
const lease_id lease{(std::uint64_t{1} << 52) + 1};
constexpr const char* device = "to-E1";

constexpr const char* region = R"(
region = "small"
[[gateway]]
name = "A"
[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "100bit/s"
address = "10.0.0.1"
[endpoint.interface]
device = "to-E1"
line_rate = "200bit/s"
unleased = "100bit/s"
)";

std::vector<resource_use> uses(std::int64_t bits) {
  return {{nic, amounts{unit::bit_per_second, bits}}};
}

class OracleOfWires : public ::testing::Test {
protected:
  using is = oracle::process_is;

  OracleOfWires() {
    uut.durable(at(seconds{1}), {{topology_to_record(region)}});
  }

  static region_facts facts() {
    region_facts result;
    result.owners[a] = 0;
    return result;
  }

  node_moment at(true_time now) const {
    return {0, now, instant{} + std::chrono::duration_cast<duration>(now)};
  }

  void has_hop(std::int64_t bits, seconds end = seconds{60}) {
    hop_record x;
    x.key = {lease, epoch{1}, a};
    x.root = a;
    x.state = hop_state::active;
    x.uses = uses(bits);
    x.term = {instant{} + seconds{1}, instant{} + end};
    x.deadline = x.term.end;
    uut.durable(at(seconds{1}), {{to_record(x)}});
  }

  void in_force(std::int64_t bits) {
    channel x;
    x.id = lease.value();
    x.version = 1;
    x.rate = bits;
    x.packets.emplace_back();
    wires[device] = {{x.id, x}};
  }

  /// Looks twice a second, as a run does.
  void watch(seconds from, seconds to, is process = is::running) {
    for (true_time now = from; now <= to; now += milliseconds{500}) {
      clock = now;
      uut.look_at_wires(at(now), process);
    }
  }

  void answer(std::int64_t bits) {
    clock = seconds{2};
    lease_grant grant;
    grant.lease.id = lease;
    grant.lease.route.hops = {{a, uses(bits)}};
    uut.answered(at(clock),
                 {"7.0", period::any(), request_intent::grant, grant, clock});
  }

  std::string broken() const {
    std::string result;
    for (auto& x : uut.violations())
      if (x.rule != "D1")
        result += (result.empty() ? "" : " ") + x.rule;
    return result;
  }

  true_time clock{seconds{1}};
  std::map<std::string, oracle::channels> wires;
  oracle uut{facts(), [this](std::size_t) { return at(clock).ledger; },
             [this](std::size_t) {
               return wires;
             }};
};

TEST_F(OracleOfWires, HasNothingToSayOfWhatIsInForceAndDurable) {
  has_hop(60);
  in_force(60);
  answer(60);
  watch(seconds{2}, seconds{59});
  wires.clear();
  watch(seconds{60}, seconds{90});
  EXPECT_EQ(broken(), "");
}

TEST_F(OracleOfWires, SeesAGrantThatIsNotInForce) {
  has_hop(60);
  answer(60);
  EXPECT_EQ(broken(), "C5");
}

TEST_F(OracleOfWires, SeesAGrantWithLessInForce) {
  has_hop(60);
  in_force(30);
  answer(60);
  EXPECT_EQ(broken(), "C5");
}

TEST_F(OracleOfWires, SeesWhatIsNeverPutInForce) {
  has_hop(60);
  watch(seconds{2}, seconds{6});
  EXPECT_EQ(broken(), "") << "its driver may take a while";
  watch(seconds{6}, seconds{8});
  EXPECT_EQ(broken(), "C7");
}

TEST_F(OracleOfWires, SeesWhatStaysInForceThoughNobodyLeasesIt) {
  in_force(60);
  watch(seconds{2}, seconds{8});
  EXPECT_EQ(broken(), "C7");
}

TEST_F(OracleOfWires, SeesWhatOutlivesADeadNode) {
  has_hop(60, seconds{10});
  in_force(60);
  watch(seconds{2}, seconds{10}, is::over);
  EXPECT_EQ(broken(), "");
  watch(seconds{10}, seconds{12}, is::over);
  EXPECT_EQ(broken(), "C7");
}

TEST_F(OracleOfWires, GivesTroubledInterfacesTheirTime) {
  has_hop(60);
  uut.wires_troubled(0, seconds{20});
  watch(seconds{2}, seconds{23});
  EXPECT_EQ(broken(), "");
  watch(seconds{23}, seconds{26});
  EXPECT_EQ(broken(), "C7");
}

TEST_F(OracleOfWires, SeesAnOrderThatNoInterfaceCanTake) {
  uut.driver_refused(at(seconds{2}), device, lease, "too much");
  EXPECT_EQ(broken(), "C1");
}

TEST_F(OracleOfWires, ExcusesARefusalWhereCapacityWasLost) {
  uut.durable(
      at(seconds{1}),
      {{to_record(capacity_record{nic, amounts{unit::bit_per_second, 50}})}});
  uut.driver_refused(at(seconds{2}), device, lease, "too much");
  EXPECT_EQ(broken(), "");
}

} // namespace
} // namespace leasehold::sim
