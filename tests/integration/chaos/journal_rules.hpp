// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads the journal of a dead node row by row and holds it against what must
// be true after each: a crash could have come there. Pure, and without any
// code of the product that keeps these rules.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "messages/amount.hpp"
#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/stored.hpp"
#include "messages/time.hpp"
#include "runtime/store/record.hpp"
#include "tests/integration/crash/book.hpp"

namespace leasehold::test {

class journal_rules {
public:
  /// What resources have where the journal has no other capacity for them.
  explicit journal_rules(std::map<resource_name, amounts> capacities);

  /// The rows of a journal. The first `state_rows` are what older rows came to,
  /// in no order of time.
  void check(const std::vector<record>& rows, std::size_t state_rows);

  std::vector<violation> violations;

private:
  using hop_name = std::pair<lease_id, gateway_name>;
  enum class section : std::uint8_t { state, history };

  void take(const record& row, section where);
  void end_state();
  void put(const record& row, section where);
  void erase(const record& row, section where);
  void put_hop(hop_record hop, section where);
  void put_lease(lease_record lease, section where);
  void put_event(const lease_event& event, section where);
  void put_stamp(const record& row, section where);
  void erase_hop(const hop_record& hop);
  void erase_lease(lease_id lease);

  /// C1, C8: what `hop` takes beyond `before` fits beside all others.
  void check_room(const resource_name& resource, const hop_record& hop,
                  const hop_record& before);
  bool is_overdrawn(const resource_name& resource) const;
  /// C8: who has too much since a capacity shrank gives way in time.
  void look_again(const resource_name& resource);
  void count_overdrawn(duration since_last);
  /// C4, C5, N1: a lease that was granted has all of its hops, with no less
  /// than it has.
  void check_hops(const lease_record& lease);
  void check_hop(const lease_record& lease, const route_hop& wanted);
  void violate(const char* rule, std::string what);
  void violate(const char* rule, lease_id of, const std::string& what);
  void note(lease_id of, const std::string& what);

  std::map<resource_name, amounts> capacities_;
  std::map<hop_name, hop_record> hops_;
  /// Those of leases that are still known.
  std::map<hop_name, hop_record> ended_;
  std::map<lease_id, lease_record> leases_;
  std::map<resource_name, std::set<hop_name>> users_;
  /// Resources that shrank and are overdrawn ever since, and how many stamps
  /// in a row have told so while nothing held up the node.
  std::map<resource_name, std::size_t> overdrawn_;
  /// By the key of their records, which says nothing when it is erased.
  std::map<std::string, hop_name> hop_keys_;
  std::map<std::string, lease_id> lease_keys_;
  /// Hops that leases which live lack: they must have been due by then.
  struct due_hop {
    const char* rule;
    lease_id lease;
    instant at;
  };
  std::vector<due_hop> due_;
  std::uint64_t last_event_ = 0;
  std::uint64_t boots_ = 0;
  std::optional<instant> stamped_;
  /// What the rows say of each lease, for people.
  std::map<lease_id, std::string> stories_;
  std::size_t row_ = 0;
};

} // namespace leasehold::test
