// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A ledger with one NIC of 100 bit/s.

#include <cstdint>

#include <gtest/gtest.h>

#include "actors/gateway/ledger_machine.hpp"

namespace leasehold::test {

inline const auto t0 = instant{} + std::chrono::hours{1};
inline const resource_name nic{"GW4/45"};

inline amounts rate(std::int64_t x) {
  return {unit::bit_per_second, x};
}

class ledger_fixture : public ::testing::Test {
protected:
  ledger_fixture() {
    uut.set_capacity(nic, rate(100));
  }

  static hop_key key(std::uint64_t lease, std::uint64_t at_epoch = 1) {
    return {lease_id{lease}, epoch{at_epoch}, gateway_name{"GW4"}};
  }

  ledger_machine uut{gateway_name{"GW4"}};
};

} // namespace leasehold::test
