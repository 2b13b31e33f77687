// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_report.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace leasehold::bench {
namespace {

using format = bench_options::format;

bench_row some_row() {
  bench_row row;
  row.what = "releases, 3 hops";
  row.in_flight = 8;
  row.load.items = 1000;
  row.load.seconds = 2;
  row.load.call_micros = {10, 20, 30};
  row.cpu_micros = 85.74;
  row.disk_bytes = 6720;
  return row;
}

std::string printed(format how, const bench_row& row) {
  std::ostringstream out;
  bench_report{out, how}.add(row);
  return out.str();
}

TEST(BenchReport, PrintsARowAsOneObjectALine) {
  EXPECT_EQ(printed(format::json, some_row()),
            "{\"what\":\"releases, 3 hops\",\"in_flight\":8,\"items\":1000,"
            "\"per_second\":500,\"p50_us\":20,\"p99_us\":20,"
            "\"cpu_us\":85.7,\"disk_bytes\":6720,\"failed\":0}\n");
}

TEST(BenchReport, PrintsNothingAsANumberThatIsNotKnown) {
  auto row = some_row();
  row.load.call_micros.clear();
  row.disk_bytes.reset();
  auto text = printed(format::json, row);
  EXPECT_NE(text.find("\"p50_us\":null"), std::string::npos) << text;
  EXPECT_NE(text.find("\"disk_bytes\":null"), std::string::npos) << text;
  row.in_flight = 0;
  text = printed(format::table, row);
  EXPECT_NE(text.find("releases, 3 hops"), std::string::npos) << text;
  EXPECT_NE(text.find(" - "), std::string::npos) << text;
}

TEST(BenchReport, SaysUnderATableRowWhyCallsFailed) {
  auto row = some_row();
  row.load.failed = 2;
  row.load.why = "the disk is full";
  const auto text = printed(format::table, row);
  EXPECT_NE(text.find("first failure: the disk is full"), std::string::npos)
      << text;
}

TEST(BenchReport, KeepsTheColumnsOfATableUnderTheirHeads) {
  const auto text = printed(format::table, some_row());
  const auto end = text.find('\n');
  EXPECT_EQ(text.size(), 2 * (end + 1)) << text;
}

} // namespace
} // namespace leasehold::bench
