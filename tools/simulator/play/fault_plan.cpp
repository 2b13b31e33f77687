// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/fault_plan.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tools/simulator/dice.hpp"

namespace leasehold::sim {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Of a term of 10 s, which is what leases of the workload have about.
constexpr auto pause_min = milliseconds{1'000};
constexpr auto pause_max = seconds{50};

bool on_links(fault x) {
  return x >= fault::frame_lost && !is_of_wires(x);
}

/// Two fifths of those of a region that enforces leases befall its interfaces.
std::vector<fault> all_faults(const scenario& of) {
  std::vector<fault> result;
  for (std::size_t i = 0; i < fault_count; ++i) {
    auto x = static_cast<fault>(i);
    auto may = x != fault::clock_rate_beyond_bound
        && (!is_of_wires(x) || of.enforces != enforcement::none)
        && (x != fault::cable_pulled
            || of.enforces == enforcement::wires_and_cables);
    if (may)
      result.insert(result.end(), is_of_wires(x) ? 5 : 1, x);
  }
  return result;
}

true_time length_of(fault x, dice& chance) {
  switch (x) {
  case fault::pause:
    return chance.below(3) == 0
        ? chance.between(true_time{pause_min}, true_time{pause_max})
        : chance.between(true_time{milliseconds{100}}, true_time{seconds{5}});
  case fault::kill:
  case fault::crash_loop:
  case fault::kill_at_failpoint:
  case fault::empty_disk:
  case fault::older_disk:
  case fault::disk_flipped_bit:
  case fault::suspend:
  case fault::reboot:
    return chance.between(true_time{milliseconds{50}}, true_time{seconds{4}});
  default:
    return chance.between(true_time{milliseconds{300}}, true_time{seconds{9}});
  }
}

trouble any_trouble(const scenario& of, const std::vector<fault>& kinds,
                    dice& chance) {
  trouble x;
  x.kind = kinds[chance.below(kinds.size())];
  x.node = chance.below(of.nodes);
  x.other =
      of.nodes == 1 ? 0 : (x.node + 1 + chance.below(of.nodes - 1)) % of.nodes;
  x.length = length_of(x.kind, chance);
  return x;
}

/// Actions take milliseconds: some are struck while they are under way.
void add_faults_amid_verbs(scenario& to, const std::vector<fault>& kinds,
                           dice chance) {
  auto id = operation_id{1'100'000};
  std::vector<operation> all;
  for (auto& x : to.operations)
    if (std::holds_alternative<run_verb>(x.what) && chance.below(2) == 0)
      all.push_back({++id,
                     x.at
                         + chance.between(true_time{milliseconds{0}},
                                          true_time{milliseconds{40}}),
                     any_trouble(to, kinds, chance), std::nullopt});
  to.operations.insert(to.operations.end(), all.begin(), all.end());
}

} // namespace

void add_faults(scenario& to,
                const std::optional<std::vector<fault>>& allowed) {
  auto chance = dice{to.seed}.fork("faults");
  auto kinds = allowed ? *allowed : all_faults(to);
  if (to.nodes == 1)
    kinds.erase(std::remove_if(kinds.begin(), kinds.end(), on_links),
                kinds.end());
  if (kinds.empty())
    return;
  auto id = operation_id{1'000'000};
  // One run in eight has none: what it breaks, faults did not.
  auto count = chance.below(8) == 0 ? 0 : chance.between(1, 14);
  if (count != 0)
    add_faults_amid_verbs(to, kinds, dice{to.seed}.fork("faults amid verbs"));
  for (auto n = count; n > 0; --n) {
    auto x = any_trouble(to, kinds, chance);
    auto at = chance.between(true_time{milliseconds{100}}, to.length);
    auto during = chance.below(3) == 0
        ? std::nullopt
        : std::optional{static_cast<phase>(chance.below(phase_count))};
    to.operations.push_back({++id, at, x, during});
  }
}

void exceed_bound(scenario& to) {
  auto chance = dice{to.seed}.fork("beyond the bound");
  auto far = [&chance] {
    auto off = static_cast<rate_error>(chance.between(50'000, 200'000));
    return chance.below(2) == 0 ? off : -off;
  };
  for (auto& rate : to.node_rates)
    rate = far();
  for (auto& rate : to.lessee_rates)
    rate = far();
}

} // namespace leasehold::sim
