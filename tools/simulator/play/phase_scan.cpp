// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/play/phase_scan.hpp"

#include <optional>

#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/chain_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "tools/simulator/play/actor_state.hpp"

namespace leasehold::sim {

namespace {

std::optional<phase> phase_of(chain_phase x) {
  switch (x) {
  case chain_phase::holding:
  case chain_phase::waiting:
    return phase::hold;
  case chain_phase::committing:
  case chain_phase::recording:
    return phase::commit;
  case chain_phase::renewing:
  case chain_phase::recording_renewal:
    return phase::renew;
  case chain_phase::securing:
  case chain_phase::secured:
  case chain_phase::switching:
    return phase::reroute;
  case chain_phase::telling:
    return phase::restrict;
  case chain_phase::ending:
  case chain_phase::releasing:
    return phase::end;
  default:
    return std::nullopt;
  }
}

class scanner {
public:
  scanner(world& where, const region_facts& facts)
      : world_(where), facts_(facts), result_(where.size()) {}

  std::vector<std::set<phase>> scan(const std::set<node_index>& live) {
    for (auto i : live)
      scan_node(i);
    return std::move(result_);
  }

private:
  void scan_node(node_index i) {
    auto& services = world_.node(i).services();
    if (auto region = state_of<directory_state>(services.directory))
      for (auto& [name, actor] : region->gateways)
        scan_gateway(i, actor);
    auto manager = state_of<manager_state>(services.leases);
    if (manager == nullptr || !manager->machine)
      return;
    for (auto& [id, entry] : manager->machine->book().all()) {
      if (!entry.record() && manager->roots.count(id) == 0)
        result_[i].insert(phase::setup);
      if (entry.doing<yielding>() != nullptr)
        result_[i].insert(phase::restrict);
    }
    for (auto& [id, actor] : manager->chains) {
      if (auto chain = state_of<chain_state>(actor))
        for (auto& [lease, root] : chain->roots)
          scan_root(i, root.machine);
    }
  }

  void scan_root(node_index root, const chain_machine& machine) {
    auto found = phase_of(machine.phase());
    if (!found)
      return;
    result_[root].insert(*found);
    for (auto& hop : machine.record().info.route.hops)
      if (auto owner = facts_.owners.find(hop.gateway);
          owner != facts_.owners.end())
        result_[owner->second].insert(*found);
  }

  /// A hold of a later epoch is of another route than the first; terms beside
  /// the own are of a lease that moves.
  void scan_gateway(node_index i, const gateway_actor& actor) {
    auto gateway = state_of<gateway_state>(actor);
    if (gateway == nullptr || !gateway->ledger)
      return;
    gateway->ledger->each_hop([&](const hop_record& hop) {
      auto again = hop.state == hop_state::held && epoch{1} < hop.key.epoch;
      if (again || hop.next)
        result_[i].insert(phase::reroute);
    });
  }

  world& world_;
  const region_facts& facts_;
  std::vector<std::set<phase>> result_;
};

} // namespace

std::vector<std::set<phase>> scan_phases(world& where,
                                         const std::set<node_index>& live,
                                         const region_facts& facts) {
  return scanner{where, facts}.scan(live);
}

} // namespace leasehold::sim
