// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the ORACLE holds actions against (A1, A2): what became durable of them,
// what callers were told, and what hosts really saw.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "messages/action.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/topology.hpp"
#include "tools/simulator/oracle/facts.hpp"

namespace leasehold::sim {

class action_judge {
public:
  using accuse =
      std::function<void(const char* rule, std::string what, true_time at)>;

  action_judge(std::size_t nodes, accuse broken)
      : nodes_(nodes), broken_(std::move(broken)) {}

  // -- what is durable -------------------------------------------------------

  void take(action_record x);
  void take(const node_moment& at, const statuses_record& x);
  /// Of which endpoint each NIC is.
  void take(const topology& region);
  /// An operator put another disk into that node: it may do again what it did,
  /// and say what it said.
  void put_back(std::size_t node);

  // -- what is said ----------------------------------------------------------

  /// Somebody is told that it has begun.
  void begun(const node_moment& at, action_id x);
  /// Somebody is told what came of targets, from one on.
  void told(const node_moment& at, action_id x, std::uint32_t from,
            const result<status_page>& page);

  // -- what happened ---------------------------------------------------------

  void woken(const std::string& nic) {
    ++woken_[nic];
  }

  /// All faults are over, and everything had its time.
  void at_rest(const node_moment& at);
  /// What each host saw, once all nodes are at rest.
  void settle_up(true_time now);

  /// How many statuses there are of each outcome, to see that runs do not pass
  /// for want of any.
  status_counts count() const;

private:
  struct known_action {
    action_record record;
    /// By the place of the target.
    std::map<std::uint32_t, target_status> statuses;
    /// Where each durable page begins.
    std::set<std::uint32_t> pages;
    /// As callers read them.
    std::map<std::uint32_t, target_status> told;
  };

  std::size_t origin_of(action_id x) const;
  known_action* find(action_id x);
  bool is_lost(action_id x) const;

  std::size_t nodes_;
  accuse broken_;
  std::map<action_id, known_action> actions_;
  /// Whose origin's disk was put back.
  std::set<action_id> lost_;
  std::map<std::string, endpoint_name> nics_;
  std::map<std::string, int> woken_;
};

} // namespace leasehold::sim
