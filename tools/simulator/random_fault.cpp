// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/random_fault.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tools/text/closest.hpp"

namespace leasehold::sim {

const std::vector<fault>& random_faults() {
  static const std::vector<fault> all{
      fault::kill,
      fault::pause,
      fault::slow_node,
      fault::late_timers,
      fault::suspend,
      fault::reboot,
      fault::wall_jump,
      fault::clock_rate,
      fault::disk_slow,
      fault::disk_stall,
      fault::disk_low,
      fault::disk_full,
      fault::disk_write_error,
      fault::disk_sync_error,
      fault::disk_commit_persists,
      fault::frame_lost,
      fault::frame_doubled,
      fault::frame_replayed,
      fault::frame_truncated,
      fault::frame_delayed,
      fault::partition_one_way,
      fault::partition_groups,
      fault::clogged,
      fault::connection_reset,
  };
  return all;
}

result<std::vector<fault>> parse_faults(const std::vector<std::string>& words) {
  const auto& known = random_faults();
  std::vector<fault> kinds;
  for (const auto& word : words) {
    if (word == "all") {
      kinds = known;
      continue;
    }
    auto found = std::find_if(known.begin(), known.end(), [&word](fault kind) {
      return to_string(kind) == word;
    });
    if (found == known.end()) {
      std::vector<std::string> names{"all"};
      for (auto kind : known)
        names.emplace_back(to_string(kind));
      auto near = closest(word, names);
      return failure{errc::invalid_request,
                     fmt::format("there is no fault {}{}; `leasehold simulate "
                                 "--faults list` shows all",
                                 word, near.empty() ? near : ", but " + near)};
    }
    kinds.push_back(*found);
  }
  return kinds;
}

} // namespace leasehold::sim
