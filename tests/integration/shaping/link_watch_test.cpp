// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/link_watch.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/support/network_test.hpp"

namespace leasehold {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class LinkWatch : public test::network_test {
protected:
  std::unique_ptr<link_watch> watch;
  std::vector<std::string> told;

  void SetUp() override {
    network_test::SetUp();
    if (IsSkipped())
      return;
    auto opened = link_watch::open();
    ASSERT_TRUE(opened) << opened.error().message;
    watch = std::move(*opened);
  }

  void read() {
    const auto done =
        watch->read([this](const std::string& device, const link_state& now) {
          told.push_back(device);
          EXPECT_EQ(now, watch->links().find(device));
        });
    EXPECT_TRUE(done);
  }

  /// Waits for news until `is_so`.
  void await(const std::function<bool()>& is_so) {
    while (!is_so()) {
      pollfd news{watch->descriptor(), POLLIN, 0};
      ASSERT_EQ(poll(&news, 1, -1), 1);
      read();
    }
  }

  link_state v0() const {
    return watch->links().find("v0");
  }

  /// Whether nothing has happened since the last reading.
  bool is_quiet() {
    pollfd news{watch->descriptor(), POLLIN, 0};
    return poll(&news, 1, 0) == 0;
  }
};

TEST_F(LinkWatch, KnowsWhatIsThereAtOnce) {
  EXPECT_TRUE(v0().works());
  EXPECT_THAT(v0().addresses, Contains(*parse_ip_address(router_v4)));
  EXPECT_THAT(v0().addresses, Contains(*parse_ip_address(router_v6)));
  EXPECT_TRUE(watch->links().find("lo").is_up);
  EXPECT_FALSE(watch->links().find("v7").is_there);
}

TEST_F(LinkWatch, TellsWhenTheOtherEndGoesDownAndComesBack) {
  at_host([this] { run("ip link set v1 down"); });
  await([this] { return !v0().has_carrier; });
  EXPECT_TRUE(v0().is_up);
  EXPECT_THAT(v0().addresses, Contains(*parse_ip_address(router_v4)));
  EXPECT_THAT(told, Contains("v0"));
  at_host([this] { run("ip link set v1 up"); });
  await([this] { return v0().works(); });
}

TEST_F(LinkWatch, TellsWhenAnInterfaceIsSwitchedOff) {
  run("ip link set v0 down");
  await([this] { return !v0().is_up && v0().addresses.size() == 1; });
  EXPECT_FALSE(v0().works());
  // The kernel forgets the addresses of IPv6 then, and those alone.
  EXPECT_THAT(v0().addresses, ElementsAre(*parse_ip_address(router_v4)));
}

TEST_F(LinkWatch, TellsWhenAnInterfaceVanishesAndComes) {
  run("ip link del v0");
  await([this] { return !v0().is_there; });
  EXPECT_THAT(told, Contains("v0"));
  run("ip link add v0 type veth peer name v2");
  await([this] { return v0().is_there; });
  EXPECT_FALSE(v0().works());
  EXPECT_TRUE(watch->links().find("v2").is_there);
}

TEST_F(LinkWatch, TellsWhenAnAddressGoesAndComesBack) {
  run(std::string{"ip address del "} + router_v4 + "/24 dev v0");
  await([this] {
    return v0().addresses.count(*parse_ip_address(router_v4)) == 0;
  });
  EXPECT_TRUE(v0().works());
  run(std::string{"ip address add "} + router_v4 + "/24 dev v0");
  await([this] {
    return v0().addresses.count(*parse_ip_address(router_v4)) == 1;
  });
}

TEST_F(LinkWatch, TellsNothingWhereNothingChanged) {
  read();
  told.clear();
  read();
  EXPECT_THAT(told, IsEmpty());
  EXPECT_TRUE(is_quiet());
}

TEST_F(LinkWatch, AsksHowAllIsAfterMoreNewsThanTheKernelKeeps) {
  const int smallest = 1;
  ASSERT_EQ(setsockopt(watch->descriptor(), SOL_SOCKET, SO_RCVBUF, &smallest,
                       sizeof smallest),
            0);
  // Far more than fits, and the end of it is lost.
  std::string many;
  for (int i = 0; i < 50; ++i)
    many += "ip link set v0 mtu " + std::to_string(1400 + i) + "; ";
  run(many + "ip link set v0 down; ip address add 10.9.0.7/24 dev v0");
  read();
  EXPECT_FALSE(v0().is_up);
  EXPECT_THAT(v0().addresses, Contains(*parse_ip_address("10.9.0.7")));
  EXPECT_THAT(v0().addresses, Not(Contains(*parse_ip_address(router_v6))));
  // And goes on listening.
  run("ip link set v0 up");
  await([this] { return v0().works(); });
}

TEST_F(LinkWatch, NeedsNoPrivilege) {
  const test::without_capabilities poor;
  EXPECT_TRUE(link_watch::open());
}

} // namespace
} // namespace leasehold
