// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Carries out the troubles of a scenario, starts again what has ended, and
// stands in for the operator of a disk that can't be read any more.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <caf/actor.hpp>

#include "tools/simulator/oracle/oracle.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

class fate {
public:
  fate(world& where, const scenario& from, oracle& judge);

  void befall(const operation& x, const trouble& what);

  /// A process has ended or could not start.
  void node_ended(node_index node, node_change how);

  /// Whether the disk of a node is not what the node left behind.
  data_loss take_loss(node_index node);

  /// No fault begins or lasts any more, and all nodes run.
  void heal();

  /// Faults that last, and until when.
  struct lasting {
    fault kind{};
    node_index node = 0;
    true_time until{};
  };
  const std::vector<lasting>& lasting_faults();

private:
  void to_process(const trouble& what, dice& chance);
  void to_disk(const trouble& what, dice& chance);
  void to_clock(const trouble& what, dice& chance);
  void to_network(const trouble& what, dice& chance);
  void to_wires(const trouble& what, dice& chance);
  void restore(node_index node, fault how);
  void strike_some_actor(node_index node, dice& chance);
  bool strike_actions(node_index i, dice& chance);
  void strike_some(node_index i, std::map<std::string, caf::actor>& all,
                   dice& chance);
  void strike_chains(node_index node, dice& chance);
  void strike_hops(node_index node, dice& chance);
  void strike_drivers(node_index node, dice& chance);
  void start_later(node_index node, true_time delay);
  void last(const trouble& what);
  void after(true_time length, std::function<void()> what);
  void change_weather(const trouble& what, network_weather next);

  world& world_;
  const scenario& scenario_;
  oracle& oracle_;
  struct machine {
    data_loss loss = data_loss::none;
    enum class power { stays, goes_with_the_process } power = power::stays;
    std::uint64_t starts_asked = 0;
    std::size_t restored = 0;
    std::size_t drivers_struck = 0;
    /// The operator has it in hand: nobody else starts it.
    true_time held_until{};
  };
  std::vector<machine> machines_;
  std::vector<lasting> lasting_;
  bool healed_ = false;
};

} // namespace leasehold::sim
