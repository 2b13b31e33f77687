// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/service_class.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

// X3
TEST(ServiceClass, ShipsNoneThatCouldDisplaceItself) {
  for (auto& [name, x] : shipped_classes()) {
    EXPECT_EQ(name, x.name);
    EXPECT_LE(x.hold, x.setup) << name.str();
    EXPECT_LE(x.setup, priority_weakest) << name.str();
  }
}

TEST(ServiceClass, TreatsTheDefaultOfARequestAsItsClassDoes) {
  const lease_request plain;
  auto classes = shipped_classes();
  auto& standard = classes.at(plain.service);
  EXPECT_FALSE(plain.setup || plain.hold);
  EXPECT_TRUE(standard.remedies.empty());
}

TEST(ServiceClass, OrdersTheRemediesOfTheWeakestFromMildToHarsh) {
  auto remedies = shipped_classes().at(class_name{"best-effort"}).remedies;
  EXPECT_EQ(remedies,
            (std::vector{remedy::reroute, remedy::shrink, remedy::shorten,
                         remedy::terminate}));
}

} // namespace
} // namespace leasehold
