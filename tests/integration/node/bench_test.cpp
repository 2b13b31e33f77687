// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_program.hpp"

#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace leasehold {
namespace {

// Whether it works, not how fast: a moment of each measurement.
TEST(Bench, MeasuresANodeOfItsOwn) {
  const test::temp_folder folder;
  std::ostringstream out;
  std::ostringstream err;
  auto code =
      bench::run_bench({"--time", "50ms", "--in-flight", "2", "--leases",
                        "1000", "--folder", folder.path(), "-o", "json"},
                       "tools/leasehold/leasehold", out, err);
  EXPECT_EQ(code, 0) << err.str();
  auto text = out.str();
  for (auto* row :
       {"grants, 1 hop\",\"in_flight\":2", "grants, 3 hops\",\"in_flight\":2",
        "renewals, 3 hops\",\"in_flight\":2",
        "releases, 3 hops\",\"in_flight\":2",
        "grants, 3 hops, 100 to a call\",\"in_flight\":8",
        "renewals, 3 hops, 100 to a call\",\"in_flight\":8",
        "releases, 3 hops, 100 to a call\",\"in_flight\":8",
        "expiries, 3 hops, all at once\",\"in_flight\":0", "bytes resident"})
    EXPECT_NE(text.find(row), std::string::npos) << row << " in " << text;
  EXPECT_EQ(text.find("\"items\":0,"), std::string::npos) << text;
  EXPECT_EQ(text.find("\"cpu_us\":0.0,"), std::string::npos) << text;
  EXPECT_EQ(text.find("\"failed\":1"), std::string::npos) << text;
}

TEST(Bench, MeasuresOnlyWhatIsNamed) {
  const test::temp_folder folder;
  std::ostringstream out;
  std::ostringstream err;
  auto code = bench::run_bench({"--measure", "grants-1-hop", "--time", "50ms",
                                "--in-flight", "2", "--ends", "together",
                                "--folder", folder.path(), "-o", "json"},
                               "tools/leasehold/leasehold", out, err);
  EXPECT_EQ(code, 0) << err.str();
  auto text = out.str();
  EXPECT_EQ(text.find('\n'), text.size() - 1) << text;
  EXPECT_EQ(text.rfind("{\"what\":\"grants, 1 hop\"", 0), 0u) << text;
}

TEST(Bench, SaysWhyItCannotStart) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(bench::run_bench({"--folder", "/nowhere"}, "leasehold", out, err),
            1);
  EXPECT_NE(err.str().find("--folder"), std::string::npos) << err.str();
}

} // namespace
} // namespace leasehold
