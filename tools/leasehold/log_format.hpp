// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace leasehold {

/// Logs to standard error, with times as the program shows all others: in UTC,
/// and saying so. Nodes of one region are rarely in one time zone.
inline void log_to_standard_error() {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("leasehold"));
  spdlog::set_pattern("[%Y-%m-%dT%H:%M:%S.%eZ] [%l] %v",
                      spdlog::pattern_time_type::utc);
}

} // namespace leasehold
