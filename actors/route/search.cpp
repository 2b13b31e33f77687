// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/search.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "actors/route/path_search.hpp"
#include "messages/bounds.hpp"
#include "messages/saturating.hpp"

namespace leasehold {

namespace {

route_failure failed(errc code, std::string message) {
  route_failure result;
  result.code = code;
  result.message = std::move(message);
  return result;
}

/// A query in terms of the graph.
struct question {
  const route_graph& graph;
  const route_query& query;
  route_demand demand;
  path_rules rules;
  search_effort effort;
};

void add_once(std::vector<graph_index>& list, graph_index x) {
  if (std::find(list.begin(), list.end(), x) == list.end())
    list.push_back(x);
}

/// Sorts names into gateways and links; answers the first that is neither.
std::optional<std::string> sort_names(const route_graph& graph,
                                      const std::vector<std::string>& names,
                                      std::vector<graph_index>& gateways,
                                      std::vector<graph_index>& links) {
  for (auto& name : names) {
    if (auto i = graph.index_of(gateway_name{name}); i != no_index)
      add_once(gateways, i);
    else if (auto j = graph.index_of(link_name{name}); j != no_index)
      add_once(links, j);
    else
      return name;
  }
  return std::nullopt;
}

std::variant<path_rules, route_failure> resolve(const route_graph& graph,
                                                const route_query& query) {
  path_rules rules;
  auto& [include, exclude] = query.constraints;
  auto stranger =
      sort_names(graph, include, rules.include_gateways, rules.include_links);
  if (!stranger)
    stranger =
        sort_names(graph, exclude, rules.closed_gateways, rules.closed_links);
  if (stranger)
    return failed(errc::unknown_name,
                  fmt::format("\"{:.150}\" in the constraints is no gateway "
                              "or link: `leasehold topology show` shows all",
                              *stranger));
  auto count = rules.include_gateways.size() + rules.include_links.size();
  if (count > include_max)
    return failed(errc::too_much,
                  fmt::format("the route is to pass {} gateways and links: at "
                              "most {} may be named, the rest is found",
                              count, include_max));
  for (auto& name : query.excluded_gateways)
    if (auto i = graph.index_of(name); i != no_index)
      add_once(rules.closed_gateways, i);
  return rules;
}

/// A lease has to take something of its target, or any number of lessees could
/// have it at once.
std::optional<route_failure> check_amount(const leasable& target,
                                          const amounts& asked) {
  std::vector<std::string> measures;
  for (auto u : all_units) {
    if (target.nominal[u] == 0)
      continue;
    if (asked[u] > 0)
      return std::nullopt;
    measures.push_back(to_string(amounts{u, 1}));
  }
  if (!measures.empty())
    return failed(errc::invalid_request,
                  fmt::format("{} takes nothing of {}, which is given in other "
                              "units: ask for {} or more",
                              to_string(asked), target.name.str(),
                              fmt::join(measures, " or ")));
  auto why = failed(errc::above_capacity,
                    fmt::format("{} has no capacity at present; ask for "
                                "another target",
                                target.name.str()));
  why.resource = target.name;
  why.gateway = target.gateway;
  return why;
}

std::variant<question, route_failure>
ask(const route_graph& graph, const route_query& query, plan_budget& budget) {
  auto known = resolve_query(graph, query);
  if (auto why = std::get_if<route_failure>(&known))
    return std::move(*why);
  auto& [demand, rules] = std::get<graph_query>(known);
  return question{graph, query, demand, std::move(rules),
                  search_effort{budget}};
}

free_room room_for(const question& q, const free_lookup& free) {
  free_room room{q.graph, free};
  for (auto& name : q.query.excluded_resources)
    if (auto i = q.graph.index_of(name); i != no_index)
      room.shut(i);
  return room;
}

// -- the largest rate --------------------------------------------------------

/// A rate and the best path that has room for it.
struct wide_path {
  std::int64_t rate = 0;
  link_path links;
};

/// The first resource along a path that has no room for its part.
graph_index first_short(const question& q, const route_demand& demand,
                        const link_path& links, free_room& room) {
  for (auto& hop : hops_along(q.graph, demand, links))
    for (auto& [resource, use] : hop.uses)
      if (!room.after(resource, use))
        return resource;
  return no_index;
}

/// The largest rate in [fits, most] that a path has room for.
/// @pre it has room for `fits`
std::int64_t widen(const question& q, const link_path& links, std::int64_t fits,
                   std::int64_t most, free_room& room) {
  while (fits < most) {
    auto middle = upper_middle(fits, most);
    if (first_short(q, q.demand.with_rate(middle), links, room) == no_index)
      fits = middle;
    else
      most = middle - 1;
  }
  return fits;
}

/// The largest rate, at most the demanded one, that any path has room for.
/// Nothing where there is no path even for a rate of nothing.
std::optional<wide_path> widest_path(question& q, free_room& room) {
  auto path_for = [&](std::int64_t rate) {
    return best_paths(q.graph, q.rules, q.demand.with_rate(rate), room, 1,
                      q.effort);
  };
  auto most = q.demand.rate;
  auto paths = path_for(0);
  if (paths.empty())
    return std::nullopt;
  auto rate = widen(q, paths.front(), 0, most, room);
  // Each round asks for a little more, which mostly shows that there is no
  // more, and for half of what may be left, so that the rounds are few.
  while (rate < most) {
    auto wider = path_for(rate + 1);
    if (wider.empty())
      break;
    rate = widen(q, wider.front(), rate + 1, most, room);
    if (rate == most)
      break;
    auto middle = upper_middle(rate, most);
    wider = path_for(middle);
    if (wider.empty())
      most = middle - 1;
    else
      rate = widen(q, wider.front(), middle, most, room);
  }
  paths = path_for(rate);
  if (paths.empty())
    return std::nullopt;
  return wide_path{rate, std::move(paths.front())};
}

// -- why there is no route ---------------------------------------------------

route_failure given_up(const question& q) {
  auto& include = q.query.constraints.include;
  if (include.empty())
    return failed(errc::too_much,
                  fmt::format("the search for a route to {} took longer than a "
                              "request may: ask again, with gateways and links "
                              "to exclude",
                              q.query.target.str()));
  return failed(errc::too_much,
                fmt::format("the search for a route that passes {} took too "
                            "long: name fewer gateways and links to include, "
                            "or some to exclude",
                            fmt::join(include, ", ")));
}

route_failure no_route(const question& q) {
  auto& [include, exclude] = q.query.constraints;
  auto text = fmt::format("no route leads from {} to {}",
                          q.graph.gateways()[q.demand.from].spec.name.str(),
                          q.graph.gateways()[q.demand.to].spec.name.str());
  if (!include.empty())
    text += fmt::format(" and passes {}", fmt::join(include, ", "));
  if (!exclude.empty())
    text += fmt::format(" and avoids {}", fmt::join(exclude, ", "));
  if (!q.query.excluded_gateways.empty())
    text += " while some gateways are left out";
  if (include.empty() && exclude.empty())
    text += ": link them in the topology, or ask for another target";
  else
    text += " without passing a gateway twice: ask with other constraints";
  return failed(errc::no_route, std::move(text));
}

/// Routes are bounded where they are written and sent.
route_failure no_short_route(const question& q) {
  return failed(
      errc::no_route,
      fmt::format("the best routes from {} to {} pass more than {} gateways, "
                  "which no lease may: link them more directly, or ask for "
                  "another target",
                  q.graph.gateways()[q.demand.from].spec.name.str(),
                  q.graph.gateways()[q.demand.to].spec.name.str(),
                  bounds::route_hops));
}

route_failure short_of(const question& q, errc code, graph_index index,
                       free_room& room) {
  auto& resource = q.graph.resources()[index];
  route_failure result;
  result.code = code;
  result.resource = resource.name;
  result.gateway = resource.gateway;
  result.free = max(room.free_of(index), {});
  auto asked = to_string(q.query.amount);
  auto has = to_string(result.free);
  result.message = code == errc::above_capacity
      ? fmt::format("{} is more than any route to {} has: {} at {} has {} "
                    "in all; ask for less, or for another target",
                    asked, q.query.target.str(), resource.name.str(),
                    resource.gateway.str(), has)
      : fmt::format("no route to {} has {} free: {} at {} has {} free of "
                    "{}; ask for less, for another time or another target",
                    q.query.target.str(), asked, resource.name.str(),
                    resource.gateway.str(), has, to_string(resource.nominal));
  return result;
}

/// What lacks in `room`, if it is capacity.
std::optional<route_failure> shortage(question& q, errc code, free_room& room) {
  auto best = widest_path(q, room);
  if (best && best->rate == q.demand.rate)
    return std::nullopt;
  if (best) {
    auto more = q.demand.with_rate(best->rate + 1);
    auto binding = first_short(q, more, best->links, room);
    return short_of(q, code, binding, room);
  }
  // Not even nothing fits: the target lacks what has nothing to do with rate.
  for (auto demand : {q.demand.with_rate(0), q.demand})
    for (auto& [resource, use] : fixed_uses(q.graph, demand))
      if (!room.after(resource, use))
        return short_of(q, code, resource, room);
  return std::nullopt;
}

bool closed(const route_graph& graph, graph_index resource) {
  auto& x = graph.resources()[resource];
  return x.capacity != x.nominal;
}

/// What lacks on routes that serve, or, where none does, on any.
std::optional<route_failure> shortage_in_service(question& q, free_room& room) {
  auto serving = q;
  auto& links = q.graph.links();
  for (graph_index i = 0; i < links.size(); ++i)
    if (closed(q.graph, links[i].nic_a) || closed(q.graph, links[i].nic_b))
      add_once(serving.rules.closed_links, i);
  auto why = shortage(serving, errc::insufficient_capacity, room);
  q.effort.exhausted = q.effort.exhausted || serving.effort.exhausted;
  return why ? why : shortage(q, errc::insufficient_capacity, room);
}

route_failure explain(question& q, const free_lookup& free, free_room& room) {
  free_lookup all = [&](const resource_name& name) {
    return max(q.graph.find_resource(name)->nominal, free(name));
  };
  free_room capacity{q.graph, all};
  auto why = shortage(q, errc::above_capacity, capacity);
  if (!why && !q.effort.exhausted) {
    auto unhindered =
        best_paths(q.graph, q.rules, q.demand, capacity, 1, q.effort);
    if (unhindered.empty() && !q.effort.exhausted)
      return no_route(q);
    why = shortage_in_service(q, room);
  }
  if (q.effort.exhausted || !why)
    return given_up(q);
  return std::move(*why);
}

} // namespace

std::variant<graph_query, route_failure>
resolve_query(const route_graph& graph, const route_query& query) {
  if (query.amount.negative() || query.amount.zero())
    return failed(errc::invalid_request,
                  "the amount must be more than nothing, like 10Mbit/s or "
                  "1count");
  auto target = graph.resolve_target(query.target.str());
  if (!target)
    return failed(target.error().code, target.error().message);
  if (auto why = check_amount(*graph.find_resource(*target), query.amount))
    return std::move(*why);
  auto source = graph.resolve_source(query.source);
  if (source.gateway == no_index)
    return failed(errc::unknown_source,
                  fmt::format("no endpoint of the region is called "
                              "\"{:.150}\": `leasehold endpoint list` shows "
                              "all",
                              query.source.str()));
  auto rules = resolve(graph, query);
  if (auto why = std::get_if<route_failure>(&rules))
    return std::move(*why);
  return graph_query{make_demand(graph, source.gateway, source.nic,
                                 graph.index_of(*target), query.amount),
                     std::get<path_rules>(std::move(rules))};
}

route_outcome find_routes(const route_graph& graph, const route_query& query,
                          const free_lookup& free, std::size_t k) {
  plan_budget budget;
  return find_routes(graph, query, free, k, budget);
}

bool has_route(const route_graph& graph, const route_query& query,
               const free_lookup& free, plan_budget& budget) {
  auto asked = ask(graph, query, budget);
  auto q = std::get_if<question>(&asked);
  if (q == nullptr)
    return false;
  auto room = room_for(*q, free);
  auto paths = best_paths(graph, q->rules, q->demand, room, 1, q->effort);
  return !paths.empty() && paths.front().size() < bounds::route_hops;
}

route_outcome find_routes(const route_graph& graph, const route_query& query,
                          const free_lookup& free, std::size_t k,
                          plan_budget& budget) {
  auto asked = ask(graph, query, budget);
  if (auto why = std::get_if<route_failure>(&asked))
    return std::move(*why);
  auto& q = std::get<question>(asked);
  auto room = room_for(q, free);
  auto paths = best_paths(graph, q.rules, q.demand, room, k, q.effort);
  if (paths.empty()) {
    if (q.effort.exhausted)
      return given_up(q);
    return explain(q, free, room);
  }
  auto too_long = [](const link_path& links) {
    return links.size() >= bounds::route_hops;
  };
  paths.erase(std::remove_if(paths.begin(), paths.end(), too_long),
              paths.end());
  if (paths.empty())
    return no_short_route(q);
  route_search found;
  found.routes.reserve(paths.size());
  for (auto& links : paths)
    found.routes.push_back(make_route(graph, q.demand, links));
  return found;
}

std::optional<widest> widest_route(const route_graph& graph,
                                   const route_query& query,
                                   const free_lookup& free,
                                   plan_budget& budget) {
  auto asked = ask(graph, query, budget);
  if (std::holds_alternative<route_failure>(asked))
    return std::nullopt;
  auto& q = std::get<question>(asked);
  auto room = room_for(q, free);
  auto amount = query.amount;
  for (auto u : {unit::byte, unit::count}) {
    if (amount[u] == 0)
      continue;
    amount.set(u, std::min(amount[u], room.free_of(q.demand.target)[u]));
    if (amount[u] <= 0)
      return std::nullopt;
    q.demand.target_use.set(u, amount[u]);
  }
  auto best = widest_path(q, room);
  if (!best || (best->rate == 0 && q.demand.rate > 0))
    return std::nullopt;
  amount.set(unit::bit_per_second, best->rate);
  return widest{make_route(graph, q.demand.with_rate(best->rate), best->links),
                amount};
}

} // namespace leasehold
