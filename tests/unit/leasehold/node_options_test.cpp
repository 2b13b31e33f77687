// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_options.hpp"

#include <chrono>
#include <initializer_list>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;
using words = std::vector<std::string>;

constexpr auto region = "region = \"r\"\n[[gateway]]\nname = \"A\"\n";

result<std::string> read(const std::string& path) {
  if (path == "region.toml")
    return std::string{region};
  if (path == "wrong.toml")
    return std::string{"region = 7\n"};
  return failure{errc::unknown_name, "there is no file " + path};
}

server_config parsed(const words& line) {
  auto options = parse_node_options(line, read);
  if (!options) {
    ADD_FAILURE() << options.error().message;
    return {};
  }
  EXPECT_EQ(options->what, node_options::wanted::run);
  return options->config;
}

void expect_refused(const words& line,
                    std::initializer_list<const char*> parts) {
  auto options = parse_node_options(line, read);
  ASSERT_FALSE(options);
  for (auto part : parts)
    EXPECT_NE(options.error().message.find(part), std::string::npos)
        << part << " is not in: " << options.error().message;
}

TEST(NodeOptions, HaveDefaultsForDevelopment) {
  auto config = parsed({"run"});
  EXPECT_EQ(config.folder, "leasehold-data");
  EXPECT_EQ(config.door.listen.address, "127.0.0.1:7420");
  EXPECT_EQ(config.door.listen.plain, plain_tcp::loopback_only);
  EXPECT_FALSE(config.door.listen.tls);
  EXPECT_FALSE(config.door.operators);
  EXPECT_EQ(config.node.name, "node-1");
  EXPECT_EQ(config.node.number, 1u);
  EXPECT_EQ(config.node.first_topology, "");
}

TEST(NodeOptions, LetOperatorsKillActorsOnlyWhereThatIsSaid) {
  EXPECT_EQ(parsed({"run"}).node.killing, observer_config::kills::refused);
  auto config = parsed({"run", "--allow-kill", "--data", "d"});
  EXPECT_EQ(config.node.killing, observer_config::kills::allowed);
  EXPECT_EQ(config.folder, "d");
  expect_refused({"run", "--allow-kill=yes"},
                 {"--allow-kill takes no value", "--allow-kill=yes"});
}

TEST(NodeOptions, MayLeaveOutTheWordRun) {
  EXPECT_EQ(parsed({}).folder, "leasehold-data");
  EXPECT_EQ(parsed({"--data", "d"}).folder, "d");
}

TEST(NodeOptions, TakeTheirValueBehindASpaceOrAnEqualsSign) {
  auto config = parsed({"run", "--data", "some where", "--listen=[::1]:0",
                        "--node-name=cellar", "--number", "4095"});
  EXPECT_EQ(config.folder, "some where");
  EXPECT_EQ(config.door.listen.address, "[::1]:0");
  EXPECT_EQ(config.node.name, "cellar");
  EXPECT_EQ(config.node.number, 4095u);
  EXPECT_EQ(parsed({"--data=a=b"}).folder, "a=b");
}

TEST(NodeOptions, TheLastOfTwoCounts) {
  EXPECT_EQ(parsed({"--data", "a", "--data", "b"}).folder, "b");
}

TEST(NodeOptions, OperatorsAddUp) {
  auto config = parsed({"--operator", "ann", "--operator", "bob"});
  ASSERT_TRUE(config.door.operators);
  EXPECT_EQ(config.door.operators->size(), 2u);
  EXPECT_EQ(config.door.operators->count(lessee_name{"bob"}), 1u);
}

TEST(NodeOptions, ReadTheTopology) {
  EXPECT_EQ(parsed({"--topology", "region.toml"}).node.first_topology, region);
  expect_refused({"--topology", "none.toml"}, {"--topology", "none.toml"});
  expect_refused({"--topology", "wrong.toml"}, {"--topology", "wrong.toml:1"});
}

TEST(NodeOptions, ReadTimes) {
  auto config = parsed({"--hold-timeout", "2s", "--liveness", "1m"});
  EXPECT_EQ(config.node.timing.hold, 2s);
  EXPECT_EQ(config.node.limits.confirm_within, 2s);
  EXPECT_EQ(config.node.terms.liveness, 1min);
}

