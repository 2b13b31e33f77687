// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/exec_shaper.hpp"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace leasehold {
namespace {

using nlohmann::json;

constexpr auto program = "/lib/port-driver";
constexpr auto prefix = "interface port5: program /lib/port-driver: ";

channel made(std::uint64_t id, std::int64_t rate = 1'000'000) {
  const auto last = static_cast<std::uint8_t>(id);
  ip_address from = *parse_ip_address("10.0.1.1");
  from.bytes[3] = last;
  return {
      id, 2, rate, {{from, *parse_ip_address("10.0.2.2")}}, duration{60'000}};
}

/// What a program does that does what it is told.
json obey(const json& orders) {
  auto all = json::array();
  for (const auto& each : orders)
    if (each["do"] == "put")
      all.push_back(each["channel"]);
  return {{"version", 1}, {"channels", all}};
}

class ExecShaper : public testing::Test {
protected:
  ExecShaper() {
    interface_config config;
    config.device = "port5";
    config.rate = 10'000'000;
    config.rest = 1'000'000;
    auto opened = open_exec_shaper(config,
                                   {program, [] { return wall_time{}; },
                                    [this](const program_call& call) {
                                      return run(call);
                                    }});
    EXPECT_TRUE(opened);
    port = std::move(*opened);
  }

  result<std::string> run(const program_call& call) {
    EXPECT_EQ(call.path, program);
    calls.push_back(json::parse(call.input));
    if (broken)
      return *broken;
    auto answer = obey(calls.back().value("orders", json::array()));
    lie(answer);
    return answer.dump();
  }

  std::string why(const status& x) {
    if (x)
      return "it worked";
    EXPECT_EQ(x.error().code, errc::unavailable);
    return x.error().message;
  }

  std::vector<json> calls;
  std::optional<failure> broken;
  /// Changes an answer.
  std::function<void(json&)> lie = [](json&) {
  };
  std::unique_ptr<shaper> port;
};

TEST_F(ExecShaper, RunsNothingBeforeItIsAsked) {
  EXPECT_TRUE(calls.empty());
}

TEST_F(ExecShaper, NeedsAnAbsolutePath) {
  const auto opened = open_exec_shaper({"port5", 2, 1}, {"driver", [] {
                                                           return wall_time{};
                                                         }});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message,
            "interface port5: \"driver\" is no absolute path of a program");
}

TEST_F(ExecShaper, MakesAllChangesOfACallInOne) {
  const auto outcomes = port->change({{9, {}}, {1, made(1)}, {2, made(2)}});
  ASSERT_EQ(outcomes.size(), 3u);
  for (const auto& each : outcomes)
    EXPECT_TRUE(each);
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0]["do"], "change");
  EXPECT_EQ(calls[0]["orders"].size(), 3u);
  EXPECT_EQ(calls[0]["orders"][0]["id"], "9");
}

TEST_F(ExecShaper, MakesAndEndsOneChannel) {
  EXPECT_TRUE(port->put(made(1)));
  EXPECT_TRUE(port->remove(1));
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0]["orders"][0]["channel"]["id"], "1");
  EXPECT_EQ(calls[1]["orders"], json::parse(R"([{"do":"remove","id":"1"}])"));
}

