// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "actors/directory/outages.hpp"
#include "actors/policy/limits.hpp"
#include "messages/action.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"
#include "runtime/clock/ledger_clock.hpp"
#include "runtime/store/journal_backend.hpp"

// What the journal tells a node that starts. Pure: records in, values out. A
// record that can't be read ends the start (D5): it could be taken capacity.
namespace leasehold {

class recovery {
public:
  /// Takes the next record of a replay.
  store_error visit(const record& stored);

  /// Reads what only makes sense as a whole. Call it once, after the replay.
  store_error finish();

  std::optional<clock_stamp> stamp;
  node_record node;
  topology region;
  std::map<resource_name, amounts> capacities;
  rule_map rules;
  /// Those that were changed take the place of the shipped ones.
  class_map classes = shipped_classes();
  std::map<std::string, demand_threshold> thresholds;
  std::map<std::string, decision> decisions;
  outage_map outages;
  std::map<std::string, hop_record> hops;
  std::map<std::string, lease_record> leases;
  std::map<std::string, lease_event> events;
  std::map<std::string, meter_record> meters;
  std::map<std::string, usage_record> usage;
  std::map<std::string, action_record> actions;
  /// In the order in which each action got them.
  std::map<std::string, statuses_record> statuses;
  /// Likewise, by attempt.
  std::map<std::string, permit_record> permits;

private:
  store_error put(const record& stored);
  store_error erase(const record& stored);

  std::string toml_;
};

/// Compares what a stopped node's journal says of leases, hops and capacity.
/// `now` is no earlier than the last record, on the journal's timeline.
audit_report audit_recovered(const recovery& state, instant now);

} // namespace leasehold
