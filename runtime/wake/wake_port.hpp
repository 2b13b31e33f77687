// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/ip_address.hpp"
#include "messages/mac_address.hpp"
#include "messages/result.hpp"

namespace leasehold {

/// Wakes machines that sleep.
class wake_port {
public:
  virtual ~wake_port() = default;

  /// Sends one magic packet for the NIC to the network on which the host's
  /// address is. It may be called from any thread, and does not wait. A failure
  /// means that nothing was sent.
  virtual status wake(const ip_address& host, const mac_address& nic) = 0;
};

} // namespace leasehold