TEST_F(ExecShaper, BelievesNoOtherChannelThanWasWanted) {
  const auto with = [this](const char* member, const json& value) {
    lie = [member, value](json& answer) {
      answer["channels"][0][member] = value;
    };
    return why(port->put(made(1)));
  };
  EXPECT_EQ(with("rate", 2'000'000),
            std::string{prefix}
                + "there is a channel 1 with 2000000 bit/s, where 1000000 were "
                  "wanted");
  EXPECT_EQ(with("version", "1"),
            std::string{prefix}
                + "there is a channel 1 of version 1, where 2 was wanted");
  EXPECT_EQ(with("lasts_ms", 60'001),
            std::string{prefix}
                + "there is a channel 1 that lasts 60001 ms, where 60000 were "
                  "wanted");
  EXPECT_EQ(with("lasts_ms", 58'499),
            std::string{prefix}
                + "there is a channel 1 that lasts 58499 ms, where 60000 were "
                  "wanted");
  EXPECT_EQ(with("lasts_ms", 58'500), "it worked");
  auto packets = json::parse(calls.back()["orders"][0]["channel"].dump());
  packets = packets["packets"];
  packets[0]["to"] = "10.0.2.3";
  EXPECT_EQ(with("packets", packets),
            std::string{prefix}
                + "there is a channel 1 with other packets than were wanted");
  EXPECT_EQ(with("id", "2"),
            std::string{prefix}
                + "it tells of channel 2, which it was not asked for");
  EXPECT_EQ(
      with("rate", "fast")
          .rfind(std::string{prefix} + "its answer can't be used: \"rate\"", 0),
      0u);
}

TEST_F(ExecShaper, FailsThoseOrdersAloneThatAreNotDone) {
  lie = [](json& answer) {
    answer["channels"].erase(0);
  };
  const auto outcomes = port->change({{1, made(1)}, {2, made(2)}});
  ASSERT_EQ(outcomes.size(), 2u);
  EXPECT_EQ(why(outcomes[0]), std::string{prefix} + "there is no channel 1");
  EXPECT_TRUE(outcomes[1]);
  const auto kept =
      obey({{{"do", "put"}, {"channel", calls[0]["orders"][0]["channel"]}}});
  lie = [kept](json& answer) {
    answer = kept;
  };
  EXPECT_EQ(why(port->remove(1)),
            std::string{prefix} + "channel 1 is still there");
}

TEST_F(ExecShaper, FailsAllOrdersWhereTheProgramFails) {
  broken = failure{errc::unavailable, "program /lib/port-driver is tired"};
  const auto outcomes = port->change({{1, made(1)}, {2, {}}});
  ASSERT_EQ(outcomes.size(), 2u);
  for (const auto& each : outcomes)
    EXPECT_EQ(why(each), "interface port5: program /lib/port-driver is tired");
  EXPECT_FALSE(port->read());
  EXPECT_FALSE(port->count());
  EXPECT_FALSE(port->clear());
}

TEST_F(ExecShaper, ReadsWhatIsInForce) {
  channel known = made(1);
  ASSERT_TRUE(port->put(known));
  const auto one = calls[0]["orders"][0]["channel"];
  lie = [one](json& answer) {
    answer["channels"] = {one};
  };
  const auto found = port->read();
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ(found->front().rate, known.rate);
  EXPECT_EQ(found->front().packets, known.packets);
  EXPECT_EQ(calls.back()["do"], "read");
}

TEST_F(ExecShaper, BelievesNoMoreThanTheInterfaceHas) {
  ASSERT_TRUE(port->put(made(1, 5'000'000)));
  auto one = calls[0]["orders"][0]["channel"];
  auto two = one;
  two["id"] = "2";
  lie = [&](json& answer) {
    answer["channels"] = {one, two};
  };
  const auto found = port->read();
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().message,
            std::string{prefix}
                + "it says that channels have more than 9000000 bit/s in all");
  two["rate"] = 4'000'000;
  EXPECT_TRUE(port->read());
}

TEST_F(ExecShaper, CountsAndClears) {
  lie = [](json& answer) {
    answer["rest"] = {{"bytes", 7}, {"packets", 1}, {"drops", 0}};
  };
  const auto counted = port->count();
  ASSERT_TRUE(counted) << counted.error().message;
  EXPECT_EQ(counted->rest.bytes, 7u);
  EXPECT_TRUE(port->clear());
  EXPECT_EQ(calls[0]["do"], "count");
  EXPECT_EQ(calls[1]["do"], "clear");
}

// A change is one run of the program, whatever ends by it.
TEST_F(ExecShaper, CountsNothingForAnEnd) {
  const auto counted = port->count_of({1, 2});
  ASSERT_TRUE(counted);
  EXPECT_TRUE(counted->empty());
  EXPECT_TRUE(calls.empty());
}

TEST_F(ExecShaper, WantsNothingLeftWhenItClears) {
  ASSERT_TRUE(port->put(made(1)));
  const auto one = calls[0]["orders"][0]["channel"];
  lie = [one](json& answer) {
    answer["channels"] = {one};
  };
  EXPECT_EQ(why(port->clear()),
            std::string{prefix} + "channel 1 is still there");
}

} // namespace
} // namespace leasehold
