// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/exec_text.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace leasehold {
namespace {

using nlohmann::json;

packet_match match(std::uint8_t protocol, std::uint16_t port,
                   packet_match::end end = packet_match::end::receiver) {
  return {*parse_ip_address("10.0.1.2"), *parse_ip_address("10.0.2.2"),
          protocol, port, end};
}

interface_config port5() {
  interface_config config;
  config.device = "port5";
  config.rate = 20'000'000;
  config.rest = 1'000'000;
  config.next_hops = {*parse_ip_address("10.8.6.2")};
  return config;
}

const json good_channel = json::parse(R"({
  "id": "18446744073709551615", "version": "3", "rate": 4000000,
  "lasts_ms": 60000, "ends": "whatever it is", "packets": [{
    "from": "10.0.1.2", "to": "10.0.2.2", "protocol": 17, "port": 5001,
    "port_of": "sender"}]})");

std::string answer_with(const json& channel) {
  return json{{"version", 1}, {"channels", {channel}}}.dump();
}

std::string why_not(const std::string& answer) {
  const auto read = read_exec_channels(answer);
  if (read)
    return "it was read";
  EXPECT_EQ(read.error().code, errc::invalid_request);
  return read.error().message;
}

std::string why_not(const char* member, const json& value) {
  auto channel = good_channel;
  if (value.is_discarded())
    channel.erase(member);
  else
    channel[member] = value;
  return why_not(answer_with(channel));
}

const json nothing = json(json::value_t::discarded);

