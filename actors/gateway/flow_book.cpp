// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/gateway/flow_book.hpp"

#include <algorithm>
#include <utility>

#include "messages/overlap.hpp"

namespace leasehold {

namespace {

/// @pre both are of the same machines and NIC
bool overlap(const carried_flow& x, const carried_flow& y) {
  if (!overlap(x.over, y.over))
    return false;
  constexpr auto all = flow_selector::protocol::all;
  if (x.flow.is == all || y.flow.is == all)
    return true;
  if (x.flow.is != y.flow.is)
    return false;
  if (x.flow.port == 0 || y.flow.port == 0)
    return true;
  return x.flow.port == y.flow.port && x.end == y.end;
}

} // namespace

std::vector<carried_flow> flows_of(const circuit& x, const window& over) {
  using end = packet_match::end;
  return {
      {x.to_target, x.source, x.target, x.flow, end::receiver, over},
      {x.to_source, x.target, x.source, x.flow, end::sender, over},
  };
}

shared_addresses shared_addresses_of(const address_map& all) {
  std::map<ip_address, std::set<endpoint_name>> owners;
  for (auto& [machine, addresses] : all)
    for (auto& each : addresses)
      owners[each.ip].insert(machine);
  shared_addresses result;
  for (auto& [ip, machines] : owners)
    if (machines.size() > 1)
      for (auto& machine : machines)
        result[{ip.is, machine}].insert(machines.begin(), machines.end());
  return result;
}

flow_book::line flow_book::line_of(const carried_flow& x) {
  return {x.nic, x.from, x.to};
}

void flow_book::put(lease_id lease, std::vector<carried_flow> flows) {
  erase(lease);
  if (flows.empty())
    return;
  for (auto& flow : flows) {
    auto& line = lines_[line_of(flow)];
    if (line.empty() || line.back() != lease)
      line.push_back(lease);
  }
  flows_.emplace(lease, std::move(flows));
}

void flow_book::erase(lease_id lease) {
  auto known = flows_.find(lease);
  if (known == flows_.end())
    return;
  for (auto& flow : known->second)
    if (auto i = lines_.find(line_of(flow)); i != lines_.end()) {
      auto& line = i->second;
      line.erase(std::remove(line.begin(), line.end(), lease), line.end());
      if (line.empty())
        lines_.erase(i);
    }
  flows_.erase(known);
}

std::optional<lease_id> flow_book::find_on(const line& at, lease_id lease,
                                           const carried_flow& flow) const {
  auto line = lines_.find(at);
  if (line == lines_.end())
    return std::nullopt;
  for (auto other : line->second) {
    if (other == lease)
      continue;
    for (auto& theirs : flows_.at(other))
      if (line_of(theirs) == line->first && overlap(theirs, flow))
        return other;
  }
  return std::nullopt;
}

std::set<flow_book::line>
flow_book::lines_like(const carried_flow& flow) const {
  std::set<line> all{line_of(flow)};
  for (auto family : {ip_address::family::v4, ip_address::family::v6}) {
    auto like = [&](const endpoint_name& machine) {
      auto i = shared_.find({family, machine});
      return i == shared_.end() ? std::set<endpoint_name>{machine} : i->second;
    };
    for (auto& from : like(flow.from))
      for (auto& to : like(flow.to))
        all.emplace(flow.nic, from, to);
  }
  return all;
}

std::optional<lease_id> flow_book::find_other(lease_id lease,
                                              const carried_flow& flow) const {
  if (shared_.empty())
    return find_on(line_of(flow), lease, flow);
  for (auto& line : lines_like(flow))
    if (auto other = find_on(line, lease, flow))
      return other;
  return std::nullopt;
}

} // namespace leasehold
