// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

exit_code exit_for(errc code) noexcept {
  switch (code) { // No default: the compiler reports a missing case.
  case errc::none:
    return exit_code::ok;
  case errc::unknown_lease:
  case errc::unknown_target:
  case errc::unknown_source:
  case errc::unknown_name:
    return exit_code::not_found;
  case errc::unauthenticated:
  case errc::permission_denied:
  case errc::lease_over:
  case errc::stale_epoch:
  case errc::period_unacceptable:
  case errc::limit_exceeded:
  case errc::above_capacity:
  case errc::insufficient_capacity:
  case errc::no_route:
  case errc::hold_expired:
  case errc::low_space:
  case errc::too_much:
  case errc::conflict:
  case errc::driver_failed:
    return exit_code::refused;
  case errc::invalid_request:
    return exit_code::usage;
  case errc::unavailable:
  case errc::timed_out:
    return exit_code::unreachable;
  case errc::unknown_outcome:
  case errc::corrupt:
  case errc::wrong_node:
    return exit_code::failed;
  }
  return exit_code::failed;
}

} // namespace leasehold::cli
