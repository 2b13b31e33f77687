// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is durable in a region, as the ORACLE reads it from the records of all
// nodes, and what it remembers of each lease after its records are gone.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "runtime/store/record.hpp"
#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/oracle/usage_sheet.hpp"

namespace leasehold::sim {

/// What an operator did to the data of a node; see the table of waivers in
/// docs/internals/simulator.md.
enum class data_loss { none, by_operator };

/// What a lease had before it yielded some of it to a newcomer: its hops keep
/// that until the lessee knows (N3).
struct kept_terms {
  /// Of the event that told of it.
  std::uint32_t sequence = 0;
  std::vector<route_hop> hops;
  instant end;
  /// When its lessee has had its time, on the ledger of its root.
  instant until;
};

struct lease_fact {
  /// The node of its root.
  std::size_t root = 0;
  /// As it is durable there now.
  std::optional<lease_record> record;
  enum class life { in_setup, granted, over };
  life state = life::in_setup;
  /// Of its newest event.
  std::uint32_t sequence = 0;
  /// Of its terms that were ever durable.
  std::set<std::uint64_t> epochs;
  /// When the newest of them became durable.
  true_time newest_since{};
  /// How long it was to live then, by its owner's clock; zero where it has no
  /// end.
  duration newest_left{0};
  /// How long its owner had stood still then.
  true_time newest_still{};
  /// Numbers of renewals that were carried out.
  std::set<std::uint64_t> renewals;
  /// Epochs that its lessee's releases named, 0 for whichever is current, and
  /// when the first of them was sent.
  std::map<std::uint64_t, true_time> releases;
  true_time changed{};
  /// Gateways where its time has run out, maybe before its root knows, as where
  /// that slept, and the epoch there.
  std::map<gateway_name, std::uint64_t> lapsed;
  std::vector<kept_terms> kept;
  /// An operator lost data that it needs: its promises are waived.
  data_loss lost = data_loss::none;
};

/// A lease gave something up for a newcomer, who is to be seen yet.
struct sacrifice {
  lease_id lease;
  priority hold = 0;
  resource_name resource;
  true_time since{};
};

struct node_fact {
  /// Every record by kind and key, to tell what a restart finds anew or lacks.
  std::map<std::pair<std::uint16_t, std::string>, record> records;
  std::map<std::pair<gateway_name, lease_id>, hop_record> hops;
  usage_sheet sheet;
  class_map classes = shipped_classes();
  std::string topology;
  std::uint64_t last_event = 0;
  /// A write failed since the start: no word may leave (D3).
  bool write_failed = false;
  /// What it erases where the write that failed has survived (D2).
  std::set<std::pair<std::uint16_t, std::string>> uncertain;
  /// What its ledger showed when that was decided.
  instant uncertain_at = instant::min();
  std::vector<sacrifice> sacrifices;
  /// What it finds is of an older disk: hops come back one by one, and may be
  /// more than there is, as they were then.
  bool put_back = false;
  std::set<resource_name> shrunk;
  /// Of those, the ones that an operator made smaller.
  std::set<resource_name> reduced;
  /// How long its ledgers have stood still.
  true_time still{};
  /// An operator gave it another region than its first.
  bool changed_region = false;
  /// Until when roots and hops here may have forgotten that they wait (N3).
  true_time interrupted_until{};
  /// Until when it can't be expected to be on time (T2).
  true_time disturbed_until{};
  /// Until when what it has decided may not be written (C3).
  true_time disk_lags_until{};
  /// The NICs on which it enforces leases, by their interfaces.
  std::map<std::string, std::pair<gateway_name, resource_name>> devices;
  /// Whose interface or driver had a fault.
  std::set<resource_name> failed;
  /// Since when what is in force is not what is durable.
  std::map<std::pair<std::string, lease_id>, true_time> wires_differ;
  true_time wires_troubled_until{};
};

struct region_book {
  explicit region_book(region_facts facts)
      : facts(std::move(facts)), nodes(this->facts.nodes) {}

  /// The fact of a lease; its root follows from its id.
  lease_fact& lease(lease_id id);

  /// The hop of a lease at a gateway, durable at its owner; null where none.
  const hop_record* hop(const gateway_name& gateway, lease_id id) const;

  /// The node that owns a gateway.
  std::optional<std::size_t> owner(const gateway_name& gateway) const;

  /// Whether leases had to give way for want of a capacity, on whichever node
  /// their roots are.
  bool any_shrunk() const;

  region_facts facts;
  std::vector<node_fact> nodes;
  std::map<lease_id, lease_fact> leases;
};

/// Whether a hop has at least what is asked of it.
bool covers(const hop_record& hop, const std::vector<resource_use>& uses);

} // namespace leasehold::sim
