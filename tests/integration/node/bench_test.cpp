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
  EXPECT_NE(text.find("\"what\":\"grants, 3 hops\",\"in_flight\":2"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("bytes resident"), std::string::npos);
  EXPECT_EQ(text.find("\"failed\":1"), std::string::npos) << text;
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
