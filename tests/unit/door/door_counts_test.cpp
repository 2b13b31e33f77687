// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/door/door_counts.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

lease_grant granted(std::uint64_t id) {
  lease_grant x;
  x.lease.id = lease_id{id};
  return x;
}

refusal refused(errc code) {
  refusal x;
  x.code = code;
  return x;
}

TEST(OutcomeCounts, TellGrantsRehearsalsAndRefusalsApart) {
  outcome_counts x;
  x.add({granted(1), granted(0), refused(errc::no_route), granted(2),
         refused(errc::no_route), refused(errc::low_space)});
  EXPECT_EQ(x.granted, 2u);
  EXPECT_EQ(x.rehearsed, 1u);
  EXPECT_EQ(x.refused,
            (std::map<errc, std::uint64_t>{{errc::no_route, 2},
                                           {errc::low_space, 1}}));
}

} // namespace
} // namespace leasehold
