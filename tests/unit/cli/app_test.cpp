// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/app.hpp"

#include <cstdlib>

#include "tests/unit/cli/cli_fixture.hpp"

namespace leasehold::cli {
namespace {

using testing::HasSubstr;

class App : public CliTest {
protected:
  /// What is said about a line that is not understood.
  std::string complaint(const words& arguments) {
    EXPECT_EQ(run(arguments), 2);
    EXPECT_EQ(out.str(), "");
    EXPECT_TRUE(connects.empty());
    return err.str();
  }
};

TEST_F(App, SuggestsTheCommandThatWasMeant) {
  EXPECT_EQ(complaint({"leese", "list"}),
            "leasehold: there is no command 'leasehold leese'; did you mean "
            "'lease'?\nSee 'leasehold --help'.\n");
  EXPECT_THAT(complaint({"-o", "json", "lease", "lst"}),
              HasSubstr("'leasehold lease lst'; did you mean 'list'?"));
  EXPECT_THAT(complaint({"xylophone"}),
              HasSubstr("no command 'leasehold xylophone'\n"));
}

TEST_F(App, SuggestsTheOptionThatWasMeant) {
  EXPECT_THAT(complaint({"lease", "request", "EP51", "--frm", "EP11"}),
              HasSubstr("no option --frm here; did you mean '--from'?"));
  EXPECT_THAT(complaint({"lease", "list", "--adress=x"}),
              HasSubstr("did you mean '--address'?"));
}

TEST_F(App, SaysWhatElseIsWrongWithALine) {
  EXPECT_THAT(complaint({"lease", "list", "more"}),
              HasSubstr("'more' is not expected here"));
  EXPECT_THAT(complaint({"lease", "list", "-o", "xml"}),
              HasSubstr("'xml' is none of table, json, name, csv"));
  EXPECT_THAT(complaint({"lease", "list", "-o", "csv"}),
              HasSubstr("only 'leasehold usage' prints csv"));
  EXPECT_THAT(complaint({"lease", "show"}), HasSubstr("ID is required"));
  EXPECT_THAT(complaint({"lease", "list", "--name", "a b"}),
              HasSubstr("--name: "));
  EXPECT_THAT(complaint({}), HasSubstr("Subcommands:"));
  EXPECT_THAT(complaint({"lease"}), HasSubstr("request"));
}

// What is given and empty is never taken for what is not given: here that would
// drain now, list everybody's leases, or wait for all events.
TEST_F(App, RefusesEmptyValues) {
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--at", ""}),
              HasSubstr("--at is given an empty value"));
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--at="}),
              HasSubstr("--at is given without a value"));
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--at", "[]"}),
              HasSubstr("--at: '[]' is in brackets"));
  EXPECT_THAT(complaint({"gateway", "fail", "GW5", "--longest", ""}),
              HasSubstr("--longest"));
  EXPECT_THAT(complaint({"lease", "list", "--lessee", ""}),
              HasSubstr("--lessee"));
  EXPECT_THAT(complaint({"lease", "watch", ""}), HasSubstr("a word is empty"));
  EXPECT_THAT(complaint({"lease", "watch", "[]"}), HasSubstr("in brackets"));
  EXPECT_THAT(complaint({"audit", "--data", ""}), HasSubstr("--data"));
  EXPECT_THAT(complaint({"resource", "demand", ""}),
              HasSubstr("a word is empty"));
  EXPECT_THAT(complaint({"event", "list", "--lease", ""}),
              HasSubstr("--lease"));
  EXPECT_THAT(complaint({"lease", "list", "-o", ""}), HasSubstr("-o"));
  EXPECT_THAT(complaint({"lease", "list", "--tls-ca", ""}),
              HasSubstr("--tls-ca"));
  EXPECT_THAT(complaint({"--name", "", "lease", "list"}), HasSubstr("--name"));
  EXPECT_THAT(complaint({"lease", "change", "a1", "--exclude", ","}),
              HasSubstr("--exclude: ',' has an empty part"));
  EXPECT_THAT(complaint({"lease", "change", "a1", "--include=GW1,,GW2"}),
              HasSubstr("has an empty part"));
}

TEST_F(App, NeverTakesAnOptionForAValue) {
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--name=", "--dry-run"}),
              HasSubstr("--name is given without a value"));
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--name", "--dry-run"}),
              HasSubstr("--name needs a value, and '--dry-run' is not one"));
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--at", "--dry-run"}),
              HasSubstr("--at needs a value"));
  EXPECT_THAT(complaint({"lease", "list", "--lessee"}),
              HasSubstr("--lessee needs a value"));
  EXPECT_THAT(complaint({"gateway", "drain", "GW5", "--dry-run=false"}),
              HasSubstr("--dry-run takes no value"));
  EXPECT_THAT(complaint({"lease", "list", "--lessee=-bob"}),
              HasSubstr("does not begin with '-'"));
  EXPECT_THAT(complaint({"gateway", "drain", "--", "-GW5"}),
              HasSubstr("does not begin with '-'"));
}

