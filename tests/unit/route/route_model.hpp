// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/route/search.hpp"
#include "messages/route.hpp"
#include "messages/topology.hpp"

// The route search that can't be wrong: every path, one by one, by names
// alone. It shares no code with what it checks, and is good for a handful of
// gateways.
namespace leasehold {

class route_model {
public:
  using free_table = std::map<resource_name, amounts>;

  route_model(const topology& region, route_query query, free_table free)
      : region_(region), query_(std::move(query)), free_(std::move(free)) {
    list_capacities();
    for (auto& x : query_.excluded_resources)
      free_[x] = {};
  }

  /// All routes that fit, best first.
  std::vector<route> all() const {
    return routes(query_.amount, free_);
  }

  /// The code that a failure must have.
  errc why_none() const {
    auto has = capacity_;
    for (auto& [name, x] : free_)
      has[name] = max(has[name], x);
    auto target = region_gateway_of_target();
    if (!fixed_fit(target, has))
      return errc::above_capacity;
    if (routes(amounts{}, has).empty())
      return errc::no_route;
    return routes(query_.amount, has).empty() ? errc::above_capacity
                                              : errc::insufficient_capacity;
  }

  /// The largest rate, up to the asked one, that some route has room for.
  std::optional<std::int64_t> widest_rate() const {
    auto amount = query_.amount;
    for (auto rate = amount[unit::bit_per_second]; rate >= 0; --rate) {
      amount.set(unit::bit_per_second, rate);
      if (!routes(amount, free_).empty())
        return rate;
    }
    return std::nullopt;
  }

  const free_table& capacities() const {
    return capacity_;
  }

private:
  using int128 = __int128;

  struct rated {
    route value;
    std::uint64_t cost = 0;
    int128 left = 1;
    int128 of = 0;
    std::vector<std::string> words;

    bool operator<(const rated& y) const {
      if (cost != y.cost)
        return cost < y.cost;
      if (left * y.of != y.left * of)
        return y.left * of < left * y.of;
      return words < y.words;
    }
  };

  void list_capacities() {
    for (auto& x : region_.links) {
      capacity_[nic_of(x.a, x.name)] = {unit::bit_per_second, x.bandwidth_a};
      capacity_[nic_of(x.b, x.name)] = {unit::bit_per_second, x.bandwidth_b};
    }
    for (auto& x : region_.gateways)
      if (x.buffer_bytes)
        capacity_[buffers_of(x.name)] = {unit::byte, *x.buffer_bytes};
    for (auto& x : region_.endpoints)
      capacity_[nic_of(x.name)] = {unit::bit_per_second, x.bandwidth};
    for (auto& x : region_.resources)
      capacity_[x.name] = x.capacity;
  }

  std::string owner_of_target() const {
    auto text = query_.target.str();
    return text.substr(0, text.find('/'));
  }

  const endpoint_spec* endpoint(const std::string& name) const {
    for (auto& x : region_.endpoints)
      if (x.name.str() == name)
        return &x;
    return nullptr;
  }

  gateway_name gateway_of(const std::string& owner) const {
    auto found = endpoint(owner);
    return found != nullptr ? found->gateway : gateway_name{owner};
  }

  gateway_name region_gateway_of_target() const {
    return gateway_of(owner_of_target());
  }

  /// What the path takes, hop by hop.
  std::vector<std::map<resource_name, amounts>>
  uses_of(const std::vector<gateway_name>& path,
          const std::vector<link_spec>& links, const amounts& asked) const {
    auto rate = asked[unit::bit_per_second];
    amounts r{unit::bit_per_second, rate};
    std::vector<std::map<resource_name, amounts>> uses(path.size());
    auto add = [&](std::size_t hop, const resource_name& name, amounts x) {
      if (!x.zero())
        uses[hop][name] += x;
    };
    if (endpoint(query_.source.str()) != nullptr)
      add(0, nic_of(query_.source), r);
    for (std::size_t i = 0; i < path.size(); ++i)
      for (auto& x : region_.gateways)
        if (x.name == path[i] && x.buffer_bytes) {
          auto bits = rate * x.buffer_time.count();
          add(i, buffers_of(x.name), {unit::byte, (bits + 7999) / 8000});
        }
    for (std::size_t i = 0; i < links.size(); ++i) {
      add(i, nic_of(path[i], links[i].name), r);
      add(i + 1, nic_of(path[i + 1], links[i].name), r);
    }
    auto last = path.size() - 1;
    auto part = asked;
    if (capacity_.at(query_.target)[unit::bit_per_second] == 0)
      part.set(unit::bit_per_second, 0);
    add(last, query_.target, part);
    if (auto offering = endpoint(owner_of_target()))
      if (nic_of(offering->name) != query_.target)
        add(last, nic_of(offering->name), r);
    return uses;
  }

