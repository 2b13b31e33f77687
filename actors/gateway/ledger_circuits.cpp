// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include <utility>

#include "actors/gateway/ledger_machine.hpp"

// Which packets a LEDGER's NICs carry for whom, where that is enforced.
namespace leasehold {

void ledger_machine::set_enforced(const resource_name& nic, enforcement x) {
  resources_.at(nic).enforced = x;
}

bool ledger_machine::enforces(const resource_name& nic) const {
  auto i = resources_.find(nic);
  return i != resources_.end() && i->second.enforced == enforcement::by_driver;
}

shared_circuit ledger_machine::enforced_part(const shared_circuit& x) const {
  return x && (enforces(x->to_source) || enforces(x->to_target))
      ? x
      : shared_circuit{};
}

bool ledger_machine::in_the_way(const hop_key& key, const shared_circuit& x,
                                const window& over, hop_answer& answer) const {
  if (!x)
    return false;
  for (auto& flow : flows_of(*x, over)) {
    if (!enforces(flow.nic))
      continue;
    auto other = flows_.find_other(key.lease, flow);
    if (!other)
      continue;
    answer.code = errc::conflict;
    answer.resource = flow.nic;
    answer.in_the_way = *other;
    return true;
  }
  return false;
}

void ledger_machine::note_flows(const hop_entry& entry) {
  std::vector<carried_flow> flows;
  auto add = [&](const shared_circuit& x, const window& over) {
    if (!x)
      return;
    for (auto& flow : flows_of(*x, over))
      if (enforces(flow.nic))
        flows.push_back(std::move(flow));
  };
  auto& own = entry.record;
  add(own.carries, own.term);
  if (own.next)
    add(own.next->carries, own.next->term);
  if (entry.beside)
    add(entry.beside->terms.carries, entry.beside->terms.term);
  flows_.put(own.key.lease, std::move(flows));
}

} // namespace leasehold
