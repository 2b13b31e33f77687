// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/cli/cli_fixture.hpp"
#include "tools/cli/context_file.hpp"

namespace leasehold::cli {
namespace {

using nlohmann::json;
using testing::HasSubstr;

class ContextCommands : public CliTest {
protected:
  ContextCommands() {
    env.contexts_path = "/users/ann/leasehold/config.toml";
    env.read_contexts = [this]() -> result<std::optional<std::string>> {
      return kept;
    };
    env.write_contexts = [this](const std::string& text) {
      kept = text;
      return success();
    };
  }

  std::optional<std::string> kept;
};

constexpr auto two = R"(current = "home"
[[context]]
name = "home"
address = "cellar:7420"
user = "bob"
tls-ca = "pki/ca.pem"
tls-cert = "/etc/bob.pem"
tls-key = "bob.key"
[[context]]
name = "work"
address = "office:7420"
)";

TEST_F(ContextCommands, AreUsedForWhatIsNotGiven) {
  kept = two;
  EXPECT_EQ(run({"lease", "list"}), 0);
  ASSERT_EQ(connects.size(), 1u);
  EXPECT_EQ(connects[0].address, "cellar:7420");
  EXPECT_EQ(connects[0].name.str(), "bob");
  EXPECT_EQ(connects[0].ca, "/users/ann/leasehold/pki/ca.pem");
  EXPECT_EQ(connects[0].certificate, "/etc/bob.pem");
  EXPECT_EQ(connects[0].key, "/users/ann/leasehold/bob.key");
  EXPECT_EQ(run({"lease", "list", "--address", "x:1", "--name", "cay"}), 0);
  EXPECT_EQ(connects[1].address, "x:1");
  EXPECT_EQ(connects[1].name.str(), "cay");
  EXPECT_EQ(connects[1].certificate, "/etc/bob.pem");
}

TEST_F(ContextCommands, MayBeNamedForOneCommand) {
  kept = two;
  EXPECT_EQ(run({"lease", "list", "--context", "work"}), 0);
  EXPECT_EQ(connects[0].address, "office:7420");
  EXPECT_EQ(connects[0].name.str(), "ann");
  EXPECT_EQ(connects[0].ca, "");
}

TEST_F(ContextCommands, ChangeNothingWhereThereAreNone) {
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(connects[0].address, "127.0.0.1:7420");
  EXPECT_EQ(connects[0].name.str(), "ann");
}

TEST_F(ContextCommands, SayWhichThereAre) {
  kept = two;
  EXPECT_EQ(run({"lease", "list", "--context", "hme"}), 3);
  EXPECT_THAT(err.str(),
              HasSubstr("has no context \"hme\", but home; there "
                        "are home, work"));
  EXPECT_TRUE(connects.empty());
  EXPECT_EQ(run({"context", "use", "shed"}), 3);
  EXPECT_EQ(*kept, two);
}

TEST_F(ContextCommands, SayWhatIsWrongInTheFile) {
  for (auto [text, said] :
       {std::pair{"current = 7", ":1:11: current is a text"},
        {"currnt = \"home\"", ":1:1: unknown key \"currnt\""},
        {"current = \"home\"", "has no context \"home\""},
        {"[[context]]\naddress = \"x\"", "lacks name"},
        {"[[context]]\nname = \"a b\"", ":2:8: a name has"},
        {"[[context]]\nname = \"a\"\n[[context]]\nname = \"a\"",
         ":4:8: there are two contexts \"a\""},
        {"[[context]]\nname = \"a\"\ntls = 1", "unknown key \"tls\""}}) {
    kept = text;
    EXPECT_EQ(run({"lease", "list"}), 2) << text;
    EXPECT_THAT(err.str(), HasSubstr(said));
    EXPECT_THAT(err.str(), HasSubstr("config.toml"));
  }
  EXPECT_TRUE(connects.empty());
  EXPECT_EQ(run({"version"}), 0);
}

TEST_F(ContextCommands, KeepHowARegionIsReached) {
  EXPECT_EQ(run({"context", "add", "home", "--address", "cellar:7420", "--name",
                 "bob", "--tls-ca", "/ca.pem", "--tls-cert", "/bob.pem",
                 "--tls-key", "/bob.key"}),
            0);
  EXPECT_EQ(run({"context", "add", "work", "--address", "office:1"}), 0);
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(connects[0].address, "cellar:7420");
  EXPECT_EQ(connects[0].name.str(), "bob");
  EXPECT_EQ(connects[0].key, "/bob.key");
  EXPECT_EQ(run({"context", "use", "work"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("work is what commands talk to now"));
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(connects[1].address, "office:1");
  EXPECT_EQ(connects[1].name.str(), "ann");
}

TEST_F(ContextCommands, WriteOverNoOther) {
  kept = two;
  EXPECT_NE(run({"context", "add", "home", "--address", "x:1"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("leasehold context remove home"));
  EXPECT_EQ(*kept, two);
  EXPECT_EQ(run({"context", "add", "a b"}), 2);
}

TEST_F(ContextCommands, ForgetOne) {
  kept = two;
  EXPECT_EQ(run({"context", "remove", "home"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("none counts now"));
  EXPECT_EQ(run({"lease", "list"}), 0);
  EXPECT_EQ(connects[0].address, "127.0.0.1:7420");
  EXPECT_EQ(run({"context", "remove", "home"}), 3);
}

TEST_F(ContextCommands, AreListed) {
  kept = two;
  EXPECT_EQ(run({"context", "list"}), 0);
  EXPECT_EQ(out.str(),
            "CURRENT  NAME  ADDRESS      USER  CERTIFICATE\n"
            "*        home  cellar:7420  bob   /etc/bob.pem\n"
            "-        work  office:7420  -     -\n");
  EXPECT_EQ(run({"context", "list", "-o", "name"}), 0);
  EXPECT_EQ(out.str(), "home\nwork\n");
  EXPECT_EQ(run({"context", "list", "-o", "json"}), 0);
  const auto all = json::parse(out.str());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["current"], true);
  EXPECT_EQ(all[1]["address"], "office:7420");
}

TEST_F(ContextCommands, SayThatTheFileCanNotBeWritten) {
  env.write_contexts = [](const std::string&) -> status {
    return failure{errc::unavailable, "can't write it: Read-only file system"};
  };
  EXPECT_NE(run({"context", "add", "home"}), 0);
  EXPECT_THAT(err.str(), HasSubstr("Read-only file system"));
}

TEST(ContextFile, ReadsBackWhatItWrote) {
  auto first = parse_contexts(two, "/c/config.toml");
  ASSERT_TRUE(first) << first.error().message;
  auto again = parse_contexts(write_contexts(*first), "/else/config.toml");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->current, "home");
  ASSERT_EQ(again->all.size(), 2u);
  EXPECT_EQ(again->all[0].ca, "/c/pki/ca.pem");
  EXPECT_EQ(again->all[0].user, "bob");
  EXPECT_EQ(again->all[1].address, "office:7420");
}

} // namespace
} // namespace leasehold::cli
