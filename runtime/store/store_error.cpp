// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/store_error.hpp"

namespace leasehold {

const char* to_string(store_errc x) noexcept {
  switch (x) {
  case store_errc::none:
    return "none";
  case store_errc::cannot_open:
    return "cannot_open";
  case store_errc::locked:
    return "locked";
  case store_errc::corrupt:
    return "corrupt";
  case store_errc::wrong_version:
    return "wrong_version";
  case store_errc::disk_full:
    return "disk_full";
  case store_errc::io_error:
    return "io_error";
  }
  return "unknown";
}

} // namespace leasehold
