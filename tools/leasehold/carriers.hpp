// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/resource/driver_kind.hpp"

namespace leasehold {

/// Listens to what the kernel says of an interface. Where it can't listen, the
/// interface counts as one that works: its leases are not ended for that.
carrier_reader watch_carrier(const std::string& device);

} // namespace leasehold