TEST_F(App, TakesNumbersAsTheyAreTyped) {
  const words request{"lease", "request",  "EP51",    "--from",
                      "EP11",  "--amount", "1Mbit/s", "--request-id"};
  for (const char* wrong :
       {"18446744073709551616", "100000000000000000000000000", "0", "0x10",
        "1e3", "+1", "1.0", " 1", "ten"}) {
    auto line = request;
    line.emplace_back(wrong);
    EXPECT_THAT(complaint(line),
                HasSubstr("is not a whole number from 1 to "
                          "18446744073709551615"))
        << wrong;
  }
  auto negative = request;
  negative.emplace_back("-1");
  EXPECT_THAT(complaint(negative), HasSubstr("'-1' is not one"));
  for (auto [typed, number] :
       {std::pair{"010", std::uint64_t{10}},
        std::pair{"18446744073709551615", ~std::uint64_t{0}}}) {
    auto line = request;
    line.emplace_back(typed);
    EXPECT_EQ(run(line), 0);
    EXPECT_EQ(node.requests.back().request, request_id{number});
  }
  connects.clear();
  EXPECT_THAT(complaint({"event", "list", "--from", "99999999999999999999"}),
              HasSubstr("--from: "));
  EXPECT_THAT(complaint({"event", "list", "--count", "0x7"}),
              HasSubstr("--count: "));
  EXPECT_THAT(
      complaint({"resource", "show", "EP51/nic", "--rows", "4294967297"}),
      HasSubstr("--rows: "));
  EXPECT_THAT(complaint({"lease", "acknowledge", "a1", "4294967297"}),
              HasSubstr("SEQUENCE: "));
  EXPECT_THAT(complaint({"explain", "--request", "0"}),
              HasSubstr("--request: "));
}

TEST_F(App, KnowsWhatCommandsAreCalledElsewhere) {
  EXPECT_THAT(complaint({"lease", "cancel", "a1"}),
              HasSubstr("did you mean 'release'?"));
  EXPECT_THAT(complaint({"lease", "extend", "a1"}),
              HasSubstr("did you mean 'renew'?"));
  EXPECT_THAT(complaint({"gateway", "undrain", "GW1"}),
              HasSubstr("did you mean 'restore'?"));
  EXPECT_THAT(complaint({"policy", "delete", "night"}),
              HasSubstr("did you mean 'remove'?"));
  EXPECT_THAT(complaint({"release", "a1"}),
              HasSubstr("did you mean 'lease release'?"));
}

TEST_F(App, ShowsItsVersionWhereAsked) {
  EXPECT_EQ(run({"--version"}), 0);
  EXPECT_EQ(out.str(), "leasehold 1.2.3\n");
  EXPECT_TRUE(connects.empty());
}

// A part that was written is not the whole.
TEST_F(App, FailsWhereTheOutputCannotBeWritten) {
  env.output_problem = [] {
    return std::string{"No space left on device"};
  };
  for (const words& line : {words{"version"},
                            {"--help"},
                            {"lease", "list", "-o", "json"},
                            {"resource", "list"},
                            {"node", "status"},
                            {"completion", "bash"}}) {
    out.clear();
    out.str({});
    err.str({});
    out.setstate(std::ios::badbit);
    EXPECT_EQ(run_cli(line, env), 1) << line.front();
    EXPECT_THAT(err.str(),
                HasSubstr("the output can't be written: No space "
                          "left on device"));
  }
  out.clear();
}

