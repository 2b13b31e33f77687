// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/shaping/device_name.hpp"

namespace leasehold {

bool is_device_name(std::string_view x) noexcept {
  return !x.empty() && x.size() <= device_name_max && x != "." && x != ".."
      && x.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                             "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
      == x.npos;
}

} // namespace leasehold
