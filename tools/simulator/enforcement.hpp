// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace leasehold::sim {

/// Whether leases are enforced on the interfaces of a region, and whether their
/// cables are looked at.
enum class enforcement : std::uint8_t { none, wires, wires_and_cables };

} // namespace leasehold::sim