TEST_F(App, HelpsWithExamples) {
  EXPECT_EQ(run({"lease", "request", "--help"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("Examples:\n  leasehold lease request"));
  EXPECT_EQ(err.str(), "");
  EXPECT_EQ(run({"help", "lease", "renew"}), 0);
  EXPECT_THAT(out.str(), HasSubstr("leasehold lease renew 1f3a --for 60s"));
  EXPECT_EQ(run({"--help"}), 0);
  for (const char* noun :
       {"lease", "topology", "node", "shell", "simulate", "bench"})
    EXPECT_THAT(out.str(), HasSubstr(std::string{"  "} + noun));
}

TEST_F(App, ConnectsAsToldBeforeOrBehindTheCommand) {
  EXPECT_EQ(run({"--address", "gw:1", "lease", "list", "--name", "bob"}), 0);
  EXPECT_EQ(run({"lease", "list", "--tls-ca", "ca.pem", "--tls-cert", "c.pem",
                 "--tls-key", "k.pem"}),
            0);
  ASSERT_EQ(connects.size(), 2u);
  EXPECT_EQ(connects[0].address, "gw:1");
  EXPECT_EQ(connects[0].name, lessee_name{"bob"});
  EXPECT_EQ(connects[1].address, "127.0.0.1:7420");
  EXPECT_EQ(connects[1].name, lessee_name{"ann"});
  EXPECT_EQ(connects[1].ca, "ca.pem");
  EXPECT_EQ(connects[1].certificate, "c.pem");
  EXPECT_EQ(connects[1].key, "k.pem");
}

TEST_F(App, ConnectsAsTheEnvironmentSays) {
  setenv("LEASEHOLD_ADDRESS", "far:2", 1);
  setenv("LEASEHOLD_NAME", "eve", 1);
  run({"lease", "list"});
  run({"lease", "list", "--name", "bob"});
  unsetenv("LEASEHOLD_ADDRESS");
  unsetenv("LEASEHOLD_NAME");
  ASSERT_EQ(connects.size(), 2u);
  EXPECT_EQ(connects[0].address, "far:2");
  EXPECT_EQ(connects[0].name, lessee_name{"eve"});
  EXPECT_EQ(connects[1].name, lessee_name{"bob"});
}

TEST_F(App, AsksForANameWhereThereIsNone) {
  env.user.clear();
  EXPECT_EQ(run({"lease", "list"}), 2);
  EXPECT_THAT(err.str(), HasSubstr("LEASEHOLD_NAME"));
  EXPECT_EQ(run({"version"}), 0);
}

TEST_F(App, SaysHowToReachANode) {
  unreachable = true;
  for (const words& line : {words{"lease", "list"},
                            {"lease", "show", "a1"},
                            {"event", "watch"},
                            {"resource", "list"},
                            {"topology", "load", "region.toml"},
                            {"policy", "list"},
                            {"policy", "classes"},
                            {"policy", "remove-class", "gold"},
                            {"audit"},
                            {"node", "status"}}) {
    EXPECT_EQ(run(line), 5) << line.front();
    EXPECT_THAT(err.str(), HasSubstr("cannot reach 127.0.0.1:7420"));
    EXPECT_THAT(err.str(), HasSubstr("--address"));
    EXPECT_EQ(out.str(), "");
  }
}

TEST_F(App, GivesEachErrorItsExitCode) {
  const std::vector<std::pair<errc, int>> codes{
      {errc::invalid_request, 2},   {errc::unknown_lease, 3},
      {errc::unknown_target, 3},    {errc::unknown_name, 3},
      {errc::permission_denied, 4}, {errc::insufficient_capacity, 4},
      {errc::lease_over, 4},        {errc::unavailable, 5},
      {errc::timed_out, 5},         {errc::corrupt, 1},
      {errc::wrong_node, 1},        {errc::driver_failed, 4}};
  for (auto [code, exit] : codes) {
    node.broken = failure{code, "no"};
    EXPECT_EQ(run({"lease", "list"}), exit) << to_string(code);
  }
}

TEST_F(App, HandsProgramsTheirWords) {
  std::string called;
  auto program_called = [&called](const char* name) {
    return [&called, name](const words& rest) {
      called = name;
      for (const auto& word : rest)
        called += " " + word;
      return 130;
    };
  };
  env.node = program_called("node");
  env.shell = program_called("shell");
  env.bench = program_called("bench");
  env.simulate = program_called("simulate");
  const std::vector<std::pair<words, const char*>> lines{
      {{"node"}, "node"},
      {{"node", "run", "--data", "d"}, "node --data d"},
      {{"node", "--listen", "x"}, "node --listen x"},
      {{"node", "run", "--help"}, "node --help"},
      {{"--address", "shell", "shell", "s.lua", "-x"},
       "shell --address shell s.lua -x"},
      {{"bench", "--leases", "9"}, "bench --leases 9"},
      {{"-o", "json", "simulate", "a.lua", "--seeds", "9"},
       "simulate -o json a.lua --seeds 9"}};
  for (const auto& [line, expected] : lines) {
    EXPECT_EQ(run(line), 130) << expected;
    EXPECT_EQ(called, expected);
  }
  called.clear();
  EXPECT_EQ(run({"node", "status"}), 0);
  EXPECT_EQ(run({"node", "--help"}), 0);
  EXPECT_EQ(called, "");
  EXPECT_THAT(out.str(), HasSubstr("status"));
}

TEST_F(App, SaysThatAProgramIsNotBuiltIn) {
  EXPECT_EQ(run({"shell"}), 1);
  EXPECT_EQ(err.str(), "leasehold: this build has no shell\n");
}

} // namespace
} // namespace leasehold::cli
