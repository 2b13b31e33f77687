// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/lease.hpp"

namespace leasehold {

const char* to_string(lease_state x) noexcept {
  switch (x) {
  case lease_state::booked:
    return "booked";
  case lease_state::active:
    return "active";
  case lease_state::restricted:
    return "restricted";
  case lease_state::over:
    return "over";
  }
  return "unknown";
}

} // namespace leasehold
