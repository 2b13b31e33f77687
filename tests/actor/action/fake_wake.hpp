// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "runtime/wake/wake_port.hpp"

namespace leasehold::test {

/// Counts the magic packets that each NIC saw.
class fake_wake final : public wake_port {
public:
  status wake(const ip_address&, const mac_address& nic) override {
    if (broken)
      return failure{errc::unavailable, "no way out"};
    ++seen[to_string(nic)];
    if (before_it_returns)
      before_it_returns();
    return success();
  }

  bool broken = false;
  std::function<void()> before_it_returns;
  std::map<std::string, int> seen;
};

} // namespace leasehold::test
