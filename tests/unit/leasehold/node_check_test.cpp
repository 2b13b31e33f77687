// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_check.hpp"

#include <chrono>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/clock/system_clock_source.hpp"
#include "runtime/config/file_text.hpp"
#include "tests/support/rpc/test_ca.hpp"

namespace leasehold {
namespace {

using list = std::vector<std::string>;
using std::chrono::hours;

constexpr auto region = R"(region = "r"
[[node]]
name = "cellar"
address = "127.0.0.1:7420"
[[node]]
name = "attic"
[[gateway]]
name = "A"
node = "cellar"
[[gateway]]
name = "B"
node = "attic"
)";

class NodeCheck : public testing::Test {
protected:
  list problems_of(const list& words) {
    auto options =
        read_node_options(words,
                          {[](const std::string& path) -> result<std::string> {
                             return path == "region.toml"
                                 ? result<std::string>{std::string{region}}
                                 : read_file_text(path, 1 << 20);
                           },
                           {}});
    check_addresses_and_files(options, system_clock_source{}.wall() + ahead);
    check_place(options);
    return options.given.problems;
  }

  static void expect_one(const list& problems, const list& parts) {
    ASSERT_EQ(problems.size(), 1u) << testing::PrintToString(problems);
    for (auto& part : parts)
      EXPECT_NE(problems[0].find(part), std::string::npos)
          << part << " is not in: " << problems[0];
  }

  static list with_tls(const tls_config& tls) {
    return {"--tls-ca",  tls.ca_file,  "--tls-cert", tls.certificate_file,
            "--tls-key", tls.key_file, "--operator", "ann"};
  }

  duration ahead{};
};

TEST_F(NodeCheck, FindsNothingWrongWithTheDefaults) {
  EXPECT_EQ(problems_of({}), list{});
}

TEST_F(NodeCheck, JudgesAddresses) {
  expect_one(problems_of({"--listen", "0.0.0.0:7420"}),
             {"--listen: ", "configure TLS"});
  expect_one(problems_of({"--listen", "cellar.example:7420"}),
             {"--listen: ", "is a name"});
  expect_one(problems_of({"--listen", "127.0.0.1:70000"}), {"--listen: "});
}

TEST_F(NodeCheck, LoadsCertificates) {
  test_ca ca{"node-check"};
  ca.run("server node1 localhost");
  EXPECT_EQ(problems_of(with_tls(ca.files_of("node1"))), list{});
}

TEST_F(NodeCheck, TellsAllThatIsWrongWithCertificates) {
  test_ca ca{"node-check-wrong"};
  ca.run("server node1 localhost");
  ca.run("server node2 localhost");
  auto tls = ca.files_of("node1");
  tls.key_file = ca.file("node2.key");
  expect_one(problems_of(with_tls(tls)),
             {"--tls-key: ", "it is not the key of"});

  tls = {ca.file("none.pem"), ca.file("none.key"), ca.file("ca.key")};
  auto all = problems_of(with_tls(tls));
  ASSERT_EQ(all.size(), 3u) << testing::PrintToString(all);
  EXPECT_NE(all[0].find("it holds no certificate"), std::string::npos);
  EXPECT_NE(all[1].find("none.pem: No such file"), std::string::npos);
  EXPECT_NE(all[2].find("none.key: No such file"), std::string::npos);
}

TEST_F(NodeCheck, FindsWhatIsBrokenBehindTheFirstCa) {
  test_ca ca{"node-check-cas"};
  ca.run("server node1 localhost");
  std::ofstream{ca.file("ca.pem"), std::ios::app}
      << "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n";
  expect_one(problems_of(with_tls(ca.files_of("node1"))),
             {"--tls-ca: ", "behind its first 1 certificates"});
}

TEST_F(NodeCheck, FindsCertificatesOutOfTheirTime) {
  test_ca ca{"node-check-time"};
  ca.run("server node1 localhost");
  ahead = hours{24 * 366 * 20};
  expect_one(problems_of(with_tls(ca.files_of("node1"))),
             {"--tls-cert: ", " expired at ", "make a new one"});
  ahead = -hours{24 * 366 * 20};
  expect_one(problems_of(with_tls(ca.files_of("node1"))),
             {"--tls-cert: ", " is not valid before "});
}

TEST_F(NodeCheck, WantsTheNodeInItsTopology) {
  EXPECT_EQ(problems_of({"--topology", "region.toml", "--node-name", "attic"}),
            list{});
  expect_one(problems_of({"--topology", "region.toml", "--node-name", "roof"}),
             {"--node-name: ", "no gateway of region r names this node, roof"});
}

TEST_F(NodeCheck, WantsACertificateThatOtherNodesLetIn) {
  test_ca ca{"node-check-node"};
  ca.run("server cellar localhost");
  ca.run("node attic localhost");
  auto words = with_tls(ca.files_of("cellar"));
  words.insert(words.end(),
               {"--topology", "region.toml", "--node-name", "cellar"});
  expect_one(problems_of(words),
             {"--tls-cert: ", "is \"cellar\"", "\"node:cellar\""});
}

} // namespace
} // namespace leasehold
