// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/bench_options.hpp"

#include <gtest/gtest.h>

namespace leasehold::bench {
namespace {

TEST(BenchOptions, MeasuresEverythingByDefault) {
  auto options = parse_bench_options({});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->in_flight, (std::vector<std::uint32_t>{1, 64, 1024}));
  EXPECT_EQ(options->live_leases, 100'000u);
  EXPECT_EQ(options->rival, bench_options::beside::nothing);
  EXPECT_EQ(options->measures.size(), std::size(all_measures));
}

TEST(BenchOptions, LetsLeasesEndAtRandomByDefault) {
  EXPECT_EQ(parse_bench_options({})->ends, lease_ends::spread);
  EXPECT_EQ(parse_bench_options({"--ends", "together"})->ends,
            lease_ends::together);
}

TEST(BenchOptions, PicksMeasuresByNameInTheOrderGiven) {
  auto options = parse_bench_options({"--measure", "releases,grants-1-hop"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->measures,
            (std::vector<measure>{measure::releases, measure::grants_1_hop}));
}

TEST(BenchOptions, ListsWhatCanBeMeasured) {
  auto options = parse_bench_options({"--measure=speed"});
  ASSERT_FALSE(options);
  for (auto each : all_measures) {
    EXPECT_NE(options.error().message.find(name_of(each)), std::string::npos);
    EXPECT_NE(bench_usage().find(name_of(each)), std::string::npos);
  }
}

TEST(BenchOptions, ReadsValuesInBothForms) {
  auto options = parse_bench_options(
      {"--time=250ms", "--in-flight", "8", "--etcd", "-o", "json"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->each, std::chrono::milliseconds{250});
  EXPECT_EQ(options->in_flight, (std::vector<std::uint32_t>{8}));
  EXPECT_EQ(options->rival, bench_options::beside::etcd);
  EXPECT_EQ(options->output, bench_options::format::json);
}

TEST(BenchOptions, NamesWhatItCannotUse) {
  for (auto& words :
       std::vector<std::vector<std::string>>{{"--tim", "1s"},
                                             {"--time", "0s"},
                                             {"--time"},
                                             {"--in-flight", "1,,2"},
                                             {"--in-flight", "0"},
                                             {"--in-flight", "5000"},
                                             {"--leases", "many"},
                                             {"--measure", "grants,"},
                                             {"--measure"},
                                             {"--ends", "never"},
                                             {"-o", "xml"}}) {
    auto options = parse_bench_options(words);
    ASSERT_FALSE(options) << words.front();
    EXPECT_NE(options.error().message.find(words.front()), std::string::npos);
  }
}

TEST(BenchOptions, ExplainsItself) {
  auto options = parse_bench_options({"--help"});
  ASSERT_TRUE(options);
  EXPECT_EQ(options->what, bench_options::wanted::help);
  EXPECT_NE(bench_usage().find("--etcd"), std::string::npos);
  // A comparison has to say what it compares.
  EXPECT_NE(bench_usage().find("kept in memory only"), std::string::npos);
}

} // namespace
} // namespace leasehold::bench
