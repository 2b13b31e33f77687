// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "runtime/icmp/echo_port.hpp"
#include "runtime/wake/wake_port.hpp"

namespace leasehold {

/// What a node does actions with; null for what it can't do.
struct action_drivers {
  std::shared_ptr<echo_port> echo;
  std::shared_ptr<wake_port> wake;
};

} // namespace leasehold
