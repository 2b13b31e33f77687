// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/node_clock.hpp"

#include <utility>

namespace leasehold {

namespace {

civil_offset first_offset(const ledger_clock& clock, const clock_source& source,
                          const std::optional<clock_stamp>& last) {
  // On another boot nobody knows how long the timeline stood still.
  if (clock.resumed() && last->civil)
    return civil_offset{*last->civil};
  return {clock.at(source.ticks()), source.wall()};
}

} // namespace

node_clock::node_clock(std::shared_ptr<const clock_source> source,
                       const std::optional<clock_stamp>& last)
    : source_(std::move(source)),
      clock_(last, source_->ticks(), source_->boot_id()),
      offset_(first_offset(clock_, *source_, last).value().count()) {
  follow_wall_clock();
}

instant node_clock::now() const {
  return clock_.at(source_->ticks());
}

instant node_clock::believed() const {
  return clock_.believed(source_->ticks());
}

clock_stamp node_clock::stamp() const {
  auto result = clock_.stamp(source_->ticks());
  result.civil = offset().value();
  return result;
}

time_base node_clock::base() const {
  return offset().base(now());
}

void node_clock::follow_wall_clock() {
  offset_ = offset().followed(now(), source_->wall()).value().count();
}

} // namespace leasehold
