// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <csignal>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/integration/shell/program.hpp"

// The scripts that ship as examples do what they say.
namespace leasehold::test {
namespace {

std::string example(const std::string& name) {
  return "tools/shell/examples/" + name + ".lua";
}

class Example : public ::testing::TestWithParam<const char*> {};

TEST_P(Example, HoldsOnANodeInside) {
  auto end = run_program({"shell", "--inside", example(GetParam())});
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_EQ(end.err, "");
}

/// `leasehold node` on a free port.
class other_node {
public:
  other_node()
      : node_({"node", "run", "--listen", "127.0.0.1:0", "--data",
               folder_.path() + "/data", "--topology",
               "tools/regions/figure8.toml"}) {
    const std::string announced = "listening on ";
    auto line = node_.read_line();
    if (line.rfind(announced, 0) == 0)
      address = line.substr(announced.size());
  }

  ~other_node() {
    node_.signal(SIGTERM);
    EXPECT_EQ(node_.finish().code, 0);
  }

  std::string address;

private:
  temp_folder folder_;
  program node_;
};

// They leave nothing behind either, so all run on one node in a row.
TEST(Examples, HoldOnANodeElsewhereAndLeaveItEmpty) {
  other_node node;
  ASSERT_NE(node.address, "");
  for (auto name : {"figure8", "renewals", "book_ahead", "infinite", "limits",
                    "events", "contention", "curtailment", "figure8"}) {
    auto end = run_program({"--address", node.address, "shell", example(name)});
    EXPECT_EQ(end.code, 0) << name << ": " << end.err;
  }
  auto end =
      run_program({"shell"},
                  "expect_equal(#leases(), 0) expect_equal(policy.list(), {}) "
                  "expect_equal(#classes(), 4)",
                  {{"LEASEHOLD_ADDRESS", node.address}});
  EXPECT_EQ(end.code, 0) << end.err;
}

// What the first example prints is what the document's example is about.
TEST(Examples, TellTheThirdOfFigure8WhyNot) {
  auto end = run_program({"shell", "--inside", example("figure8")});
  EXPECT_NE(end.out.find("EP21 has EP52 over GW2 - GW1 - GW4 - GW5\n"
                         "EP31 is told: no route to EP53/nic has 10Mbit/s "
                         "free: GW4/GW4-GW5 at GW4 has 0 free of 20Mbit/s"),
            std::string::npos)
      << end.out;
}

INSTANTIATE_TEST_SUITE_P(All, Example,
                         ::testing::Values("figure8", "renewals", "book_ahead",
                                           "infinite", "two_lessees", "limits",
                                           "events", "contention",
                                           "curtailment"),
                         [](const auto& which) {
                           return std::string{which.param};
                         });

} // namespace
} // namespace leasehold::test
