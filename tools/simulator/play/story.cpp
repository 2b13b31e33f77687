// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/story.hpp"

#include <utility>

#include <fmt/format.h>

namespace leasehold::sim {

namespace {

/// Beyond that, nobody reads on.
constexpr std::size_t lines_max = 5000;

} // namespace

void story::tell(true_time at, std::string what) {
  if (!told() || lines_.size() >= lines_max)
    return;
  if (!lines_.empty() && lines_.back().what == what)
    ++lines_.back().times;
  else
    lines_.push_back({at, std::move(what)});
}

std::string story::text() const {
  std::string result;
  for (auto& x : lines_)
    result += x.times == 1
        ? fmt::format("{:>9}  {}\n", seconds_of(x.at), x.what)
        : fmt::format("{:>9}  {} (x{})\n", seconds_of(x.at), x.what, x.times);
  return result;
}

std::string seconds_of(true_time x) {
  auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(x).count();
  return fmt::format("{}.{:03}s", ms / 1000, ms % 1000);
}

} // namespace leasehold::sim
