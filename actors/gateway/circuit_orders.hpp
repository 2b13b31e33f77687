// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "actors/gateway/flow_book.hpp"
#include "actors/gateway/gateway_messages.hpp"
#include "actors/gateway/ledger_machine.hpp"
#include "actors/resource/resource_messages.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "messages/stored.hpp"

// What the RESOURCEs of a gateway are to put in force after its ledger decided.
// Pure.
namespace leasehold {

/// What a hop may send by one NIC, and at which rate in bit/s.
struct carried_part {
  carried_flow flow;
  std::int64_t rate = 0;
};

/// What the hop carries by that NIC, of both its terms.
std::vector<carried_part> carried_by(const resource_name& nic,
                                     const hop_record& record);

/// What the hop, if there is one, is to have of that NIC.
/// @param record Null where it is gone.
wanted_circuit circuit_for(const resource_name& nic, lease_id lease,
                           epoch under, const hop_record* record,
                           const address_map& addresses);

/// Whether the newest terms of the hop are enforced here, in both directions.
enforcement enforced_here(const hop_record& record,
                          const ledger_machine& ledger,
                          const address_map& addresses);

/// The orders of one wave, by NIC.
class circuit_orders {
public:
  circuit_orders(const ledger_machine& ledger,
                 std::shared_ptr<const address_map> addresses)
      : ledger_(&ledger), addresses_(std::move(addresses)) {}

  /// The lease has this, or had it a moment ago: both where it changes.
  void touch(const hop_record& record);
  /// The same of what the ledger has now.
  void touch(lease_id lease);

  /// Whether the newest terms of the lease have nothing of that NIC, and the
  /// others are still in force beside them.
  bool leaves(const resource_name& nic, lease_id lease) const;

  /// The last word on each lease.
  std::map<resource_name, std::vector<wanted_circuit>> take();

private:
  const ledger_machine* ledger_;
  std::shared_ptr<const address_map> addresses_;
  /// Under which epoch, by NIC.
  std::map<resource_name, std::map<lease_id, epoch>> touched_;
};

} // namespace leasehold
