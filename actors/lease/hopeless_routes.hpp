// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <set>
#include <vector>

#include "actors/route/route_uses.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"

namespace leasehold {

/// Drops all routes through a resource that refused, now or before; answers
/// whether another is worth a try. A refusal without a resource ends it.
[[nodiscard]] inline bool drop_hopeless(std::vector<route>& routes,
                                        std::set<resource_name>& refused,
                                        const hop_answer& why) {
  if (why.resource.empty())
    return false;
  refused.insert(why.resource);
  auto hopeless = [&](const route& path) {
    return takes_any(path, [&](const resource_name& resource) {
      return refused.count(resource) > 0;
    });
  };
  routes.erase(std::remove_if(routes.begin(), routes.end(), hopeless),
               routes.end());
  return !routes.empty();
}

} // namespace leasehold
