// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_report.hpp"

#include <ostream>

#include <fmt/format.h>

namespace leasehold::bench {

namespace {

using format = bench_options::format;

/// A percentile of the calls; nothing where there were none.
std::optional<double> micros(const load_result& x, double part) {
  if (x.call_micros.empty())
    return std::nullopt;
  return x.percentile(part);
}

std::string number_or(const std::optional<double>& x, const char* none) {
  return x ? fmt::format("{:.0f}", *x) : none;
}

std::string cell(const std::optional<double>& x) {
  return number_or(x, "-");
}

std::string value(const std::optional<double>& x) {
  return number_or(x, "null");
}

} // namespace

bench_report::bench_report(std::ostream& out, bench_options::format format)
    : out_(out), format_(format) {
  if (format_ == format::table)
    out_ << fmt::format("{:36} {:>9} {:>10} {:>7} {:>8} {:>7} {:>7} {:>7}\n",
                        "WHAT", "IN FLIGHT", "PER SECOND", "P50 US", "P99 US",
                        "CPU US", "DISK B", "FAILED")
         << std::flush;
}

void bench_report::add(const bench_row& row) {
  if (format_ == format::json)
    add_json(row);
  else
    add_line(row);
  out_ << std::flush;
}

void bench_report::add_json(const bench_row& row) {
  const auto& load = row.load;
  out_ << fmt::format("{{\"what\":\"{}\",\"in_flight\":{},\"items\":{},"
                      "\"per_second\":{:.0f},\"p50_us\":{},\"p99_us\":{},"
                      "\"cpu_us\":{:.1f},\"disk_bytes\":{},\"failed\":{}}}\n",
                      row.what, row.in_flight, load.items, load.per_second(),
                      value(micros(load, 0.5)), value(micros(load, 0.99)),
                      row.cpu_micros, value(row.disk_bytes), load.failed);
}

void bench_report::add_line(const bench_row& row) {
  const auto& load = row.load;
  const auto in_flight =
      row.in_flight > 0 ? std::to_string(row.in_flight) : "-";
  out_ << fmt::format(
      "{:36} {:>9} {:>10.0f} {:>7} {:>8} {:>7.1f} {:>7} {:>7}\n", row.what,
      in_flight, load.per_second(), cell(micros(load, 0.5)),
      cell(micros(load, 0.99)), row.cpu_micros, cell(row.disk_bytes),
      load.failed);
  if (load.failed > 0)
    out_ << "  first failure: " << load.why << '\n';
}

void bench_report::add(const std::string& what, double value) {
  if (format_ == format::json)
    out_ << fmt::format("{{\"what\":\"{}\",\"value\":{:.0f}}}\n", what, value);
  else
    out_ << fmt::format("{:36} {:>20.0f}\n", what, value);
  out_ << std::flush;
}

} // namespace leasehold::bench