TEST(NodeOptions, SayThatSessionsLiveOftenEnoughForTheLiveness) {
  EXPECT_EQ(parsed({}).door.seen_every, 10s);
  EXPECT_EQ(parsed({"--liveness", "1h"}).door.seen_every, 10s);
  EXPECT_LE(parsed({"--liveness", "6s"}).door.seen_every, 2s);
  EXPECT_GT(parsed({"--liveness", "1ms"}).door.seen_every, 0s);
}

TEST(NodeOptions, ReadSizes) {
  auto config = parsed({"--events-kept", "7", "--journal-rows", "5000"});
  EXPECT_EQ(config.node.events_kept, 7u);
  EXPECT_EQ(config.node.store.journal_rows_max, 5000u);
}

TEST(NodeOptions, TakeTlsWhole) {
  auto config = parsed({"--tls-ca", "ca.pem", "--tls-cert", "c.pem",
                        "--tls-key", "k.pem", "--operator", "ann"});
  ASSERT_TRUE(config.door.listen.tls);
  EXPECT_EQ(config.door.listen.tls->ca_file, "ca.pem");
  EXPECT_EQ(config.door.listen.tls->certificate_file, "c.pem");
  EXPECT_EQ(config.door.listen.tls->key_file, "k.pem");
  expect_refused({"--tls-ca", "ca.pem"},
                 {"--tls-ca", "--tls-cert", "--tls-key", "make-test-ca"});
  expect_refused({"--tls-cert", "c.pem", "--tls-key", "k.pem"}, {"--tls-ca"});
}

// Or every certificate of the CA would be an operator's.
TEST(NodeOptions, AskForOperatorsWhereNamesAreProved) {
  expect_refused(
      {"--tls-ca", "ca.pem", "--tls-cert", "c.pem", "--tls-key", "k.pem"},
      {"--operator NAME"});
}

TEST(NodeOptions, RefuseWordsTheyDoNotKnowAndSayWhichIsNear) {
  expect_refused({"--dta", "x"}, {"--dta", "--data", "--help"});
  expect_refused({"fly"}, {"fly", "--help"});
  expect_refused({"run", "run"}, {"run"});
}

TEST(NodeOptions, RefuseAnOptionWithoutAValue) {
  for (auto option :
       {"--data", "--listen", "--topology", "--node-name", "--number",
        "--operator", "--tls-ca", "--hold-timeout", "--liveness"}) {
    expect_refused({option}, {option, "needs a value"});
    expect_refused({std::string{option} + "="}, {option, "needs a value"});
    expect_refused({option, ""}, {option, "needs a value"});
    expect_refused({option, "--data"},
                   {option, "needs a value, and --data begins with '-'"});
  }
}

TEST(NodeOptions, RefuseValuesThatCanNotBe) {
  for (auto number : {"4096", "-1", "one", "1x", "99999999999999999999"})
    expect_refused({"--number", number}, {"--number", number, "4095"});
  for (auto time : {"soon", "0s", "-5s", "10", "infinite"})
    expect_refused({"--liveness", time}, {"--liveness", time});
  expect_refused({"--node-name", "two words"}, {"--node-name", "two words"});
  expect_refused({"--operator", "two words"}, {"--operator", "two words"});
}

TEST(NodeOptions, TurnToHelpWhereverItIsAskedFor) {
  for (auto& line :
       {words{"run", "--help"}, words{"-h"}, words{"--data", "x", "--help"}}) {
    auto options = parse_node_options(line, read);
    ASSERT_TRUE(options);
    EXPECT_EQ(options->what, node_options::wanted::help);
  }
}

TEST(NodeOptions, AreAllInTheHelp) {
  auto usage = node_usage();
  for (auto option :
       {"--data", "--listen", "--topology", "--node-name", "--number",
        "--operator", "--tls-ca", "--tls-cert", "--tls-key", "--hold-timeout",
        "--liveness", "--events-kept", "--journal-rows"})
    EXPECT_NE(usage.find(option), std::string::npos) << option;
}

} // namespace
} // namespace leasehold
