// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/simulated_host.hpp"

#include <algorithm>

namespace leasehold::shell {

namespace {

/// A condition may come true by time alone; how long that may go unnoticed.
constexpr duration look_period = std::chrono::seconds{1};

} // namespace

wait_outcome simulated_host::wait(const wait_request& request) {
  auto region = current_();
  if (!region)
    return outer_.wait(request);
  const auto end = elapsed()
      + std::min(request.at_most.value_or(endless_),
                 sim::simulated_region::longest);
  while (true) {
    if (request.interrupt && *request.interrupt)
      return wait_outcome::interrupted;
    const auto seen = region->writes();
    if (request.ready && request.ready())
      return wait_outcome::ready;
    const auto left = end - elapsed();
    if (left <= duration::zero())
      return wait_outcome::timed_out;
    const auto stretch = request.ready ? std::min(left, look_period) : left;
    const auto passed = region->run(stretch, [&request, &region, seen] {
      return request.ready && region->writes() != seen;
    });
    if (passed == sim::simulated_region::passed::interrupted)
      return wait_outcome::interrupted;
  }
}

duration simulated_host::elapsed() const {
  auto region = current_();
  return region ? region->clock().now.time_since_epoch() : outer_.elapsed();
}

std::int64_t simulated_host::unix_seconds() const {
  auto region = current_();
  if (!region)
    return outer_.unix_seconds();
  return std::chrono::floor<std::chrono::seconds>(region->clock().wall)
      .time_since_epoch()
      .count();
}

} // namespace leasehold::shell
