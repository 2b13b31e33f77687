// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The hosts of a simulated region, as whoever acts on them finds them. They
// outlive every process; what a process asked of them and can't hear any more
// has happened all the same.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "actors/action/action_drivers.hpp"
#include "tools/simulator/chronicle.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/process_life.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// How often they do not do what is asked, of a million times.
struct host_temper {
  std::uint32_t silent_ppm = 0;
  /// Magic packets that can't be sent.
  std::uint32_t unsent_ppm = 0;
};

class hosts {
public:
  /// Calls back at that time.
  using calendar = std::function<void(true_time, std::function<void()>)>;

  /// @pre `told` outlives it, and it outlives what `at` calls
  hosts(host_temper temper, dice chance, chronicle& told, calendar at)
      : temper_(temper), chance_(chance), told_(told), at_(std::move(at)) {}

  /// What a process acts on them with.
  action_drivers for_process(std::shared_ptr<const process_life> life);

private:
  class echo;
  class waker;

  host_temper temper_;
  dice chance_;
  chronicle& told_;
  calendar at_;
};

} // namespace leasehold::sim
