// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "messages/topology.hpp"
#include "tools/simulator/oracle/oracle.hpp"

// Where leases are enforced: what interfaces have in force is what is durable,
// and never more than they carry.
namespace leasehold::sim {

namespace {

/// What is in force may differ from what is durable for so long on a node that
/// nothing disturbs: the patience for its driver, and a repetition.
constexpr true_time settled_after = std::chrono::seconds{4};
/// A kernel whose node is down waits for nobody.
constexpr true_time over_after = std::chrono::seconds{1};

/// How far clocks of a kernel and of a ledger are apart at an end.
constexpr duration end_error{20};

std::int64_t rate_of(const std::vector<resource_use>& uses,
                     const resource_name& nic) {
  auto use = std::find_if(uses.begin(), uses.end(),
                          [&nic](auto& x) { return x.resource == nic; });
  return use == uses.end() ? 0 : use->amount[unit::bit_per_second];
}

bool within(const window& term, instant at) {
  return term.start <= at && at < term.end;
}

/// What a hop has of a NIC at an instant, in bit/s.
std::int64_t rate_at(const hop_record& x, const resource_name& nic,
                     instant at) {
  // What keeps one without an end alive is not written.
  if (!is_active(x) || (x.term.end != forever && x.deadline <= at))
    return 0;
  auto rate = within(x.term, at) ? rate_of(x.uses, nic) : 0;
  if (x.next && within(x.next->term, at))
    rate = std::max(rate, rate_of(x.next->uses, nic));
  return rate;
}

} // namespace

void oracle::take_wires(node_fact& node, std::size_t index,
                        const topology& region) const {
  node.devices.clear();
  auto add = [&](const gateway_name& gateway, const resource_name& nic,
                 const std::optional<interface_spec>& x) {
    if (x && book_.owner(gateway) == index)
      node.devices.emplace(x->device, std::pair{gateway, nic});
  };
  for (auto& link : region.links) {
    add(link.a, nic_of(link.a, link.name), link.interface_a);
    add(link.b, nic_of(link.b, link.name), link.interface_b);
  }
  for (auto& endpoint : region.endpoints)
    add(endpoint.gateway, nic_of(endpoint.name), endpoint.interface);
}

/// C1 on the wire: no driver is told of more than its interface has, nor of
/// packets that belong to another lease.
void oracle::driver_refused(const node_moment& at, const std::string& device,
                            lease_id lease, const std::string& why) {
  auto& node = book_.nodes[at.node];
  auto known = node.devices.find(device);
  auto excused = at.now <= node.wires_troubled_until || node.changed_region
      || known == node.devices.end()
      || node.reduced.count(known->second.second) > 0;
  if (!excused)
    broken("C1", why, at.now, lease);
}

void oracle::wires_troubled(std::size_t node, true_time until) {
  auto& known = book_.nodes[node].wires_troubled_until;
  known = std::max(known, until);
}

void oracle::nic_failed(std::size_t node, const std::string& device) {
  for (auto& [name, nic] : book_.nodes[node].devices)
    if (device.empty() || name == device) {
      book_.nodes[node].shrunk.insert(nic.second);
      book_.nodes[node].failed.insert(nic.second);
    }
}

/// C5: who is told of a grant has it on every wire.
void oracle::check_in_force(const node_moment& at, const lease_info& lease) {
  if (!wires_of_ || !ledger_of_)
    return;
  for (auto& hop : lease.route.hops) {
    auto owner = book_.owner(hop.gateway);
    auto known = book_.hop(hop.gateway, lease.id);
    if (!owner || known == nullptr)
      continue;
    auto& node = book_.nodes[*owner];
    auto shown = ledger_of_(*owner);
    if (at.now <= node.wires_troubled_until || node.devices.empty())
      continue;
    const auto wires = wires_of_(*owner);
    for (auto& [device, nic] : node.devices) {
      auto promised = std::min(
          {rate_of(hop.uses, nic.second), rate_at(*known, nic.second, shown),
           rate_at(*known, nic.second, shown + end_error),
           rate_at(*known, nic.second, shown - end_error)});
      if (nic.first != hop.gateway || promised == 0)
        continue;
      auto wire = wires.find(device);
      auto there = wire == wires.end() ? 0 : rate_on(wire->second, lease.id);
      if (there < promised)
        broken("C5",
               fmt::format("granted, but {} has {} bit/s of {} in force",
                           device, there, promised),
               at.now, lease.id);
    }
  }
}

std::int64_t oracle::rate_on(const channels& wire, lease_id lease) {
  auto x = wire.find(lease.value());
  return x == wire.end() || x->second.packets.empty() ? 0 : x->second.rate;
}

/// C3, C5 and C7 on the wire.
void oracle::look_at_wires(const node_moment& at, process_is process) {
  auto& node = book_.nodes[at.node];
  const auto wires = wires_of_(at.node);
  std::map<std::pair<std::string, lease_id>, std::string> wrong;
  auto compare = [&](const std::string& device, const channels& wire,
                     const resource_name* nic, lease_id lease,
                     const hop_record* hop) {
    auto due =
        hop != nullptr && nic != nullptr ? rate_at(*hop, *nic, at.ledger) : 0;
    auto there = rate_on(wire, lease);
    if (due == there)
      return;
    // What a process that is over had not written yet is known to nobody.
    auto kernel_late = due == 0 && hop != nullptr
        && wire.at(lease.value()).version == hop->key.epoch.value();
    if (process == process_is::over && !kernel_late)
      return;
    wrong.emplace(
        std::pair{device, lease},
        fmt::format("{} has {} bit/s in force of {}", device, there, due));
  };
  for (auto& [device, nic] : node.devices) {
    auto wire = wires.find(device);
    for (auto& [key, hop] : node.hops)
      if (key.first == nic.first)
        compare(device, wire == wires.end() ? channels{} : wire->second,
                &nic.second, key.second, &hop);
  }
  for (auto& [device, wire] : wires) {
    auto known = node.devices.find(device);
    for (auto& [id, x] : wire) {
      auto hop = known == node.devices.end()
          ? nullptr
          : book_.hop(known->second.first, lease_id{id});
      if (hop == nullptr)
        compare(device, wire, nullptr, lease_id{id}, nullptr);
    }
  }
  judge_wires(at, process, std::move(wrong));
}

void oracle::judge_wires(
    const node_moment& at, process_is process,
    std::map<std::pair<std::string, lease_id>, std::string> wrong) {
  auto& node = book_.nodes[at.node];
  auto& since = node.wires_differ;
  for (auto i = since.begin(); i != since.end();)
    i = wrong.count(i->first) == 0 ? since.erase(i) : std::next(i);
  const auto down = process == process_is::over;
  const auto calm = down
      ? node.wires_troubled_until
      : std::max(node.disturbed_until, node.wires_troubled_until);
  const auto patience = down ? over_after : settled_after;
  for (auto& [key, what] : wrong) {
    auto [i, first] = since.try_emplace(key, at.now);
    if (std::max(i->second, calm) + patience < at.now) {
      broken("C7",
             fmt::format("{}, for {} ms", what,
                         (at.now - i->second).count() / 1'000'000),
             at.now, key.second);
      i->second = at.now;
    }
  }
}

} // namespace leasehold::sim
