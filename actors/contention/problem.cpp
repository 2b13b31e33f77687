// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/problem.hpp"

namespace leasehold {

amounts between(const amounts& least, const amounts& all, std::int64_t part,
                std::int64_t rounding) {
  amounts result;
  for (const auto u : all_units) {
    const auto more = static_cast<__int128>(all[u]) - least[u];
    const auto kept = (more * part + rounding) / kept_all;
    result.set(u, static_cast<std::int64_t>(least[u] + kept));
  }
  return result;
}

} // namespace leasehold
