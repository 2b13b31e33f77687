// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/log_format.hpp"

#include <regex>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

namespace leasehold {
namespace {

std::string logged(const log_settings& settings) {
  testing::internal::CaptureStderr();
  log_to_standard_error(settings);
  spdlog::debug("a detail");
  spdlog::info("ann said \"hello\"\n\x01 \xff");
  spdlog::error("broken");
  spdlog::default_logger()->flush();
  return testing::internal::GetCapturedStderr();
}

TEST(LogFormat, IsTextWithTheTimeInUtc) {
  const auto text = logged({log_level::error, log_format::text});
  EXPECT_TRUE(std::regex_match(
      text,
      std::regex{R"(\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] )"
                 R"(\[error\] broken\n)"}))
      << text;
}

TEST(LogFormat, IsOneJsonObjectALine) {
  const auto text = logged({log_level::info, log_format::json});
  const auto end = text.find('\n');
  const auto first = nlohmann::json::parse(text.substr(0, end));
  EXPECT_EQ(first["level"], "info");
  EXPECT_EQ(first["message"], "ann said \"hello\"\n\x01 \xEF\xBF\xBD");
  EXPECT_TRUE(std::regex_match(
      first["time"].get<std::string>(),
      std::regex{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"}));
  const auto second = nlohmann::json::parse(text.substr(end + 1));
  EXPECT_EQ(second["message"], "broken");
}

TEST(LogFormat, ShowsAsMuchAsIsWanted) {
  const log_settings all{log_level::debug, log_format::text};
  EXPECT_NE(logged(all).find("a detail"), std::string::npos);
  EXPECT_EQ(logged({}).find("a detail"), std::string::npos);
  EXPECT_NE(logged({}).find("hello"), std::string::npos);
  EXPECT_EQ(logged({log_level::error, log_format::text}).find("hello"),
            std::string::npos);
}

TEST(LogFormat, IsNamedByWords) {
  EXPECT_EQ(*parse_log_level("debug"), log_level::debug);
  EXPECT_EQ(*parse_log_level("warning"), log_level::warning);
  EXPECT_EQ(*parse_log_level("warn"), log_level::warning);
  EXPECT_EQ(*parse_log_format("json"), log_format::json);
  EXPECT_EQ(parse_log_level("loud").error().message,
            "\"loud\" is no level: debug, info, warning or error");
  EXPECT_EQ(parse_log_format("xml").error().message,
            "\"xml\" is no format: text or json");
}

} // namespace
} // namespace leasehold
