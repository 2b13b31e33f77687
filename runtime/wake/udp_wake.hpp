// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/wake/wake_port.hpp"

namespace leasehold {

/// What a sleeping NIC waits for: six bytes of ones, and its address 16 times.
std::array<std::uint8_t, 102> magic_packet(const mac_address& nic) noexcept;

/// Sends magic packets as UDP to the discard port (9): to the broadcast address
/// of the host's network, or to all nodes (ff02::1) on its link for IPv6. That
/// needs no privilege. Networks are looked up for each packet, since interfaces
/// come and go.
class udp_wake : public wake_port {
public:
  status wake(const ip_address& host, const mac_address& nic) override;
};

} // namespace leasehold
