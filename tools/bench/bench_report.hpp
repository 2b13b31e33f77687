// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "tools/bench/bench_options.hpp"
#include "tools/bench/load.hpp"

namespace leasehold::bench {

/// What one measurement came to.
struct bench_row {
  std::string what;
  /// Calls at a time; 0 where nobody called.
  std::uint32_t in_flight = 0;
  load_result load;
  /// Of node and client together, for each item.
  double cpu_micros = 0;
  /// What the node sent to the disk, for each item; nothing where the system
  /// does not say.
  std::optional<double> disk_bytes;
};

/// Prints each row once it is known: for people, or one JSON object a line.
class bench_report {
public:
  /// @pre `out` outlives it
  bench_report(std::ostream& out, bench_options::format format);

  void add(const bench_row& row);
  void add(const std::string& what, double value);

private:
  void add_json(const bench_row& row);
  void add_line(const bench_row& row);

  std::ostream& out_;
  bench_options::format format_;
};

} // namespace leasehold::bench
