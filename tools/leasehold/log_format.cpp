// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/leasehold/log_format.hpp"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace leasehold {

namespace {

constexpr const char* text_pattern = "[%Y-%m-%dT%H:%M:%S.%eZ] [%l] %v";
constexpr const char* json_pattern =
    R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%*})";

/// What is logged, as a JSON string.
class json_message final : public spdlog::custom_flag_formatter {
public:
  void format(const spdlog::details::log_msg& msg, const std::tm&,
              spdlog::memory_buf_t& to) override {
    const auto text = json_quoted({msg.payload.data(), msg.payload.size()});
    to.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<json_message>();
  }
};

spdlog::level::level_enum to_spdlog(log_level x) {
  switch (x) {
  case log_level::debug:
    return spdlog::level::debug;
  case log_level::info:
    return spdlog::level::info;
  case log_level::warning:
    return spdlog::level::warn;
  case log_level::error:
    return spdlog::level::err;
  }
  return spdlog::level::info;
}

} // namespace

result<log_level> parse_log_level(std::string_view word) {
  if (word == "debug")
    return log_level::debug;
  if (word == "info")
    return log_level::info;
  if (word == "warning" || word == "warn")
    return log_level::warning;
  if (word == "error")
    return log_level::error;
  return failure{
      errc::invalid_request,
      fmt::format("\"{}\" is no level: debug, info, warning or error", word)};
}

result<log_format> parse_log_format(std::string_view word) {
  if (word == "text")
    return log_format::text;
  if (word == "json")
    return log_format::json;
  return failure{errc::invalid_request,
                 fmt::format("\"{}\" is no format: text or json", word)};
}

void log_to_standard_error(const log_settings& settings) {
  constexpr const char* name = "leasehold";
  auto logger = spdlog::get(name);
  if (!logger) {
    logger = spdlog::stderr_logger_mt(name);
    spdlog::set_default_logger(logger);
  }
  auto formatter = std::make_unique<spdlog::pattern_formatter>(
      spdlog::pattern_time_type::utc);
  formatter->add_flag<json_message>('*').set_pattern(
      settings.format == log_format::json ? json_pattern : text_pattern);
  logger->set_formatter(std::move(formatter));
  logger->set_level(to_spdlog(settings.level));
}

std::string json_quoted(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false,
                                   nlohmann::json::error_handler_t::replace);
}

} // namespace leasehold
