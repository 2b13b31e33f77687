// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/circuit.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "runtime/shaping/shaper.hpp"

namespace leasehold {

/// Packets of one lease that leave by one NIC, in one direction.
struct carried_flow {
  resource_name nic;
  endpoint_name from;
  endpoint_name to;
  flow_selector flow;
  /// Whose port that of the flow is: it is where the lease's target listens.
  packet_match::end end = packet_match::end::receiver;
  window over;
};

/// Both directions of a circuit.
std::vector<carried_flow> flows_of(const circuit& x, const window& over);

/// Machines that have an IP address in common, each in a VPN of its own, family
/// by family: on an interface their packets look the same. Without those that
/// have none in common with another.
using shared_addresses = std::map<std::pair<ip_address::family, endpoint_name>,
                                  std::set<endpoint_name>>;

shared_addresses shared_addresses_of(const address_map& all);

/// Who carries which packets when, so that none belong to two leases. Pure.
class flow_book {
public:
  /// Whose packets look the same, from now on.
  void share(shared_addresses x) {
    shared_ = std::move(x);
  }

  /// The lease's flows from now on, in place of those it had.
  void put(lease_id lease, std::vector<carried_flow> flows);
  void erase(lease_id lease);

  /// Another lease with packets in common, at some instant, by the same NIC.
  std::optional<lease_id> find_other(lease_id lease,
                                     const carried_flow& flow) const;

private:
  using line = std::tuple<resource_name, endpoint_name, endpoint_name>;

  static line line_of(const carried_flow& x);

  std::optional<lease_id> find_on(const line& at, lease_id lease,
                                  const carried_flow& flow) const;

  /// The lines on which packets look like those of the flow.
  std::set<line> lines_like(const carried_flow& flow) const;

  std::unordered_map<lease_id, std::vector<carried_flow>> flows_;
  std::map<line, std::vector<lease_id>> lines_;
  shared_addresses shared_;
};

} // namespace leasehold
