// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/mac_address.hpp"

#include <gtest/gtest.h>

namespace leasehold {
namespace {

TEST(mac_address, is_read_and_written) {
  for (auto text : {"02:00:5e:10:00:51", "02-00-5E-10-00-51"}) {
    const auto x = parse_mac_address(text);
    ASSERT_TRUE(x) << text;
    EXPECT_EQ(to_string(*x), "02:00:5e:10:00:51");
  }
}

TEST(mac_address, refuses_what_is_none_of_one_nic) {
  for (auto text :
       {"", "02:00:5e:10:00", "02:00:5e:10:00:51:07", "02:00:5e:10:00:5",
        "02:00-5e:10:00:51", "02.00.5e.10.00.51", "0x:00:5e:10:00:51",
        "02:00:5e:10:00:+1", "02:00:5e:10:00:5g", "00:00:00:00:00:00",
        "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "020:05:e1:00:05:1"}) {
    const auto x = parse_mac_address(text);
    ASSERT_FALSE(x) << text;
    EXPECT_EQ(x.error().code, errc::invalid_request);
    EXPECT_NE(x.error().message.find("02:00:5e:10:00:51"), std::string::npos);
  }
}

} // namespace
} // namespace leasehold
