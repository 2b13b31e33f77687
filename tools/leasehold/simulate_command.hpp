// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/result.hpp"

namespace leasehold {

/// What `leasehold simulate` was told.
struct simulate_command {
  enum class wanted : std::uint8_t { run, help, fault_names };
  enum class format : std::uint8_t { table, json };
  wanted what = wanted::run;
  format output = format::table;
  /// The script.
  std::string scenario;
  std::uint64_t seed = 1;
  std::uint64_t seeds = 1;
  /// Words for faults at random; none by default.
  std::vector<std::string> faults;
  std::optional<std::string> topology;
  std::optional<std::size_t> nodes;
};

/// Reads the words around `simulate`. Fails with `errc::invalid_request`; the
/// message names the word and the way out.
result<simulate_command>
parse_simulate_command(const std::vector<std::string>& words);

/// The command line that runs one seed of it again.
std::string again(const simulate_command& x, std::uint64_t seed);

/// What `leasehold simulate --help` prints.
std::string simulate_usage();

} // namespace leasehold
