// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/node_options.hpp"

#include <chrono>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <map>
#include <set>
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
  if (path == "conf/node.toml")
    return std::string{"data = \"d\"\nlisten = \"127.0.0.1:1\"\nnumber = 7\n"
                       "operator = [\"ann\", \"bob\"]\nallow-kill = true\n"};
  if (path == "bad.toml")
    return std::string{"dta = \"d\"\nnumber = 5000\n"};
  return failure{errc::unknown_name, "there is no file " + path};
}

using variables = std::map<std::string, std::string>;

node_options options_of(const words& line, const variables& all = {}) {
  return read_node_options(line, {read, all});
}

server_config parsed(const words& line, const variables& all = {}) {
  auto options = options_of(line, all);
  EXPECT_EQ(options.given.problems, words{});
  EXPECT_EQ(options.what, node_options::wanted::run);
  return options.config;
}

void expect_refused(const words& line,
                    std::initializer_list<const char*> parts) {
  auto problems = options_of(line).given.problems;
  ASSERT_FALSE(problems.empty());
  for (auto part : parts)
    EXPECT_NE(problems[0].find(part), std::string::npos)
        << part << " is not in: " << problems[0];
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
  auto config = parsed(
      {"--hold-timeout", "2s", "--liveness", "1m", "--lost-after", "3s"});
  EXPECT_EQ(config.node.lost_after, 3s);
  EXPECT_EQ(config.node.timing.hold, 2s);
  EXPECT_EQ(config.node.limits.confirm_within, 2s);
  EXPECT_EQ(config.node.terms.liveness, 1min);
}

TEST(NodeOptions, SayWhatEnforcesLeases) {
  EXPECT_TRUE(parsed({}).node.interfaces);
  EXPECT_TRUE(parsed({"--enforce", "tc"}).node.carriers);
  auto off = parsed({"--enforce", "none"});
  EXPECT_FALSE(off.node.interfaces);
  EXPECT_FALSE(off.node.carriers);
  expect_refused({"--enforce", "ebpf"},
                 {"--enforce", "\"ebpf\" enforces nothing that is known"});
}

TEST(NodeOptions, SayWhichProgramDrivesAnInterface) {
  auto config = parsed({"--driver", "port1=/lib/a=b", "--driver", "port2=/c"});
  interface_config port;
  port.device = "port1";
  EXPECT_TRUE(config.node.interfaces(port));
  EXPECT_TRUE(config.node.carriers("port1")());
  EXPECT_TRUE(config.node.carriers("port2")());
  // Any other is tc's.
  port.device = "port3";
  EXPECT_FALSE(config.node.interfaces(port));
}

TEST(NodeOptions, RefuseWhatIsNoDriver) {
  for (const auto* wrong :
       {"port1", "port1=", "=/bin/x", "port1=driver", "a/b=/bin/x"})
    expect_refused(
        {"--driver", wrong},
        {"--driver", "is no driver: write the name of an interface"});
  expect_refused({"--driver", "port1=/a", "--driver", "port1=/b"},
                 {"--driver", "interface port1 has two drivers"});
  expect_refused({"--enforce", "none", "--driver", "port1=/a"},
                 {"--driver",
                  "interface port1 has a driver, and --enforce "
                  "none enforces nothing"});
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
                 {"--tls-ca", "--tls-cert", "--tls-key", "leasehold cert"});
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

TEST(NodeOptions, GoBeforeVariablesAndTheseBeforeTheFile) {
  const variables all{{"LEASEHOLD_NODE_LISTEN", "127.0.0.1:2"},
                      {"LEASEHOLD_NODE_NUMBER", "8"}};
  auto config = parsed({"--config", "conf/node.toml", "--number", "9",
                        "--operator", "cay", "--allow-kill=false"},
                       all);
  EXPECT_EQ(config.folder, "conf/d");
  EXPECT_EQ(config.door.listen.address, "127.0.0.1:2");
  EXPECT_EQ(config.node.number, 9u);
  EXPECT_EQ(config.door.operators, (std::set{lessee_name{"cay"}}));
  EXPECT_EQ(config.node.killing, observer_config::kills::refused);
}

TEST(NodeOptions, AreTakenFromAFile) {
  auto config = parsed({}, {{"LEASEHOLD_NODE_CONFIG", "conf/node.toml"}});
  EXPECT_EQ(config.node.number, 7u);
  EXPECT_EQ(config.door.operators,
            (std::set{lessee_name{"ann"}, lessee_name{"bob"}}));
  EXPECT_EQ(config.node.killing, observer_config::kills::allowed);
}

