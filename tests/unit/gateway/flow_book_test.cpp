// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/flow_book.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using protocol = flow_selector::protocol;

const auto t0 = instant{} + std::chrono::hours{1};

window over(int from, int until) {
  return {t0 + std::chrono::seconds{from}, t0 + std::chrono::seconds{until}};
}

circuit between(const char* source, const char* target,
                flow_selector flow = {}) {
  return {endpoint_name{source}, endpoint_name{target}, flow,
          resource_name{"GW4/14"}, resource_name{"GW4/45"}};
}

class FlowBook : public ::testing::Test {
protected:
  /// The lease in the way, 0 where there is none.
  std::uint64_t other(std::uint64_t lease, const circuit& x,
                      const window& when) const {
    for (auto& flow : flows_of(x, when))
      if (auto found = uut.find_other(lease_id{lease}, flow))
        return found->value();
    return 0;
  }

  void put(std::uint64_t lease, const circuit& x, const window& when) {
    uut.put(lease_id{lease}, flows_of(x, when));
  }

  flow_book uut;
};

TEST_F(FlowBook, FindsWhoHasTheSamePackets) {
  put(1, between("EP11", "EP51"), over(0, 10));
  EXPECT_EQ(other(2, between("EP11", "EP51"), over(9, 20)), 1u);
  EXPECT_EQ(other(2, between("EP12", "EP51"), over(9, 20)), 0u);
}

class FlowBookOfVpns : public FlowBook {
protected:
  /// EP11 and EP12 have an address in common, and so have EP51 and EP52.
  FlowBookOfVpns() {
    share({{"EP11", {"10.0.0.1@red", "fd00::11@red"}},
           {"EP12", {"10.0.0.1@blue"}},
           {"EP13", {"10.0.0.3"}},
           {"EP51", {"10.0.0.5@red", "fd00::51@red"}},
           {"EP52", {"10.0.0.5@blue"}},
           {"EP53", {"fd00::51@blue", "10.0.0.9@blue"}}});
  }

  void share(const std::map<const char*, std::vector<const char*>>& typed) {
    address_map all;
    for (auto& [machine, addresses] : typed)
      for (auto* each : addresses)
        all[endpoint_name{machine}].push_back(*parse_endpoint_address(each));
    uut.share(shared_addresses_of(all));
  }
};

TEST_F(FlowBookOfVpns, FindsPacketsThatLookTheSame) {
  put(1, between("EP11", "EP51"), over(0, 10));
  EXPECT_EQ(other(2, between("EP12", "EP52"), over(5, 20)), 1u);
  EXPECT_EQ(other(2, between("EP12", "EP51"), over(5, 20)), 1u);
  EXPECT_EQ(other(2, between("EP12", "EP52"), over(10, 20)), 0u);
  EXPECT_EQ(other(1, between("EP12", "EP52"), over(5, 20)), 0u)
      << "it is the same lease";
}

TEST_F(FlowBookOfVpns, TellsThemApartByOneEnd) {
  put(1, between("EP11", "EP51"), over(0, 10));
  EXPECT_EQ(other(2, between("EP13", "EP51"), over(5, 20)), 0u);
  EXPECT_EQ(other(2, between("EP12", "EP53"), over(5, 20)), 0u)
      << "one end is alike in IPv4, and the other in IPv6";
}

TEST_F(FlowBookOfVpns, TellsThemApartByTheirFlow) {
  put(1, between("EP11", "EP51", {protocol::tcp, 80}), over(0, 10));
  EXPECT_EQ(other(2, between("EP12", "EP52", {protocol::tcp, 81}), over(5, 20)),
            0u);
  EXPECT_EQ(other(2, between("EP12", "EP52", {protocol::tcp, 80}), over(5, 20)),
            1u);
}

TEST_F(FlowBookOfVpns, FollowsTheAddressesOfTheRegion) {
  put(1, between("EP11", "EP51"), over(0, 10));
  share({{"EP11", {"10.0.0.1"}}, {"EP12", {"10.0.0.2"}}});
  EXPECT_EQ(other(2, between("EP12", "EP52"), over(5, 20)), 0u);
  EXPECT_EQ(other(2, between("EP11", "EP51"), over(5, 20)), 1u);
}

