// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/capacities.hpp"

#include <cstdint>

#include <fmt/format.h>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

/// Something with one dimension.
status set_one(std::int64_t& value, unit dimension,
               const resource_name& resource, const amounts& capacity) {
  if (capacity != amounts{dimension, capacity[dimension]})
    return failure{
        errc::invalid_request,
        fmt::format("{} is measured in {} alone: give a capacity like {}",
                    resource.str(), dimension == unit::byte ? "bytes" : "bit/s",
                    dimension == unit::byte ? "4MiB" : "100Mbit/s")};
  value = capacity[dimension];
  return success();
}

} // namespace

status set_capacity_in(topology& region, const resource_name& resource,
                       const amounts& capacity) {
  if (capacity.negative())
    return failure{
        errc::invalid_request,
        fmt::format("the capacity of {} can't be below zero", resource.str())};
  for (auto u : all_units)
    if (capacity[u] > bounds::capacity_max)
      return failure{
          errc::invalid_request,
          fmt::format("a capacity of {} for {} is more than a node counts: "
                      "give at most {}",
                      to_string(capacity), resource.str(),
                      to_string(amounts{u, bounds::capacity_max}))};
  for (auto& x : region.resources)
    if (x.name == resource) {
      x.capacity = capacity;
      return success();
    }
  for (auto& x : region.gateways)
    if (x.buffer_bytes && buffers_of(x.name) == resource)
      return set_one(*x.buffer_bytes, unit::byte, resource, capacity);
  for (auto& x : region.endpoints)
    if (nic_of(x.name) == resource)
      return set_one(x.bandwidth, unit::bit_per_second, resource, capacity);
  for (auto& x : region.links) {
    if (nic_of(x.a, x.name) == resource)
      return set_one(x.bandwidth_a, unit::bit_per_second, resource, capacity);
    if (nic_of(x.b, x.name) == resource)
      return set_one(x.bandwidth_b, unit::bit_per_second, resource, capacity);
  }
  return failure{errc::unknown_name,
                 fmt::format("the region has no resource \"{}\": `leasehold "
                             "resource list` shows all",
                             resource.str())};
}

place_resources resources_for(const route_graph& graph,
                              const gateway_name& gateway) {
  place_resources result;
  for (auto& resource : graph.resources_of(gateway))
    result.capacities.emplace_back(resource.name, resource.capacity);
  return result;
}

status check_bookings(const route_graph& next,
                      const std::vector<gateway_report>& reports) {
  for (auto& report : reports) {
    auto& gateway = report.info.name;
    for (auto& [view, bookings] : report.resources) {
      auto stays = next.find_resource(view.resource);
      if (bookings > 0 && (stays == nullptr || stays->gateway != gateway))
        return failure{
            errc::conflict,
            fmt::format("{} leases use {} at {}, which the new topology does "
                        "not have there: release them first (`leasehold lease "
                        "list --resource {}`)",
                        bookings, view.resource.str(), gateway.str(),
                        view.resource.str())};
    }
    // A lease without a rate takes nothing where it only passes.
    auto passing = report.info.hops_held + report.info.hops_active;
    if (passing > 0 && !next.has_gateway(gateway))
      return failure{
          errc::conflict,
          fmt::format(
              "{} leases pass {}, which the new topology does not have: "
              "release them first (`leasehold lease list --gateway {}`)",
              passing, gateway.str(), gateway.str())};
  }
  return success();
}

} // namespace leasehold
