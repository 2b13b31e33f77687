// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/follow.hpp"

namespace leasehold::cli {

namespace {

/// As `follow`, where Ctrl-C may show as a call that failed.
result<follow_end> follow_on(context& run, session& node, event_query query,
                             const follower& who) {
  bool stopped = false;
  while (!run.interrupted()) {
    const auto asked = node.clock().now;
    auto next = query.from;
    auto watched = node.watch(
        query,
        [&run, &who, &next, &stopped](const lease_event& event) {
          next = event.number + 1;
          stopped = who.tell(event) == watching::stop
              || (who.useless && who.useless());
          return stopped || run.interrupted() ? watching::stop
                                              : watching::go_on;
        },
        follow_slice);
    if (!watched)
      return watched.error();
    if (stopped || (who.useless && who.useless()))
      return follow_end::stopped;
    query.from = next;
    if (who.between)
      if (auto done = who.between(asked); !done)
        return done.error();
  }
  return follow_end::interrupted;
}

} // namespace

result<follow_end> follow(context& run, session& node, event_query query,
                          const follower& who) {
  auto end = follow_on(run, node, query, who);
  if (!run.interrupted() || (end && *end == follow_end::stopped))
    return end;
  run.heed_interrupt();
  return follow_end::interrupted;
}

} // namespace leasehold::cli
