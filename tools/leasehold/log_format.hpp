// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "messages/result.hpp"

namespace leasehold {

enum class log_level : std::uint8_t { debug, info, warning, error };
enum class log_format : std::uint8_t { text, json };

struct log_settings {
  log_level level = log_level::info;
  log_format format = log_format::text;
};

/// "debug", "info", "warning" or "error".
result<log_level> parse_log_level(std::string_view word);
/// "text" or "json".
result<log_format> parse_log_format(std::string_view word);

/// Logs to standard error, one line for each entry, with times as the program
/// shows all others: in UTC, and saying so. Nodes of one region are rarely in
/// one time zone. May be called again.
void log_to_standard_error(const log_settings& settings = {});

/// The text between quotes, as JSON has it. Whatever bytes it has, the result
/// is one line of UTF-8.
std::string json_quoted(std::string_view text);

} // namespace leasehold
