// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/carried.hpp"

#include <string>
#include <variant>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using namespace std::chrono_literals;

// The clocks of two machines have nothing to do with each other.
const passage by{{instant{1h}, wall_time{800'000h}},
                 {instant{7s}, wall_time{900'000h}}};

TEST(Carried, InstantsBecomeTheReadersOwn) {
  lease_grant grant;
  grant.lease.id = lease_id{9};
  grant.lease.service = class_name{"standard"};
  grant.lease.lessee = lessee_name{"me"};
  grant.lease.target = resource_name{"EP51/nic"};
  grant.lease.source = endpoint_name{"EP11"};
  grant.lease.term = {instant{1h}, instant{1h + 60s}};
  auto read = carried(lease_outcome{grant}, by);
  ASSERT_TRUE(read) << read.error().message;
  const auto& lease = std::get<lease_grant>(*read).lease;
  EXPECT_EQ(lease.id, lease_id{9});
  EXPECT_EQ(lease.term.end, instant{67s});
}

TEST(Carried, WhatBreaksABoundIsRefused) {
  renewal_request renewal;
  renewal.wanted = period::finite(1min);
  auto read = carried(renewal, by);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->wanted, period::finite(1min));
  lease_filter filter;
  filter.lessee = lessee_name{std::string(10'000, 'x')};
  EXPECT_FALSE(carried(filter, by));
}

TEST(Carried, OneBadItemSpoilsAList) {
  gateway_info good;
  good.name = gateway_name{"GW1"};
  auto both = carried(std::vector{good, good}, by);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->at(1).name, gateway_name{"GW1"});
  EXPECT_FALSE(carried(std::vector{good, gateway_info{}}, by));
}

} // namespace
} // namespace leasehold
