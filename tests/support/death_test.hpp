// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "actors/directory/directory_actor.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "actors/route/route_uses.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/region_test.hpp"

namespace leasehold::test {

/// A region whose actors are killed at every step of what they do. It adds up
/// in the end.
class death_test : public region_test {
protected:
  using outcomes = std::vector<lease_outcome>;
  using strings = std::vector<std::string>;

  death_test() {
    EXPECT_EQ(start().message, "");
  }

  ~death_test() override {
    if (running) {
      EXPECT_EQ(audit(), strings{});
    }
  }

  const manager_state& manager() const {
    return state_of<manager_state>(node_services().leases);
  }
  const directory_state& directory() const {
    return state_of<directory_state>(node_services().directory);
  }

  /// Kills every chain there is; answers whether there was one.
  bool kill_chains() {
    for (auto& [id, chain] : manager().chains)
      strike(chain);
    return !manager().chains.empty();
  }

  /// Kills the chain that has the root of the lease, if there is one.
  bool kill_chain(lease_id lease) {
    auto root = manager().roots.find(lease);
    if (root == manager().roots.end())
      return false;
    auto chain = manager().chains.find(root->second.chain);
    if (chain != nullptr)
      strike(*chain);
    return chain != nullptr;
  }

  bool kill_hops() {
    auto found = false;
    for (auto& [name, gateway] : directory().gateways)
      for (auto& [id, hop] : state_of<gateway_state>(gateway).hops) {
        strike(hop);
        found = true;
      }
    return found;
  }

  /// What the gateways have of the lease.
  std::vector<hop_record> hops_of(lease_id lease) {
    std::vector<hop_record> result;
    for (auto& [name, gateway] : directory().gateways)
      if (auto hop = state_of<gateway_state>(gateway).ledger->find(lease))
        result.push_back(*hop);
    return result;
  }

  /// Whether all hops have what the lease has, and end when it does.
  void expect_in_step(const lease_info& lease) {
    auto all = hops_of(lease.id);
    EXPECT_EQ(all.size(), lease.route.hops.size());
    for (auto& hop : all) {
      SCOPED_TRACE(hop.key.gateway.str());
      EXPECT_EQ(hop.term.end - lease.term.start,
                lease.term.end - lease.term.start);
      EXPECT_TRUE(hop.state == hop_state::active
                  || hop.state == hop_state::restricted);
      EXPECT_FALSE(hop.next) << "other terms are left beside its own";
      auto part = hop_at(lease.route, hop.key.gateway);
      ASSERT_NE(part, nullptr);
      EXPECT_TRUE(takes_no_more(hop.uses, part->uses));
      EXPECT_TRUE(takes_no_more(part->uses, hop.uses));
    }
  }

  /// Runs an operation again and again, and kills after one step more each
  /// time, until it is done before that.
  void at_every_step(const std::function<void()>& begin,
                     const std::function<bool()>& kill,
                     const std::function<void()>& judge) {
    auto kills = 0;
    for (int steps = 1, done = 0; done == 0; ++steps) {
      SCOPED_TRACE("killed after step " + std::to_string(steps));
      begin();
      for (int i = 0; i < steps; ++i)
        done += step() ? 0 : 1;
      kills += kill() ? 1 : 0;
      drain();
      judge();
      ASSERT_LT(steps, 1000);
      if (HasFailure())
        return;
    }
    EXPECT_GT(kills, 3);
  }
};

} // namespace leasehold::test
