// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/traffic/arrivals.hpp"

#include <algorithm>

namespace leasehold {

namespace {

constexpr duration sample_lasts{10};
constexpr std::chrono::minutes kept_for{1};

} // namespace

void arrivals::add(time now, std::uint64_t bytes) {
  // What is older than all windows is needed as a sum only.
  while (samples_.size() > 1
         && samples_[1].from + sample_lasts < now - kept_for)
    samples_.pop_front();
  const auto before = samples_.empty() ? 0 : samples_.back().bytes;
  if (samples_.empty() || now - samples_.back().from >= sample_lasts)
    samples_.push_back({now, before});
  samples_.back().bytes += bytes;
}

double arrivals::rate(time now, duration window) const {
  const auto from = std::max(begin_, now - window);
  const std::chrono::duration<double> seconds = now - from;
  if (seconds.count() <= 0 || samples_.empty())
    return 0;
  const auto bytes = samples_.back().bytes - bytes_before(from);
  return static_cast<double>(bytes) * 8 / seconds.count();
}

std::uint64_t arrivals::bytes_before(time now) const {
  const auto after = std::upper_bound(
      samples_.begin(), samples_.end(), now - sample_lasts,
      [](time x, const sample& each) { return x < each.from; });
  return after == samples_.begin() ? 0 : std::prev(after)->bytes;
}

} // namespace leasehold