TEST_F(FlowBook, SeesNoLeaseInItsOwnWay) {
  put(1, between("EP11", "EP51"), over(0, 10));
  EXPECT_EQ(other(1, between("EP11", "EP51"), over(5, 20)), 0u);
}

TEST_F(FlowBook, HasTheSamePacketsOneAfterTheOther) {
  put(1, between("EP11", "EP51"), over(0, 10));
  EXPECT_EQ(other(2, between("EP11", "EP51"), over(10, 20)), 0u);
}

TEST_F(FlowBook, TellsPortsApart) {
  put(1, between("EP11", "EP51", {protocol::tcp, 5001}), over(0, 10));
  auto asks = [this](flow_selector flow) {
    return other(2, between("EP11", "EP51", flow), over(0, 10));
  };
  EXPECT_EQ(asks({protocol::tcp, 5002}), 0u);
  EXPECT_EQ(asks({protocol::udp, 5001}), 0u);
  EXPECT_EQ(asks({protocol::tcp, 5001}), 1u);
  EXPECT_EQ(asks({protocol::tcp, 0}), 1u);
  EXPECT_EQ(asks({}), 1u);
}

// Both directions: what one lease sends is what the other gets back.
TEST_F(FlowBook, SeesTheOtherDirection) {
  put(1, between("EP11", "EP51"), over(0, 10));
  auto back = between("EP51", "EP11");
  std::swap(back.to_source, back.to_target);
  EXPECT_EQ(other(2, back, over(0, 10)), 1u);
}

TEST_F(FlowBook, ForgetsWhatIsGone) {
  put(1, between("EP11", "EP51"), over(0, 10));
  uut.erase(lease_id{1});
  uut.erase(lease_id{7});
  EXPECT_EQ(other(2, between("EP11", "EP51"), over(0, 10)), 0u);
}

TEST_F(FlowBook, AgreesWithLookingAtAll) {
  std::mt19937 random{7};
  auto below = [&random](unsigned n) {
    return static_cast<int>(random() % n);
  };
  struct known {
    circuit what;
    window when;
  };
  std::map<std::uint64_t, known> all;
  auto hits = 0;
  for (auto i = 0; i < 5000; ++i) {
    const char* machines[] = {"EP11", "EP12", "EP51"};
    auto from = below(3);
    flow_selector flow;
    if (auto kind = below(4); kind > 0)
      flow = {kind == 1 ? protocol::udp : protocol::tcp,
              static_cast<std::uint16_t>(below(3))};
    auto start = below(20);
    known x{between(machines[from], machines[(from + 1 + below(2)) % 3], flow),
            over(start, start + 1 + below(10))};
    const auto lease = static_cast<std::uint64_t>(below(12)) + 1;
    auto meets = [&](const known& y) {
      auto same = [](const carried_flow& a, const carried_flow& b) {
        auto ports = a.flow.port == 0 || b.flow.port == 0
            || (a.flow.port == b.flow.port && a.end == b.end);
        return a.nic == b.nic && a.from == b.from && a.to == b.to
            && (a.flow.is == protocol::all || b.flow.is == protocol::all
                || (a.flow.is == b.flow.is && ports))
            && std::max(a.over.start, b.over.start)
            < std::min(a.over.end, b.over.end);
      };
      for (auto& a : flows_of(x.what, x.when))
        for (auto& b : flows_of(y.what, y.when))
          if (same(a, b))
            return true;
      return false;
    };
    auto expected = std::any_of(all.begin(), all.end(), [&](auto& each) {
      return each.first != lease && meets(each.second);
    });
    auto found = other(lease, x.what, x.when);
    ASSERT_EQ(found != 0, expected);
    hits += expected;
    if (found != 0) {
      ASSERT_TRUE(meets(all.at(found)));
    } else if (below(3) == 0) {
      all.erase(lease);
      uut.erase(lease_id{lease});
    } else {
      all[lease] = x;
      put(lease, x.what, x.when);
    }
  }
  EXPECT_GT(hits, 500);
  EXPECT_LT(hits, 4500);
}

} // namespace
} // namespace leasehold
