// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/planning_work.hpp"

#include <fmt/format.h>

namespace leasehold {

std::string work_of(const route_query& wish) {
  auto text =
      fmt::format("find a route from {} to {} for {}", wish.source.str(),
                  wish.target.str(), to_string(wish.amount));
  auto& [include, exclude] = wish.constraints;
  if (!include.empty())
    text += fmt::format(" through {}", fmt::join(include, ", "));
  if (!exclude.empty())
    text += fmt::format(" without {}", fmt::join(exclude, ", "));
  return text;
}

} // namespace leasehold