  static bool fits(const amounts& use, const amounts& room) {
    for (auto u : all_units)
      if (use[u] > 0 && use[u] > room[u])
        return false;
    return true;
  }

  bool fixed_fit(const gateway_name& target, const free_table& room) const {
    auto source = gateway_of(query_.source.str());
    std::map<resource_name, amounts> uses;
    // The two ends alone: both hops of a path, without their links.
    auto first = uses_of({source, target}, {}, query_.amount);
    if (source == target)
      first = uses_of({source}, {}, query_.amount);
    for (auto& hop : first)
      for (auto& [name, use] : hop)
        if (!fits(use, room.at(name)))
          return false;
    return true;
  }

  bool allowed(const std::vector<gateway_name>& path,
               const std::vector<link_spec>& links) const {
    std::set<std::string> passed;
    for (auto& x : path)
      passed.insert(x.str());
    for (auto& x : links)
      passed.insert(x.name.str());
    for (auto& x : query_.constraints.include)
      if (passed.count(x) == 0)
        return false;
    for (auto& x : query_.constraints.exclude)
      if (passed.count(x) != 0)
        return false;
    for (auto& x : query_.excluded_gateways)
      if (passed.count(x.str()) != 0)
        return false;
    return true;
  }

  std::optional<rated> rate(const std::vector<gateway_name>& path,
                            const std::vector<link_spec>& links,
                            const amounts& asked,
                            const free_table& room) const {
    if (!allowed(path, links))
      return std::nullopt;
    rated result;
    auto uses = uses_of(path, links, asked);
    for (std::size_t i = 0; i < path.size(); ++i) {
      route_hop hop{path[i], {}};
      for (auto& [name, use] : uses[i]) {
        if (!fits(use, room.at(name)))
          return std::nullopt;
        hop.uses.push_back({name, use});
        for (auto u : all_units) {
          if (use[u] == 0)
            continue;
          int128 left = room.at(name)[u] - use[u];
          int128 of = std::max<std::int64_t>(1, capacity_.at(name)[u]);
          if (left * result.of < result.left * of) {
            result.left = left;
            result.of = of;
          }
        }
      }
      result.value.hops.push_back(std::move(hop));
      result.words.push_back(path[i].str());
      if (i > 0)
        result.words.push_back(links[i - 1].name.str());
    }
    for (auto& x : links) {
      result.cost += x.cost;
      result.value.links.push_back(x.name);
    }
    return result;
  }

  std::vector<route> routes(const amounts& asked,
                            const free_table& room) const {
    std::vector<rated> found;
    std::vector<gateway_name> path{gateway_of(query_.source.str())};
    std::vector<link_spec> links;
    auto target = region_gateway_of_target();
    std::function<void()> walk = [&] {
      if (path.back() == target) {
        if (auto x = rate(path, links, asked, room))
          found.push_back(std::move(*x));
        return;
      }
      for (auto& x : region_.links) {
        if (x.a != path.back() && x.b != path.back())
          continue;
        auto next = x.a == path.back() ? x.b : x.a;
        if (std::count(path.begin(), path.end(), next) > 0)
          continue;
        path.push_back(next);
        links.push_back(x);
        walk();
        path.pop_back();
        links.pop_back();
      }
    };
    walk();
    std::sort(found.begin(), found.end());
    std::vector<route> result;
    for (auto& x : found)
      result.push_back(std::move(x.value));
    return result;
  }

  topology region_;
  route_query query_;
  free_table free_;
  free_table capacity_;
};

} // namespace leasehold
