// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The root of one lease, and gateways that say what a test wants.

#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "actors/lease/chain_machine.hpp"

namespace leasehold::test {

inline const auto t0 = instant{} + std::chrono::hours{1};

inline route_hop hop(const char* gateway, std::vector<const char*> resources) {
  route_hop result{gateway_name{gateway}, {}};
  for (auto resource : resources)
    result.uses.push_back(
        {resource_name{resource}, amounts{unit::bit_per_second, 10}});
  return result;
}

/// GW1 - GW4 - GW5, and the way around by GW3.
inline std::vector<route> two_routes() {
  route straight;
  straight.hops = {hop("GW1", {"GW1/14"}), hop("GW4", {"GW4/14", "GW4/45"}),
                   hop("GW5", {"GW5/45"})};
  straight.links = {link_name{"14"}, link_name{"45"}};
  route around;
  around.hops = {hop("GW1", {"GW1/13"}), hop("GW3", {"GW3/13", "GW3/34"}),
                 hop("GW4", {"GW4/34", "GW4/45"}), hop("GW5", {"GW5/45"})};
  around.links = {link_name{"13"}, link_name{"34"}, link_name{"45"}};
  return {straight, around};
}

class chain_fixture : public ::testing::Test {
protected:
  static lease_record draft() {
    lease_record result;
    result.info.id = lease_id{7};
    result.info.lessee = lessee_name{"alice"};
    result.info.amount = amounts{unit::bit_per_second, 10};
    result.info.asked = result.info.amount;
    result.info.granted = period::finite(std::chrono::seconds{60});
    result.info.term = {t0, t0 + std::chrono::seconds{60}};
    result.info.deadline = t0 + std::chrono::seconds{60};
    result.root = gateway_name{"GW5"};
    return result;
  }

  /// The orders of one kind in `effects`, by gateway.
  template <class Order>
  static std::vector<std::string> orders(const chain_effects& effects) {
    std::vector<std::string> result;
    for (auto& effect : effects)
      if (auto order = std::get_if<hop_order>(&effect))
        if (auto x = std::get_if<Order>(order))
          result.push_back(x->key.gateway.str());
    return result;
  }

  template <class Effect>
  static const Effect* find(const chain_effects& effects) {
    for (auto& effect : effects)
      if (auto x = std::get_if<Effect>(&effect))
        return x;
    return nullptr;
  }

  /// It would point into effects that are gone.
  template <class Effect>
  static const Effect* find(chain_effects&& effects) = delete;

  /// What every gateway that got an order in `effects` would answer.
  static std::vector<hop_answer> consent(const chain_effects& effects) {
    std::vector<hop_answer> answers;
    for (auto& effect : effects) {
      auto order = std::get_if<hop_order>(&effect);
      if (order == nullptr || std::holds_alternative<confirm_hop>(*order))
        continue;
      hop_answer answer;
      answer.key = key_of(*order);
      answer.step = std::holds_alternative<hold_hop>(*order) ? hop_step::hold
          : std::holds_alternative<commit_hop>(*order)       ? hop_step::commit
          : std::holds_alternative<renew_hop>(*order)        ? hop_step::renew
                                                      : hop_step::release;
      answers.push_back(answer);
    }
    return answers;
  }

  /// Answers everything in `effects`; returns what the last answer caused.
  chain_effects answer_all(const chain_effects& effects, instant now) {
    chain_effects last;
    for (auto& answer : consent(effects))
      last = uut.answered(answer, now);
    return last;
  }

  /// Until the grant is durable.
  void grant() {
    auto commits = answer_all(uut.start(t0), t0);
    auto written = answer_all(commits, t0);
    ASSERT_NE(find<chain_change>(written), nullptr);
    uut.durable(1, t0);
    ASSERT_EQ(uut.phase(), chain_phase::granted);
  }

  /// Half of what the lease takes.
  yield_terms half() const {
    yield_terms terms;
    terms.amount = amounts{unit::bit_per_second, 5};
    terms.smaller = uut.record().info.route;
    for (auto& hop : terms.smaller->hops)
      for (auto& use : hop.uses)
        use.amount = amounts{unit::bit_per_second, 5};
    terms.origin.gateway = gateway_name{"GW4"};
    return terms;
  }

  chain_machine uut{draft(), two_routes(), chain_timing{}};
};

} // namespace leasehold::test
