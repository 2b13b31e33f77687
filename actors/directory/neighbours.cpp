// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/neighbours.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <caf/make_message.hpp>
#include <caf/send.hpp>

#include "actors/peer/peer_actor.hpp"
#include "actors/route/topology_file.hpp"
#include "runtime/store/crc32c.hpp"

namespace leasehold {

namespace {

void meet(directory_pointer self, const region_map& next) {
  auto& state = self->state;
  std::set<node_name> named;
  for (auto& [gateway, node] : next.elsewhere)
    named.insert(node);
  for (auto& node : named)
    if (state.peers.find(node) == nullptr)
      state.peers.spawn(
          self, node, peer,
          peer_config{node, state.config.peers, state.config.clock});
  std::set<node_name> gone;
  for (auto& [node, child] : state.peers)
    if (named.count(node) == 0)
      gone.insert(node);
  for (auto& node : gone)
    state.peers.stop(self, node);
}

/// For those who have nothing else of the region.
std::function<std::string(const std::string&)>
finder_of_targets(const region_map& in) {
  return [graph = in.graph, elsewhere = in.elsewhere](const std::string& text) {
    const auto target = graph->resolve_target(text);
    const auto resource = target ? graph->find_resource(*target) : nullptr;
    const auto node = resource == nullptr ? elsewhere.end()
                                          : elsewhere.find(resource->gateway);
    return node == elsewhere.end() ? std::string{} : node->second.str();
  };
}

/// Those that run a gateway, a resource's or those at both ends of a link.
std::function<std::vector<std::string>(const std::string&)>
finder_of_subjects(const region_map& in) {
  return [graph = in.graph, elsewhere = in.elsewhere](const std::string& text) {
    std::vector<gateway_name> gateways;
    if (graph->has_gateway(gateway_name{text}))
      gateways = {gateway_name{text}};
    else if (auto link = graph->find_link(link_name{text}))
      gateways = {link->spec.a, link->spec.b};
    else if (auto resource = graph->find_resource(resource_name{text}))
      gateways = {resource->gateway};
    std::set<std::string> nodes;
    for (auto& gateway : gateways) {
      const auto node = elsewhere.find(gateway);
      nodes.insert(node == elsewhere.end() ? std::string{}
                                           : node->second.str());
    }
    return std::vector<std::string>{nodes.begin(), nodes.end()};
  };
}

std::function<void(const std::vector<std::string>&)>
listener_of(directory_pointer self) {
  return [to = directory_actor{self}](const std::vector<std::string>& nodes) {
    nodes_silent word;
    for (auto& name : nodes)
      word.nodes.insert(node_name{name});
    caf::anon_send(to, std::move(word));
  };
}

void introduce(directory_pointer self, const region_map& next) {
  auto& state = self->state;
  peer_nodes nodes;
  nodes.on_silent = listener_of(self);
  nodes.region = state.loaded.region.str();
  // Of a large region it takes a while, and it is for others alone.
  if (!state.peers.empty())
    nodes.topology = crc32c(0, write_topology(state.loaded));
  std::map<node_name, std::string> addresses;
  for (auto& node : state.loaded.nodes)
    addresses.emplace(node.name, node.address);
  for (auto& [node, child] : state.peers)
    nodes.others.push_back({node.str(), addresses[node]});
  nodes.node_of_target = finder_of_targets(next);
  nodes.nodes_of_subject = finder_of_subjects(next);
  state.config.peers->know(std::move(nodes));
}

} // namespace

void meet_neighbours(directory_pointer self, const region_map& next) {
  meet(self, next);
  if (self->state.config.peers)
    introduce(self, next);
}

} // namespace leasehold
