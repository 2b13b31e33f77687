// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/graph.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace leasehold {

namespace {

template <class T>
const auto& name_of(const T& x) {
  return x.spec.name;
}

const endpoint_name& name_of(const endpoint_spec& x) {
  return x.name;
}

struct by_name {
  template <class T>
  bool operator()(const T& x, const T& y) const {
    return name_of(x) < name_of(y);
  }
};

/// The place of `name` in `list`, which is ordered by name.
template <class T, class Name>
graph_index place_of(const std::vector<T>& list, const Name& name) {
  auto i = std::lower_bound(
      list.begin(), list.end(), name,
      [](const T& x, const Name& wanted) { return name_of(x) < wanted; });
  if (i == list.end() || name_of(*i) != name)
    return no_index;
  return static_cast<graph_index>(i - list.begin());
}

template <class T>
const T* at(const std::vector<T>& list, graph_index i) {
  return i == no_index ? nullptr : &list[i];
}

leasable owned_by(const gateway_name& gateway, resource_name name,
                  const char* kind, amounts capacity) {
  leasable result;
  result.name = std::move(name);
  result.kind = kind_name{kind};
  result.gateway = gateway;
  result.capacity = capacity;
  return result;
}

} // namespace

route_graph::route_graph(const topology& valid) {
  for (auto& spec : valid.gateways) {
    gateways_.emplace_back();
    gateways_.back().spec = spec;
  }
  std::sort(gateways_.begin(), gateways_.end(), by_name{});
  endpoints_ = valid.endpoints;
  std::sort(endpoints_.begin(), endpoints_.end(), by_name{});
  add_links(valid);
  add_resources(valid);
}

void route_graph::add_links(const topology& valid) {
  for (auto& spec : valid.links) {
    links_.emplace_back();
    auto& link = links_.back();
    link.spec = spec;
    link.a = index_of(spec.a);
    link.b = index_of(spec.b);
  }
  std::sort(links_.begin(), links_.end(), by_name{});
  for (graph_index i = 0; i < links_.size(); ++i) {
    auto& link = links_[i];
    gateways_[link.a].neighbours.push_back({link.b, i});
    gateways_[link.b].neighbours.push_back({link.a, i});
  }
  for (auto& gateway : gateways_)
    std::sort(gateway.neighbours.begin(), gateway.neighbours.end());
}

void route_graph::add_resources(const topology& valid) {
  auto rate = [](std::int64_t x) {
    return amounts{unit::bit_per_second, x};
  };
  for (auto& [spec, a, b, nic_a, nic_b] : links_) {
    resources_.push_back(owned_by(spec.a, nic_of(spec.a, spec.name), "nic",
                                  rate(spec.bandwidth_a)));
    resources_.push_back(owned_by(spec.b, nic_of(spec.b, spec.name), "nic",
                                  rate(spec.bandwidth_b)));
  }
  for (auto& gateway : gateways_)
    if (auto& spec = gateway.spec; spec.buffer_bytes)
      resources_.push_back(owned_by(spec.name, buffers_of(spec.name), "buffers",
                                    {unit::byte, *spec.buffer_bytes}));
  for (auto& spec : endpoints_) {
    resources_.push_back(
        owned_by(spec.gateway, nic_of(spec.name), "nic", rate(spec.bandwidth)));
    resources_.back().endpoint = spec.name;
  }
  for (auto& spec : valid.resources) {
    auto owner = find_endpoint(spec.endpoint);
    resources_.push_back(
        {spec.name, spec.kind, owner != nullptr ? owner->gateway : spec.gateway,
         spec.endpoint, spec.groups, spec.capacity, spec.part_of});
  }
  std::sort(resources_.begin(), resources_.end(),
            [](const leasable& x, const leasable& y) {
              return std::tie(x.gateway, x.name) < std::tie(y.gateway, y.name);
            });
  resource_index_.reserve(resources_.size());
  for (graph_index i = 0; i < resources_.size(); ++i) {
    auto& resource = resources_[i];
    resource.nominal = resource.capacity;
    resource_index_.emplace(resource.name, i);
    for (auto& group : resource.groups)
      groups_[group].push_back(resource.name);
    auto& gateway = gateways_[index_of(resource.gateway)];
    if (gateway.last == 0)
      gateway.first = i;
    gateway.last = i + 1;
  }
  for (auto& [group, members] : groups_)
    std::sort(members.begin(), members.end());
  for (auto& gateway : gateways_)
    gateway.buffers = index_of(buffers_of(gateway.spec.name));
  for (auto& link : links_) {
    link.nic_a = index_of(nic_of(link.spec.a, link.spec.name));
    link.nic_b = index_of(nic_of(link.spec.b, link.spec.name));
  }
}

void route_graph::close(const resource_name& name) {
  if (auto i = index_of(name); i != no_index)
    resources_[i].capacity = {};
}

const graph_gateway* route_graph::find_gateway(const gateway_name& name) const {
  return at(gateways_, index_of(name));
}

const graph_link* route_graph::find_link(const link_name& name) const {
  return at(links_, index_of(name));
}

const endpoint_spec*
route_graph::find_endpoint(const endpoint_name& name) const {
  return at(endpoints_, place_of(endpoints_, name));
}

const leasable* route_graph::find_resource(const resource_name& name) const {
  return at(resources_, index_of(name));
}

leasable_range route_graph::resources_of(const gateway_name& gateway) const {
  auto found = find_gateway(gateway);
  if (found == nullptr)
    return {};
  return {resources_.data() + found->first, resources_.data() + found->last};
}

const std::vector<resource_name>&
route_graph::members_of(const group_name& group) const {
  static const std::vector<resource_name> nobody;
  auto i = groups_.find(group);
  return i == groups_.end() ? nobody : i->second;
}

result<resource_name>
route_graph::resolve_target(const std::string& text) const {
  if (resource_name name{text}; find_resource(name) != nullptr)
    return name;
  if (endpoint_name name{text}; find_endpoint(name) != nullptr)
    return nic_of(name);
  if (has_gateway(gateway_name{text}))
    return failure{errc::unknown_target,
                   fmt::format("{} is a gateway, not a resource: name one of "
                               "its resources, as `leasehold resource list` "
                               "shows them",
                               text)};
  return failure{errc::unknown_target,
                 fmt::format("no resource or endpoint of the region is called "
                             "\"{:.150}\": `leasehold resource list` shows "
                             "all",
                             text)};
}

graph_source route_graph::resolve_source(const endpoint_name& source) const {
  if (auto endpoint = find_endpoint(source))
    return {index_of(endpoint->gateway), index_of(nic_of(endpoint->name))};
  return {index_of(gateway_name{source.str()}), no_index};
}

graph_index route_graph::index_of(const gateway_name& name) const {
  return place_of(gateways_, name);
}

graph_index route_graph::index_of(const link_name& name) const {
  return place_of(links_, name);
}

graph_index route_graph::index_of(const resource_name& name) const {
  auto i = resource_index_.find(name);
  return i == resource_index_.end() ? no_index : i->second;
}

} // namespace leasehold
