// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/result.hpp"

namespace leasehold::bench {

/// What can be measured, each on a fresh node.
enum class measure : std::uint8_t {
  /// Leases of one hop, one to a call.
  grants_1_hop,
  /// Leases of three hops from here on: one to a call, then 100 to a call.
  grants,
  renewals,
  releases,
  /// Leases that all end at one moment.
  expiries,
  /// What an idle lease keeps resident.
  memory,
};

inline constexpr measure all_measures[] = {
    measure::grants_1_hop, measure::grants,   measure::renewals,
    measure::releases,     measure::expiries, measure::memory,
};

/// As `--measure` takes it.
std::string_view name_of(measure x);

/// When the leases of a measurement end.
enum class lease_ends : std::uint8_t {
  /// Each at a random moment between 30 and 90 minutes away, as in use.
  spread,
  /// All an hour after they were granted: kinder to calendars than use is.
  together,
};

struct bench_options {
  enum class wanted : std::uint8_t { run, help };
  enum class format : std::uint8_t { table, json };
  enum class beside : std::uint8_t { nothing, etcd };

  wanted what = wanted::run;
  format output = format::table;
  beside rival = beside::nothing;
  std::vector<measure> measures{std::begin(all_measures),
                                std::end(all_measures)};
  lease_ends ends = lease_ends::spread;
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
