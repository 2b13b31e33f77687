// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "actors/policy/limit_file.hpp"
#include "actors/route/topology_file.hpp"

// The pages on file formats show files that are taken.
namespace leasehold {
namespace {

/// The first example of a page.
std::string example_of(const std::string& page) {
  std::ostringstream all;
  all << std::ifstream{page}.rdbuf();
  auto text = all.str();
  const std::string mark = "```toml\n";
  auto begin = text.find(mark);
  auto end = text.find("\n```\n", begin);
  if (begin == std::string::npos || end == std::string::npos) {
    ADD_FAILURE() << page << " has no example";
    return {};
  }
  begin += mark.size();
  return text.substr(begin, end + 1 - begin);
}

TEST(FileFormats, TheTopologyOfThePageIsWhole) {
  auto y = parse_topology(example_of("docs/topology.md"), "example");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->gateways.size(), 2u);
  EXPECT_EQ(y->links.size(), 1u);
  EXPECT_EQ(y->endpoints.size(), 1u);
  EXPECT_EQ(y->resources.size(), 1u);
}

TEST(FileFormats, TheRulesOfThePageAreTaken) {
  auto y = parse_policy(example_of("docs/policy.md"), "example");
  ASSERT_TRUE(y) << y.error().message;
  EXPECT_EQ(y->rules.size(), 4u);
  EXPECT_EQ(y->classes.size(), 1u);
}

} // namespace
} // namespace leasehold
