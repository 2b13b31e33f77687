// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"
#include "tools/cli/usage_text.hpp"

namespace leasehold::cli {
namespace {

using json = nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class UsageCommands : public CliTest {
protected:
  UsageCommands() {
    usage_sums ann;
    ann.held = {36'000'000'000, 0, 7200};
    ann.bytes = 4'500'000'000;
    ann.grants = 12;
    ann.denials = 3;
    node.usage = {{lessee_name{"ann"}, ann}, {lessee_name{"b\"o,b"}, {}}};
  }

  static nic_traffic nic(traffic_kind of, std::uint64_t bytes) {
    nic_traffic x;
    x.nic = resource_name{"EP51/nic"};
    x.gateway = gateway_name{"GW5"};
    x.of = of;
    x.lease = lease_id{of == traffic_kind::lease ? 0xa1u : 0};
    x.total = {bytes, 1234, 5};
    x.rate = 9'817'000;
    x.steps = {0, 5'000'000, 10'000'000};
    return x;
  }
};

TEST_F(UsageCommands, ShowsWhatLesseesUsed) {
  EXPECT_EQ(run({"usage"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("LESSEE  RATE X TIME  BYTES X TIME  COUNTS X "
                        "TIME  CARRIED  GRANTS  DENIALS"));
  EXPECT_THAT(out.str(),
              HasSubstr("ann     36.0Gbit     -             2.00 h      "
                        "   4.50GB   12      3"));
  ASSERT_EQ(node.usage_queries.size(), 1u);
  EXPECT_EQ(node.usage_queries.front().back, std::chrono::hours{24});
}

TEST_F(UsageCommands, AsksForOneLesseeAndATime) {
  EXPECT_EQ(run({"usage", "--lessee", "ann", "--since", "7d", "-o", "name"}),
            0);
  EXPECT_EQ(out.str(), "ann\n");
  EXPECT_EQ(node.usage_queries.front().back, std::chrono::hours{7 * 24});
}

TEST_F(UsageCommands, WritesCsvThatOthersRead) {
  EXPECT_EQ(run({"usage", "-o", "csv"}), 0);
  EXPECT_THAT(out.str(), StartsWith("from,lessee,bit_per_second_seconds,"));
  EXPECT_THAT(out.str(),
              HasSubstr(",ann,36000000000,0,7200,4500000000,12,3\r\n"));
  EXPECT_THAT(out.str(), HasSubstr(",\"b\"\"o,b\",0,0,0,0,0,0\r\n"));
}

TEST_F(UsageCommands, WritesJsonWithWhoIsMissing) {
  node.missing = {"node3"};
  EXPECT_EQ(run({"usage", "-o", "json"}), 0);
  const auto value = json::parse(out.str());
  EXPECT_EQ(value["lessees"][0]["lessee"], "ann");
  EXPECT_EQ(value["lessees"][0]["bytes_carried"], 4'500'000'000u);
  EXPECT_EQ(value["missing"][0], "node3");
  EXPECT_THAT(err.str(),
              HasSubstr("not reached, so without their usage: node3"));
}

TEST_F(UsageCommands, RefusesATimeThatIsNotKept) {
  EXPECT_EQ(run({"usage", "--since", "36d"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("--since: usage is kept for 35d"));
  EXPECT_EQ(run({"usage", "--since", "infinite"}), 2);
  EXPECT_EQ(run({"usage", "--since", "soon"}), 2);
  EXPECT_TRUE(node.usage_queries.empty());
}

TEST_F(UsageCommands, SaysThatNothingWasUsed) {
  node.usage.clear();
  EXPECT_EQ(run({"usage"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("nothing was used since "));
}

TEST_F(UsageCommands, ShowsWhatALeaseCarried) {
  run({"lease", "request", "EP51", "--from", "EP11", "--amount", "10Mbit/s",
       "--for", "60s"});
  node.traffic = {nic(traffic_kind::lease, 1'250'000'000),
                  nic(traffic_kind::rest, 77)};
  EXPECT_EQ(run({"lease", "show", "a1"}), 0);
  EXPECT_THAT(out.str(),
              HasSubstr("NIC       OF  NOW         PEAK        BYTES"));
  EXPECT_THAT(out.str(),
              HasSubstr("EP51/nic  a1  9.82Mbit/s  10.0Mbit/s  1.25GB  "
                        "1234     5      "));
  EXPECT_THAT(out.str(), Not(HasSubstr("the rest")));
  EXPECT_EQ(run({"lease", "show", "a1", "-o", "json"}), 0);
  const auto value = json::parse(out.str());
  EXPECT_EQ(value["id"], "a1");
  EXPECT_EQ(value["traffic"][0]["bytes"], 1'250'000'000u);
  EXPECT_EQ(value["traffic"][0]["steps"].size(), 3u);
}

TEST_F(UsageCommands, ShowsALeaseAlsoWhereItsTrafficIsNotKnown) {
  run({"lease", "request", "EP51", "--from", "EP11", "--amount", "10Mbit/s",
       "--for", "60s"});
  node.unmetered = failure{errc::unavailable, "no account is kept"};
  EXPECT_EQ(run({"lease", "show", "a1"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("target:    EP51"));
  EXPECT_THAT(err.str(), HasSubstr("without what passed: no account is kept"));
}

TEST_F(UsageCommands, ShowsTheRestOfANic) {
  node.calendar.info.name = resource_name{"EP51/nic"};
  node.traffic = {nic(traffic_kind::leased, 10), nic(traffic_kind::rest, 20)};
  EXPECT_EQ(run({"resource", "show", "EP51/nic"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("EP51/nic  leases    9.82Mbit/s"));
  EXPECT_THAT(out.str(), HasSubstr("EP51/nic  the rest  9.82Mbit/s"));
}

TEST_F(UsageCommands, ShowsWhatNicsCarriedBelowTheListOfResources) {
  EXPECT_EQ(run({"resource", "list"}), 0);
  EXPECT_THAT(out.str(), Not(HasSubstr("the rest")));
  node.traffic = {nic(traffic_kind::lease, 5), nic(traffic_kind::leased, 10),
                  nic(traffic_kind::rest, 20)};
  EXPECT_EQ(run({"resource", "list"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("EP51/nic  leases    9.82Mbit/s"));
  EXPECT_THAT(out.str(), HasSubstr("EP51/nic  the rest  9.82Mbit/s"));
  EXPECT_EQ(run({"resource", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "EP51/nic\n");
}

TEST(UsageText, ShowsThreeDigitsThatCount) {
  EXPECT_EQ(rate_text(0), "0bit/s");
  EXPECT_EQ(rate_text(999), "999bit/s");
  EXPECT_EQ(rate_text(1000), "1.00kbit/s");
  EXPECT_EQ(rate_text(9'999), "10.0kbit/s");
  EXPECT_EQ(rate_text(99'960), "100kbit/s");
  EXPECT_EQ(rate_text(999'600), "1.00Mbit/s");
  EXPECT_EQ(bytes_text(123'456'789), "123MB");
}

TEST(UsageText, DrawsWhatThereIs) {
  EXPECT_EQ(plot({}, 10, ascii_plot()), "");
  EXPECT_EQ(plot({0, 0}, 10, ascii_plot()), "  ");
  EXPECT_EQ(plot({0, 1, 100}, 10, ascii_plot()), " .#");
  EXPECT_EQ(plot({50, 100}, 10, unicode_plot()), "▄█");
}

TEST(UsageText, DrawsTheLargestOfSeveralWhereThereIsNoRoom) {
  EXPECT_EQ(plot({100, 0, 0, 0, 50}, 3, ascii_plot()).size(), 3u);
  EXPECT_EQ(plot({100, 0, 0, 0, 50}, 3, ascii_plot()), "# =");
  EXPECT_EQ(plot({1, 2, 3}, 0, ascii_plot()), "");
}

} // namespace
} // namespace leasehold::cli
