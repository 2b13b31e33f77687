// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/traffic_library.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/shell/fake_source.hpp"
#include "tests/unit/shell/script_fixture.hpp"

namespace leasehold::shell {
namespace {

class fake_traffic : public running_traffic {
public:
  double rate(duration window) const override {
    windows.push_back(window);
    return 4'000'000.4;
  }

  std::uint64_t lost() const override {
    return 7;
  }

  void stop() override {
    ++stops;
  }

  mutable std::vector<duration> windows;
  int stops = 0;
};

class fake_network : public traffic_source {
public:
  result<std::shared_ptr<running_traffic>>
  start(const traffic_request& request) override {
    requests.push_back(request);
    if (broken)
      return *broken;
    return std::shared_ptr<running_traffic>{flow};
  }

  std::vector<traffic_request> requests;
  std::optional<failure> broken;
  std::shared_ptr<fake_traffic> flow = std::make_shared<fake_traffic>();
};

class Traffic : public ScriptTest {
protected:
  Traffic() {
    add_endpoint("EP1", {"10.0.1.2", "fd00:1::2"});
    add_endpoint("EP2", {"fd00:2::2", "10.0.2.2"});
    add_endpoint("EP4", {"10.0.4.2"});
    add_endpoint("EP6", {"fd00:6::2"});
    add_endpoint("silent", {});
    bind(&network);
  }

  ~Traffic() override {
    // Objects in the state refer to what is declared below.
    env.reset();
  }

  void bind(traffic_source* source) {
    open({});
    env->extend([this, source](api& bindings, lua_State*) {
      bind_session_library(bindings, current);
      bind_traffic_library(bindings, current, source);
    });
  }

  void add_endpoint(const std::string& name,
                    const std::vector<std::string>& addresses) {
    endpoint_spec made{endpoint_name{name}, gateway_name{"GW1"}, 1'000'000};
    for (const auto& each : addresses)
      made.addresses.push_back(*parse_endpoint_address(each));
    node.region.endpoints.push_back(made);
  }

  fake_node node;
  fake_source source{node};
  default_session current{source};
  fake_network network;
};

TEST_F(Traffic, IsSentBetweenAddressesOfOneFamily) {
  output(R"(traffic{from = "EP1", to = "EP2", rate = "8Mbit/s",
                    flow = "udp/7000", for_ = "30s"})");
  ASSERT_EQ(network.requests.size(), 1u);
  const auto& asked = network.requests.front();
  EXPECT_EQ(asked.from, "EP1");
  EXPECT_EQ(asked.to, "EP2");
  EXPECT_EQ(to_string(asked.source), "10.0.1.2");
  EXPECT_EQ(to_string(asked.target), "10.0.2.2");
  EXPECT_EQ(asked.port, 7000);
  EXPECT_EQ(asked.rate, 8'000'000);
  EXPECT_EQ(asked.lasts, duration{30'000});
}

TEST_F(Traffic, GoesOnUntilItIsStoppedUnlessTheScriptSaysHowLong) {
  output(R"(traffic{from = "EP4", to = "EP1", rate = "1Mbit/s"})");
  ASSERT_EQ(network.requests.size(), 1u);
  EXPECT_EQ(network.requests.front().lasts, std::nullopt);
  EXPECT_EQ(network.requests.front().port, 5001);
  EXPECT_EQ(network.flow->stops, 0);
}

TEST_F(Traffic, SaysWhatArrivesAndWhatIsLost) {
  EXPECT_EQ(output(R"(
    local f = traffic{from = "EP1", to = "EP2", rate = "8Mbit/s"}
    print(f:rate() > 4e6, f:rate("3s") > 4e6, f:lost())
    print(f)
  )"),
            "true\ttrue\t7\n"
            "traffic udp/5001 from EP1 to EP2: 4Mbit/s arrives\n");
  EXPECT_EQ(
      network.flow->windows,
      (std::vector<duration>{duration{1000}, duration{3000}, duration{1000}}));
}

TEST_F(Traffic, StopsWhenItIsToldAndAtTheEndOfItsBlock) {
  output(R"(
    local f = traffic{from = "EP1", to = "EP2", rate = "8Mbit/s"}
    f:stop()
  )");
  EXPECT_EQ(network.flow->stops, 1);
  output(R"(
    local f <close> = traffic{from = "EP1", to = "EP2", rate = "8Mbit/s"}
  )");
  EXPECT_EQ(network.flow->stops, 2);
}

TEST_F(Traffic, RefusesWhatItCanNotSend) {
  const auto refused = [this](const std::string& words) {
    return complaint("traffic{" + words + "}");
  };
  const std::string ends = R"(from = "EP1", to = "EP2", )";
  EXPECT_TRUE(contains(refused(ends + R"(rate = "1B")"),
                       "'rate': 1B is no rate of traffic: give one from "
                       "10kbit/s to 1Gbit/s"));
  EXPECT_TRUE(contains(refused(ends + R"(rate = "9999bit/s")"), "'rate'"));
  EXPECT_TRUE(contains(refused(ends + R"(rate = "1001Mbit/s")"), "'rate'"));
  EXPECT_TRUE(contains(refused(ends + R"(rate = "1Mbit/s+1count")"), "'rate'"));
  for (const auto* flow : {"tcp/5001", "udp", "all"})
    EXPECT_TRUE(contains(
        refused(ends + R"(rate = "1Mbit/s", flow = ")" + flow + "\""),
        std::string{flow} + " says otherwise: write one like udp/5001"));
  EXPECT_TRUE(contains(refused(R"(from = "EP1", to = "EP1", rate = "1Mbit/s")"),
                       "traffic from EP1 to itself passes no link"));
  EXPECT_TRUE(contains(refused(R"(from = "EP1", to = "EP9", rate = "1Mbit/s")"),
                       "the region has no endpoint EP9"));
  EXPECT_TRUE(
      contains(refused(R"(from = "silent", to = "EP1", rate = "1Mbit/s")"),
               "endpoint silent has no address in the topology"));
  EXPECT_TRUE(contains(refused(R"(from = "EP4", to = "EP6", rate = "1Mbit/s")"),
                       "EP4 and EP6 have no addresses of one family "
                       "and VPN"));
  EXPECT_TRUE(contains(refused(R"(from = "EP1", rate = "1Mbit/s")"), "to"));
  EXPECT_TRUE(network.requests.empty());
}

TEST_F(Traffic, RefusesWindowsOfWhichNothingIsKnown) {
  for (const auto* window : {"\"61s\"", "0"})
    EXPECT_TRUE(contains(
        complaint(std::string{
                      R"(traffic{from = "EP1", to = "EP2", rate = "1Mbit/s"})"}
                  + ":rate(" + window + ")"),
        "give a window of up to \"60s\""));
  EXPECT_TRUE(network.flow->windows.empty());
}

TEST_F(Traffic, TellsWhyTheNetworkRefuses) {
  network.broken = failure{errc::unavailable, "the cable was eaten"};
  EXPECT_TRUE(contains(
      complaint(R"(traffic{from = "EP1", to = "EP2", rate = "1Mbit/s"})"),
      "the cable was eaten"));
}

TEST_F(Traffic, SaysWhereItRunsOutsideOfALaboratory) {
  bind(nullptr);
  EXPECT_TRUE(contains(
      complaint(R"(traffic{from = "EP1", to = "EP2", rate = "1Mbit/s"})"),
      "traffic runs between the endpoints of a laboratory, and this shell is "
      "in none: start the script with `tools/lab run`"));
}

} // namespace
} // namespace leasehold::shell
