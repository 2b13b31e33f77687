// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/missing_nodes.hpp"

#include <fmt/format.h>

namespace leasehold::cli {

void say_who_is_missing(context& run, session& node, const std::string& what) {
  const auto others = node.nodes();
  std::vector<std::string> missing;
  if (others)
    for (auto& each : *others)
      if (each.state == reachability::down)
        missing.push_back(each.node.str());
  say_who_is_missing(run, missing, what);
}

void say_who_is_missing(context& run, const std::vector<std::string>& missing,
                        const std::string& what) {
  if (!missing.empty())
    run.say(fmt::format("not reached, so without their {}: {}; 'leasehold node "
                        "list' says why",
                        what, fmt::join(missing, ", ")));
}

} // namespace leasehold::cli
