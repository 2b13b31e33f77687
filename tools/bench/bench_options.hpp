// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "messages/result.hpp"

namespace leasehold::bench {

struct bench_options {
  enum class wanted : std::uint8_t { run, help };
  enum class format : std::uint8_t { table, json };
  enum class beside : std::uint8_t { nothing, etcd };

  wanted what = wanted::run;
  format output = format::table;
  beside rival = beside::nothing;
  std::chrono::milliseconds each{5000};
  std::vector<std::uint32_t> in_flight{1, 64, 1024};
  /// For the memory of a lease; 0 leaves it out.
  std::size_t live_leases = 100'000;
  /// Where node and etcd keep their data; removed in the end.
  std::string folder = "/var/tmp";
};

/// Reads the words behind `leasehold bench`. Fails with
/// `errc::invalid_request`.
result<bench_options>
parse_bench_options(const std::vector<std::string>& words);

std::string bench_usage();

} // namespace leasehold::bench
