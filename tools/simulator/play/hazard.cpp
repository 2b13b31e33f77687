// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/hazard.hpp"

#include <array>

namespace leasehold::sim {

const char* to_string(hazard x) noexcept {
  static constexpr std::array<const char*, domain_fault_count> words{
      "capacity_shrinks", "region_changes", "gateway_removed", "lessee_gone",
      "lessee_leaves",    "late_renewal",   "stale_release",   "zombie_effect",
  };
  return x.index() < fault_count ? to_string(static_cast<fault>(x.index()))
                                 : words[x.index() - fault_count];
}

const char* to_string(phase x) noexcept {
  static constexpr std::array<const char*, phase_count> words{
      "set-up",   "hold", "commit",   "renew",
      "restrict", "end",  "re-route", "recover",
  };
  return words[static_cast<std::size_t>(x)];
}

} // namespace leasehold::sim