TEST(NodeOptions, TellAllMistakesOfAllPlaces) {
  auto options = options_of({"--config", "bad.toml", "--lisen=x"},
                            {{"LEASEHOLD_NODE_LIVENESS", "soon"}});
  auto& problems = options.given.problems;
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_EQ(problems[0],
            "bad.toml:1:1: unknown key \"dta\"; did you mean data?");
  EXPECT_NE(problems[1].find("--lisen"), std::string::npos);
  EXPECT_EQ(problems[2],
            "bad.toml:2:10: number: \"5000\" is no node number: 0 "
            "to 4095");
  EXPECT_EQ(problems[3].rfind("LEASEHOLD_NODE_LIVENESS: ", 0), 0u)
      << problems[3];
}

TEST(NodeOptions, SayWhichFileCanNotBeRead) {
  auto options = options_of({"--config=none.toml"});
  EXPECT_EQ(options.given.problems,
            words{"--config: there is no file none.toml"});
}

TEST(NodeOptions, AreCheckedOrShownWhereThatIsAskedFor) {
  EXPECT_EQ(options_of({"--check-config"}).what, node_options::wanted::check);
  EXPECT_EQ(options_of({"--dump-config"}).what, node_options::wanted::dump);
  EXPECT_EQ(options_of({"--dump-config", "--check-config"}).what,
            node_options::wanted::check);
}

TEST(NodeOptions, AreShownWithWhereTheyComeFrom) {
  auto text = dump_of(options_of({"--config", "conf/node.toml", "--data", "x"},
                                 {{"LEASEHOLD_NODE_LIVENESS", "1m"}}),
                      "/here");
  for (auto line :
       {"data = \"/here/x\"  # --data\n",
        "listen = \"127.0.0.1:1\"  # conf/node.toml:2:10\n",
        "number = 7  # conf/node.toml:3:10\n",
        "operator = [\"ann\", \"bob\"]  # conf/node.toml:4:12\n",
        "allow-kill = true  # conf/node.toml:5:14\n",
        "liveness = \"1m\"  # LEASEHOLD_NODE_LIVENESS\n",
        "events-kept = 100000  # default\n", "# topology is not set: none\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(NodeOptions, AreShownAsAFileThatSaysTheSame) {
  const auto first = dump_of(
      options_of({"--config", "conf/node.toml", "--hold-timeout", "7s"}),
      "/here");
  auto again = read_node_options(
      {"--config", "/else/where.toml"},
      {[&first](const std::string&) { return result<std::string>{first}; },
       {}});
  EXPECT_EQ(again.given.problems, words{});
  EXPECT_EQ(again.config.folder, "/here/conf/d");
  EXPECT_EQ(again.config.node.timing.hold, 7s);
  EXPECT_EQ(again.config.node.number, 7u);
  auto values = [](std::string text) {
    std::string kept;
    for (std::size_t begin = 0; begin < text.size();) {
      auto end = text.find('\n', begin);
      auto line = text.substr(begin, end - begin);
      kept += line.substr(0, line.find("  #")) + '\n';
      begin = end + 1;
    }
    return kept;
  };
  EXPECT_EQ(values(dump_of(again, "/third")), values(first));
}

TEST(NodeOptions, TurnToHelpWhereverItIsAskedFor) {
  for (auto& line :
       {words{"run", "--help"}, words{"-h"}, words{"--data", "x", "--help"}}) {
    auto options = options_of(line);
    EXPECT_EQ(options.what, node_options::wanted::help);
    EXPECT_TRUE(options.given.problems.empty());
  }
}

TEST(NodeOptions, AreAllInTheHelp) {
  auto usage = node_usage();
  for (auto& x : node_settings())
    EXPECT_NE(usage.find("  " + flag_of(x) + " "), std::string::npos) << x.name;
  for (auto option : {"--config FILE", "--check-config", "--dump-config"})
    EXPECT_NE(usage.find(option), std::string::npos) << option;
}

/// As a page shows it.
std::string row_of(const setting& x) {
  const auto flag =
      flag_of(x) + (x.value.empty() ? std::string{} : " " + x.value);
  const auto unless = x.preset.empty() ? x.otherwise : "`" + x.preset + "`";
  return "| `" + flag + "` | " + x.help + " | " + unless + " |\n";
}

TEST(NodeOptions, AreAllInTheGuide) {
  std::ifstream file{"docs/operators.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  for (auto& x : node_settings())
    EXPECT_NE(page.find(row_of(x)), std::string::npos)
        << "docs/operators.md lacks: " << row_of(x);
}

TEST(NodeOptions, OfTheGuidesFileAreTaken) {
  std::ifstream file{"docs/operators.md"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  const std::string mark = "```toml\n";
  const auto begin = page.find(mark) + mark.size();
  const auto example = page.substr(begin, page.find("```\n", begin) - begin);
  ASSERT_NE(example.find("listen = "), std::string::npos) << example;
  auto options = read_node_options({"--config", "x.toml"},
                                   {[&example](const std::string& path) {
                                      return result<std::string>{
                                          path == "x.toml" ? example : region};
                                    },
                                    {}});
  EXPECT_EQ(options.given.problems, words{});
}

} // namespace
} // namespace leasehold
