// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <variant>
#include <vector>

#include "actors/lease/lease_context.hpp"

// Carries out plans that make room for newcomers, so that no lease gives up
// anything for one that does not get in (P1):
// 1. the newcomer's hops are held, resting on what others pledge, so that
//    nobody else is granted what they give up;
// 2. securing: leases that move hold their other routes beside their own;
// 3. notifying: the others are told, durably, and their hops give back;
// 4. moving: those that move leave their old routes;
// 5. the newcomer's hops are committed, which a ledger refuses where a pledge
//    was not kept.
// A hold that fails in 1 or 2 ends it, and no lessee has been told anything.
namespace leasehold {

class preemptions {
public:
  explicit preemptions(lease_context& x) : x_(x) {}

  /// The newcomer's chain has been spawned, resting on these changes.
  void begin(lease_id newcomer, std::vector<planned_change> changes,
             std::set<resource_name> short_of);

  /// A newcomer, or a lease that is to move, holds all it needs.
  void holds_all(lease_id lease);
  /// The lease's hops have no more than its record says.
  void gave_back(lease_id lease);
  /// The lease is over and has given back everything.
  void gone(lease_id lease);
  /// The lease did not move.
  void not_moved(lease_id lease);
  /// The newcomer is not coming.
  void abandon(lease_id newcomer);

private:
  /// Leases that have not done yet what is due at this stage.
  struct waiting {
    std::set<lease_id> missing;
  };
  /// The newcomer holds; no lease has been asked for anything.
  struct planned : waiting {};
  struct securing : waiting {};
  struct notifying : waiting {};
  struct moving : waiting {};
  using stage = std::variant<planned, securing, notifying, moving>;

  struct preemption {
    std::vector<planned_change> changes;
    std::set<resource_name> short_of;
    stage at;
  };

  static std::set<lease_id>& missing_at(stage& at);
  void advance(lease_id newcomer);
  bool next_stage(lease_id newcomer, preemption& of);
  bool secure_moves(lease_id newcomer, preemption& of);
  bool secure_move(lease_id newcomer, const preemption& of,
                   const planned_change& change);
  void notify(lease_id newcomer, preemption& of);
  void let_move(lease_id newcomer, preemption& of);
  void done(lease_id lease);
  /// Takes a plan out.
  preemption take(lease_id newcomer);

  lease_context& x_;
  std::map<lease_id, preemption> all_;
  /// The newcomers that each lease is to make room for.
  std::map<lease_id, std::set<lease_id>> newcomers_of_;
};

} // namespace leasehold
