// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// A real node on a machine that fails in every way of the deck, under load.
// docs/internals/crash-testing.md says what is checked, and how to run it for
// longer.

#include <cstdint>
#include <cstdlib>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/integration/chaos/chaos.hpp"
#include "tests/integration/chaos/deck.hpp"

namespace leasehold {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  auto text = std::getenv(name);
  return text == nullptr ? otherwise : std::stoull(text);
}

TEST(NodeChaos, BreaksNoRule) {
  test::chaos_config config;
  config.seed =
      from_environment("LEASEHOLD_CHAOS_SEED", std::random_device{}());
  config.faults = test::deck::size();
  config.length = std::chrono::minutes{static_cast<std::int64_t>(
      from_environment("LEASEHOLD_CHAOS_MINUTES", 0))};
  fmt::print("LEASEHOLD_CHAOS_SEED={}\n", config.seed);
  test::chaos chaos{config};
  chaos.run();
  for (auto& found : chaos.violations())
    ADD_FAILURE() << found.rule << ": " << found.what;
  fmt::print("{}", chaos.summary());
  if (HasFailure()) {
    fmt::print("{}\n", chaos.last_words());
    return;
  }
  for (std::size_t kind = 0; kind < test::fault_kinds; ++kind)
    EXPECT_GT(chaos.count(test::fault_kind(kind)), 0u)
        << test::to_string(test::fault_kind(kind));
}

} // namespace
} // namespace leasehold
