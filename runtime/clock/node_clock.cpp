// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/clock/node_clock.hpp"

#include <utility>

namespace leasehold {

node_clock::node_clock(std::shared_ptr<const clock_source> source,
                       const std::optional<clock_stamp>& last)
    : source_(std::move(source)),
      clock_(last, source_->ticks(), source_->boot_id()) {}

instant node_clock::now() const {
  return clock_.at(source_->ticks());
}

instant node_clock::believed() const {
  return clock_.believed(source_->ticks());
}

clock_stamp node_clock::stamp() const {
  return clock_.stamp(source_->ticks());
}

time_base node_clock::base() const {
  return {now(), source_->wall()};
}

} // namespace leasehold
