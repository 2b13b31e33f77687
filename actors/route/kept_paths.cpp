// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/kept_paths.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/route/demand.hpp"
#include "messages/bounds.hpp"

namespace leasehold {

namespace {

std::int64_t smallest_of(int magnitude) noexcept {
  return magnitude == 0 ? 0 : std::int64_t{1} << (magnitude - 1);
}

std::uint64_t cost_of(const route_graph& graph, const link_path& links) {
  std::uint64_t sum = 0;
  for (auto link : links)
    sum += graph.links()[link].spec.cost;
  return sum;
}

bool by_name(const kept_path& x, const kept_path& y) {
  auto steps = std::min(x.links.size(), y.links.size());
  for (std::size_t i = 0; i < steps; ++i) {
    graph_neighbour left{x.gateways[i + 1], x.links[i]};
    graph_neighbour right{y.gateways[i + 1], y.links[i]};
    if (left < right || right < left)
      return left < right;
  }
  return x.links.size() < y.links.size();
}

template <class List>
bool has(const List& list, graph_index x) {
  return std::find(list.begin(), list.end(), x) != list.end();
}

/// The share that is left of the tightest resource; nothing where one of them
/// does not have as much as is taken.
std::optional<share> left_along(const route_graph& graph,
                                const std::vector<graph_hop>& hops,
                                const free_lookup& free) {
  share worst;
  for (auto& hop : hops)
    for (auto& [index, use] : hop.uses) {
      auto& resource = graph.resources()[index];
      auto left = share_after(free(resource.name), resource.capacity, use);
      if (!left)
        return std::nullopt;
      worst = std::min(worst, *left);
    }
  return worst;
}

} // namespace

int kept_paths::magnitude_of(std::int64_t rate) noexcept {
  auto bits = 0;
  for (; rate > 0; rate >>= 1)
    ++bits;
  return bits;
}

kept_paths::kept_paths(std::shared_ptr<const route_graph> graph,
                       graph_index from, graph_index to, int magnitude,
                       std::size_t count_max)
    : graph_(std::move(graph)) {
  route_demand demand;
  demand.rate = smallest_of(magnitude);
  demand.from = from;
  demand.to = to;
  const free_lookup all = [this](const resource_name& name) {
    return graph_->find_resource(name)->capacity;
  };
  free_room room{*graph_, all};
  // Some tens of milliseconds, on a thread that others need.
  plan_budget budget;
  budget.steps_left = 200'000;
  search_effort effort{budget};
  // One more than may be kept shows up to which cost all are there.
  auto paths = best_paths(*graph_, {}, demand, room, count_max + 1, effort);
  const auto counted = paths.size() > count_max;
  more_ = counted || effort.exhausted;
  auto beyond = paths.empty() ? 0 : cost_of(*graph_, paths.back());
  if (counted)
    paths.pop_back();
  auto least = paths.empty() ? 0 : cost_of(*graph_, paths.front());
  for (auto& links : paths) {
    auto cost = cost_of(*graph_, links);
    if (more_ && cost == beyond && cost != least)
      break;
    if (levels_.empty()
        || cost != cost_of(*graph_, levels_.back().front().links))
      levels_.emplace_back();
    add(std::move(links), from);
  }
  for (auto& level : levels_)
    std::sort(level.begin(), level.end(), by_name);
}

void kept_paths::add(link_path links, graph_index from) {
  kept_path path;
  path.links = std::move(links);
  path.gateways.push_back(from);
  for (auto index : path.links) {
    auto& link = graph_->links()[index];
    path.gateways.push_back(link.a == path.gateways.back() ? link.b : link.a);
  }
  list_resources(path);
  levels_.back().push_back(std::move(path));
}

void kept_paths::list_resources(const kept_path& path) {
  auto note = [this](graph_index gateway, graph_index resource) {
    auto& known = resources_[gateway];
    if (resource == no_index)
      return;
    auto& name = graph_->resources()[resource].name;
    if (std::find(known.begin(), known.end(), name) == known.end())
      known.push_back(name);
  };
  for (auto gateway : path.gateways)
    note(gateway, graph_->gateways()[gateway].buffers);
  for (auto index : path.links) {
    auto& link = graph_->links()[index];
    note(link.a, link.nic_a);
    note(link.b, link.nic_b);
  }
}

const std::vector<resource_name>&
kept_paths::resources_at(graph_index gateway) const {
  static const std::vector<resource_name> nothing;
  auto i = resources_.find(gateway);
  return i == resources_.end() ? nothing : i->second;
}

bool allowed(const kept_path& path, const path_rules& rules) {
  if (path.links.size() >= bounds::route_hops)
    return false;
  auto passes = [&path](graph_index x) {
    return has(path.gateways, x);
  };
  auto follows = [&path](graph_index x) {
    return has(path.links, x);
  };
  auto all = [](auto& list, auto holds) {
    return std::all_of(list.begin(), list.end(), holds);
  };
  auto none = [](auto& list, auto holds) {
    return std::none_of(list.begin(), list.end(), holds);
  };
  return all(rules.include_gateways, passes)
      && all(rules.include_links, follows)
      && none(rules.closed_gateways, passes)
      && none(rules.closed_links, follows);
}

std::vector<route>
routes_along(const route_graph& graph, const std::vector<kept_path>& paths,
             const route_demand& demand, const free_lookup& free,
             const std::function<bool(const kept_path&)>& usable) {
  std::vector<std::pair<share, const kept_path*>> fitting;
  for (auto& path : paths)
    if (usable(path))
      if (auto left =
              left_along(graph, hops_along(graph, demand, path.links), free))
        fitting.emplace_back(*left, &path);
  std::stable_sort(fitting.begin(), fitting.end(),
                   [](auto& x, auto& y) { return y.first < x.first; });
  std::vector<route> result;
  for (auto& [left, path] : fitting)
    result.push_back(make_route(graph, demand, path->links));
  return result;
}

} // namespace leasehold