TEST(ExecText, TellsAllThatThereIsToKnow) {
  channel wanted{std::numeric_limits<std::uint64_t>::max(),
                 3,
                 4'000'000,
                 {match(17, 5001)},
                 duration{61'500}};
  const auto request = json::parse(
      exec_request(port5(), exec_task::change, {{18, {}}, {wanted.id, wanted}},
                   wall_time{std::chrono::seconds{1'795'000'000}}));
  EXPECT_EQ(request, json::parse(R"({
    "version": 1, "do": "change", "device": "port5", "rate": 20000000,
    "rest": 1000000, "next_hops": ["10.8.6.2"],
    "orders": [
      {"do": "remove", "id": "18"},
      {"do": "put", "channel": {
        "id": "18446744073709551615", "version": "3", "rate": 4000000,
        "lasts_ms": 61500, "ends": "2026-11-18T11:07:41.500Z", "packets": [{
          "from": "10.0.1.2", "to": "10.0.2.2", "protocol": 17, "port": 5001,
          "port_of": "receiver"}]}}]})"));
}

TEST(ExecText, NamesOtherTasksWithoutOrders) {
  for (const auto& [task, word] : {std::pair{exec_task::read, "read"},
                                   {exec_task::count, "count"},
                                   {exec_task::clear, "clear"}}) {
    const auto request =
        json::parse(exec_request(port5(), task, {}, wall_time{}));
    EXPECT_EQ(request["do"], word);
    EXPECT_FALSE(request.contains("orders"));
  }
}

TEST(ExecText, ReadsChannels) {
  const auto read = read_exec_channels(answer_with(good_channel));
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->size(), 1u);
  const auto& found = read->front();
  EXPECT_EQ(found.id, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(found.version, 3u);
  EXPECT_EQ(found.rate, 4'000'000);
  EXPECT_EQ(found.lasts, duration{60'000});
  EXPECT_EQ(found.packets,
            (std::vector{match(17, 5001, packet_match::end::sender)}));
}

TEST(ExecText, LeavesOutWhatIsOver) {
  for (const int left : {0, -5}) {
    auto over = good_channel;
    over["lasts_ms"] = left;
    const auto read = read_exec_channels(answer_with(over));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(read->empty());
  }
}

TEST(ExecText, RefusesWhatIsNoAnswer) {
  EXPECT_EQ(why_not(""), "it is empty");
  EXPECT_EQ(why_not("done"), "it is no JSON");
  EXPECT_EQ(why_not(R"({"version": 1, "channels": []} and more)"),
            "it is no JSON");
  EXPECT_EQ(why_not("[]"),
            "an object with \"version\" was expected, and there is []");
  EXPECT_EQ(why_not("{}"), "\"version\" is missing in {}");
  for (const auto* version : {"2", "\"1\"", "null"})
    EXPECT_EQ(
        why_not(std::string{R"({"version":)"} + version + R"(,"channels":[]})"),
        std::string{"it is of version "} + version
            + ", and the node speaks version 1");
  EXPECT_EQ(why_not(R"({"version":1})"),
            R"("channels" is missing in {"version":1})");
  EXPECT_EQ(why_not(R"({"version":1,"channels":{}})"),
            "\"channels\" is to be a list of at most 65264, and it is {}");
}

TEST(ExecText, RefusesChannelsThatAreNone) {
  EXPECT_EQ(why_not("id", 17),
            "\"id\" is to be a number as text, like \"17\", "
            "and it is 17");
  EXPECT_EQ(why_not("id", "-1"),
            "\"id\" is to be a number as text, like "
            "\"17\", and it is \"-1\"");
  EXPECT_EQ(why_not("version", "18446744073709551616"),
            "\"version\" is to be a number as text, like \"17\", and it is "
            "\"18446744073709551616\"");
  EXPECT_EQ(why_not("rate", 7),
            "\"rate\" is to be a whole number from 8 to "
            "1125899906842624, and it is 7");
  EXPECT_EQ(why_not("rate", 4e6),
            "\"rate\" is to be a whole number from 8 to "
            "1125899906842624, and it is 4000000.0");
  EXPECT_EQ(why_not("rate", std::numeric_limits<std::uint64_t>::max()),
            "\"rate\" is to be a whole number from 8 to 1125899906842624, and "
            "it is 18446744073709551615");
  EXPECT_EQ(why_not("lasts_ms", 86'400'001),
            "\"lasts_ms\" is to be a whole number from -86400000 to 86400000, "
            "and it is 86400001");
  EXPECT_EQ(why_not("rate", nothing).rfind("\"rate\" is missing in {", 0), 0u);
  EXPECT_EQ(why_not("packets", json::array()),
            "channel 18446744073709551615: it has 0 kinds of packets: it must "
            "have 1 to 64");
  EXPECT_EQ(why_not("packets", {17}),
            "an object with \"from\" was expected, and there is 17");
}

TEST(ExecText, RefusesPacketsThatAreNone) {
  const auto why = [](const char* member, const json& value) {
    auto packets = good_channel["packets"];
    packets[0][member] = value;
    return why_not("packets", packets);
  };
  EXPECT_EQ(why("from", "10.0.1.2/24"),
            "\"from\" is to be an address, and it is \"10.0.1.2/24\"");
  EXPECT_EQ(why("to", 5), "\"to\" is to be an address, and it is 5");
  EXPECT_EQ(why("protocol", 256),
            "\"protocol\" is to be a whole number from 0 "
            "to 255, and it is 256");
  EXPECT_EQ(why("port", -1),
            "\"port\" is to be a whole number from 0 to "
            "65535, and it is -1");
  EXPECT_EQ(why("port_of", "nobody"),
            "\"port_of\" is to be \"sender\" or "
            "\"receiver\", and it is \"nobody\"");
  EXPECT_NE(why("protocol", 1).find("that protocol has no ports"),
            std::string::npos);
}

TEST(ExecText, RefusesAChannelThatIsThereTwice) {
  const json both{{"version", 1}, {"channels", {good_channel, good_channel}}};
  EXPECT_EQ(why_not(both.dump()),
            "channel 18446744073709551615 is there more than once");
}

TEST(ExecText, ShowsNoMoreThanTheBeginningOfWhatIsWrong) {
  EXPECT_LT(why_not("rate", std::string(100'000, 'x')).size(), 200u);
}

// Recursion that goes as deep as an answer would end the node.
TEST(ExecText, OutlivesDeepAnswers) {
  const std::string deep(500'000, '[');
  const std::string end(500'000, ']');
  EXPECT_EQ(why_not(deep), "it is no JSON");
  EXPECT_NE(why_not(deep + end), "it was read");
  EXPECT_NE(why_not(R"({"version":1,"channels":)" + deep + end + "}"),
            "it was read");
}

TEST(ExecText, ReadsWhatWasCarried) {
  const auto read = read_exec_traffic(R"({"version": 1,
    "channels": [{"id": "17", "bytes": 5000, "packets": 4, "drops": 1}],
    "rest": {"bytes": 9223372036854775807, "packets": 2, "drops": 0}})");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->channels.size(), 1u);
  EXPECT_EQ(read->channels.at(17).bytes, 5000u);
  EXPECT_EQ(read->channels.at(17).packets, 4u);
  EXPECT_EQ(read->channels.at(17).drops, 1u);
  EXPECT_EQ(read->rest.bytes, 9223372036854775807u);
}

TEST(ExecText, RefusesCountsThatAreNone) {
  for (const auto* answer :
       {R"({"version":1,"channels":[]})",
        R"({"version":1,"channels":[{"id":"17"}],"rest":{}})",
        R"({"version":1,"channels":[],
            "rest":{"bytes":-1,"packets":0,"drops":0}})",
        R"({"version":1,"rest":{"bytes":0,"packets":0,"drops":0},"channels":[
            {"id":"1","bytes":0,"packets":0,"drops":0},
            {"id":"1","bytes":0,"packets":0,"drops":0}]})"})
    EXPECT_FALSE(read_exec_traffic(answer)) << answer;
}

} // namespace
} // namespace leasehold
