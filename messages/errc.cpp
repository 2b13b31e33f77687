// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/errc.hpp"

namespace leasehold {

const char* to_string(errc x) noexcept {
  switch (x) { // No default: the compiler reports a missing case.
  case errc::none:
    return "none";
  case errc::invalid_request:
    return "invalid_request";
  case errc::unauthenticated:
    return "unauthenticated";
  case errc::permission_denied:
    return "permission_denied";
  case errc::unknown_lease:
    return "unknown_lease";
  case errc::unknown_target:
    return "unknown_target";
  case errc::unknown_source:
    return "unknown_source";
  case errc::unknown_name:
    return "unknown_name";
  case errc::lease_over:
    return "lease_over";
  case errc::stale_epoch:
    return "stale_epoch";
  case errc::period_unacceptable:
    return "period_unacceptable";
  case errc::limit_exceeded:
    return "limit_exceeded";
  case errc::above_capacity:
    return "above_capacity";
  case errc::insufficient_capacity:
    return "insufficient_capacity";
  case errc::no_route:
    return "no_route";
  case errc::hold_expired:
    return "hold_expired";
  case errc::unknown_outcome:
    return "unknown_outcome";
  case errc::low_space:
    return "low_space";
  case errc::too_much:
    return "too_much";
  case errc::unavailable:
    return "unavailable";
  case errc::timed_out:
    return "timed_out";
  case errc::conflict:
    return "conflict";
  case errc::corrupt:
    return "corrupt";
  case errc::wrong_node:
    return "wrong_node";
  case errc::driver_failed:
    return "driver_failed";
  }
  return "unknown_code";
}

} // namespace leasehold
