// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/circuit_orders.hpp"

#include <algorithm>
#include <utility>

namespace leasehold {

namespace {

packet_match match(const carried_flow& flow, const ip_address& from,
                   const ip_address& to) {
  packet_match x;
  x.from = from;
  x.to = to;
  x.protocol = static_cast<std::uint8_t>(flow.flow.is);
  x.port = flow.flow.port;
  x.port_of = flow.end;
  return x;
}

/// Each address of the one with each of the other, by family and VPN.
std::vector<packet_match> packets_of(const carried_flow& flow,
                                     const address_map& addresses) {
  std::vector<packet_match> all;
  auto from = addresses.find(flow.from);
  auto to = addresses.find(flow.to);
  if (from == addresses.end() || to == addresses.end())
    return all;
  for (auto& x : from->second)
    for (auto& y : to->second)
      if (reach(x, y))
        all.push_back(match(flow, x.ip, y.ip));
  return all;
}

/// Null where nothing of it is taken.
const resource_use* find_use(const std::vector<resource_use>& uses,
                             const resource_name& of) {
  auto i = std::find_if(uses.begin(), uses.end(),
                        [&](auto& use) { return use.resource == of; });
  return i == uses.end() ? nullptr : &*i;
}

} // namespace

std::vector<carried_part> carried_by(const resource_name& nic,
                                     const hop_record& record) {
  std::vector<carried_part> parts;
  auto add = [&](const shared_circuit& x, const std::vector<resource_use>& uses,
                 const window& over) {
    auto use = find_use(uses, nic);
    if (!x || use == nullptr)
      return;
    for (auto& flow : flows_of(*x, over))
      if (flow.nic == nic)
        parts.push_back({std::move(flow), use->amount[unit::bit_per_second]});
  };
  add(record.carries, record.uses, record.term);
  if (record.next)
    add(record.next->carries, record.next->uses, record.next->term);
  return parts;
}

wanted_circuit circuit_for(const resource_name& nic, lease_id lease,
                           epoch under, const hop_record* record,
                           const address_map& addresses) {
  wanted_circuit x{lease, under, {}};
  if (record == nullptr || !is_active(*record))
    return x;
  const auto& own = record->next && record->next->carries
      ? record->next->carries
      : record->carries;
  if (own) {
    x.lessee = own->lessee;
    // The root of a lease is its target's gateway.
    if (own->to_target == nic && record->root == record->key.gateway)
      x.place = metered_at::target;
  }
  for (auto& part : carried_by(nic, *record)) {
    auto over = part.flow.over;
    over.end = std::min(over.end, record->deadline);
    auto packets = packets_of(part.flow, addresses);
    if (over.start < over.end && !packets.empty())
      x.steps.push_back({over, part.rate, std::move(packets)});
  }
  return x;
}

enforcement enforced_here(const hop_record& record,
                          const ledger_machine& ledger,
                          const address_map& addresses) {
  const auto& carries = record.next ? record.next->carries : record.carries;
  const auto& uses = record.next ? record.next->uses : record.uses;
  if (!carries)
    return enforcement::none;
  for (auto& flow : flows_of(*carries, record.term))
    if (!ledger.enforces(flow.nic) || find_use(uses, flow.nic) == nullptr
        || packets_of(flow, addresses).empty())
      return enforcement::none;
  return enforcement::by_driver;
}

void circuit_orders::touch(const hop_record& record) {
  if (!is_active(record))
    return;
  auto add = [&](const shared_circuit& x) {
    if (!x)
      return;
    for (auto* nic : {&x->to_source, &x->to_target})
      if (ledger_->enforces(*nic)) {
        auto& under = touched_[*nic][record.key.lease];
        under = std::max(under, record.key.epoch);
      }
  };
  add(record.carries);
  if (record.next)
    add(record.next->carries);
}

void circuit_orders::touch(lease_id lease) {
  if (auto record = ledger_->find(lease))
    touch(*record);
}

bool circuit_orders::leaves(const resource_name& nic, lease_id lease) const {
  const auto record = ledger_->find(lease);
  if (!record || !record->next)
    return false;
  const auto& next = record->next->carries;
  return !next || (next->to_source != nic && next->to_target != nic);
}

std::map<resource_name, std::vector<wanted_circuit>> circuit_orders::take() {
  std::map<resource_name, std::vector<wanted_circuit>> result;
  for (auto& [nic, leases] : std::exchange(touched_, {}))
    for (auto& [lease, under] : leases)
      result[nic].push_back(
          circuit_for(nic, lease, under, ledger_->find(lease), *addresses_));
  return result;
}

} // namespace leasehold
