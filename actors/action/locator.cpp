// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/action/locator.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

namespace {

constexpr std::string_view group_prefix = "group:";

failure no_endpoint(const std::string& text) {
  return {errc::unknown_target,
          fmt::format("'{}' is no endpoint: give the name or the IP address of "
                      "one, or group:NAME for those with a resource in that "
                      "group; list them with 'leasehold endpoint list'",
                      text)};
}

} // namespace

locator::locator(std::shared_ptr<const region_map> region)
    : region_(std::move(region)) {
  for (auto& endpoint : region_->specs.endpoints)
    for (auto& address : endpoint.addresses)
      by_address_.emplace(address, endpoint.name);
  for (auto& resource : region_->graph->resources())
    if (!resource.endpoint.empty())
      resources_[resource.endpoint].push_back(&resource);
}

const std::vector<const leasable*>&
locator::resources_of(const endpoint_name& endpoint) const {
  static const std::vector<const leasable*> none;
  const auto found = resources_.find(endpoint);
  return found == resources_.end() ? none : found->second;
}

std::vector<endpoint_name> locator::members_of(const std::string& group) const {
  std::vector<endpoint_name> result;
  for (auto& member : region_->graph->members_of(group_name{group}))
    if (auto resource = region_->graph->find_resource(member);
        resource != nullptr && !resource->endpoint.empty())
      result.push_back(resource->endpoint);
  return result;
}

result<std::vector<located_target>>
locator::resolve(const std::vector<std::string>& texts,
                 const filter& sees) const {
  std::vector<located_target> all;
  std::set<endpoint_name> known;
  auto add = [&](const std::string& text, const endpoint_name& endpoint) {
    if (known.insert(endpoint).second)
      all.push_back({text, endpoint});
  };
  for (auto& text : texts) {
    if (text.compare(0, group_prefix.size(), group_prefix) == 0) {
      auto members = members_of(text.substr(group_prefix.size()));
      members.erase(std::remove_if(members.begin(), members.end(),
                                   [&](auto& member) { return !sees(member); }),
                    members.end());
      if (members.empty())
        return no_endpoint(text);
      for (auto& endpoint : members)
        add(endpoint.str(), endpoint);
    } else if (region_->graph->find_endpoint(endpoint_name{text}) != nullptr) {
      if (!sees(endpoint_name{text}))
        return no_endpoint(text);
      add(text, endpoint_name{text});
    } else {
      const auto address = parse_endpoint_address(text);
      const auto found =
          address ? by_address_.find(*address) : by_address_.end();
      if (found == by_address_.end() || !sees(found->second))
        return no_endpoint(text);
      add(text, found->second);
    }
  }
  return all;
}

bool locator::serves(const gateway_name& gateway, instant now) const {
  if (!region_->graph->has_gateway(gateway) || region_->is_silent(gateway)
      || region_->lost.count(gateway) != 0)
    return false;
  const auto out = region_->outages.find(gateway.str());
  if (out == region_->outages.end())
    return true;
  return out->second.what == outage::kind::drained && now < out->second.from;
}

std::optional<gateway_name>
locator::gateway_for(const endpoint_name& endpoint, instant now,
                     const std::set<gateway_name>& except) const {
  const auto* spec = region_->graph->find_endpoint(endpoint);
  if (spec == nullptr)
    return std::nullopt;
  auto may = [&](const gateway_name& gateway) {
    return except.count(gateway) == 0 && serves(gateway, now);
  };
  if (may(spec->gateway))
    return spec->gateway;
  for (auto& gateway : spec->alternates)
    if (may(gateway))
      return gateway;
  return std::nullopt;
}

std::optional<ip_address>
locator::address_of(const endpoint_name& endpoint) const {
  if (const auto* spec = region_->graph->find_endpoint(endpoint))
    for (auto& address : spec->addresses)
      if (address.vpn.empty())
        return address.ip;
  return std::nullopt;
}

std::optional<mac_address>
locator::mac_of(const endpoint_name& endpoint) const {
  const auto* spec = region_->graph->find_endpoint(endpoint);
  return spec == nullptr ? std::nullopt : spec->mac;
}

location locator::locate(const located_target& target, instant now,
                         const std::string& this_node) const {
  location y;
  y.target = target.text;
  y.endpoint = target.endpoint;
  const auto* spec = region_->graph->find_endpoint(target.endpoint);
  if (spec == nullptr)
    return y;
  y.gateway = gateway_for(target.endpoint, now).value_or(spec->gateway);
  const auto* node = region_->node_of(y.gateway);
  y.node = node == nullptr ? this_node : node->str();
  y.reached = serves(y.gateway, now);
  y.addresses = spec->addresses;
  y.place = spec->location;
  y.machine_type = spec->machine_type;
  if (y.gateway != spec->gateway)
    y.alternates.push_back(spec->gateway);
  for (auto& gateway : spec->alternates)
    if (gateway != y.gateway)
      y.alternates.push_back(gateway);
  return y;
}

} // namespace leasehold
