// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/route/refusals.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "actors/route/advisor.hpp"
#include "actors/route/limit_text.hpp"

namespace leasehold {

namespace {

bool is_short(errc code) noexcept {
  return code == errc::insufficient_capacity || code == errc::above_capacity;
}

std::string message_for(const hop_answer& why) {
  auto& gateway = why.key.gateway.str();
  if (why.code == errc::insufficient_capacity)
    return fmt::format("{} at {} has {} free in the asked time",
                       why.resource.str(), gateway, to_string(why.free));
  if (why.code == errc::timed_out)
    return fmt::format("{} did not answer in time; try again", gateway);
  return fmt::format("{} refused: {}", gateway, to_string(why.code));
}

// -- limits ------------------------------------------------------------------

/// Whether the resource may not be promised for all of the term.
bool limited(const refused_wish& x, const resource_name& resource) {
  auto latest = x.in.limit_of(resource).latest_end(x.asked);
  return latest < x.wish.term.end;
}

/// Whether all of the term would be granted somewhere, were nobody there.
bool serves_somewhere(const refused_wish& x, plan_budget& budget) {
  return has_route(
      *x.in.graph, x.wish.query,
      [&x](const resource_name& resource) {
        return limited(x, resource)
            ? amounts{}
            : x.in.graph->find_resource(resource)->capacity;
      },
      budget);
}

/// A route that there would be but for limits, if there is one.
std::optional<route> route_but_for_limits(const refused_wish& x,
                                          plan_budget& budget) {
  auto& term = x.wish.term;
  auto unlimited = [&](const resource_name& resource) {
    auto end = std::min(x.in.limit_of(resource).latest_end(x.asked), term.end);
    auto known = x.free.find(resource);
    if (known == nullptr)
      return amounts{};
    return end <= term.start ? x.in.graph->find_resource(resource)->nominal
                             : free_over(*known, {term.start, end});
  };
  auto found = find_routes(*x.in.graph, x.wish.query, unlimited, 1, budget);
  auto routes = std::get_if<route_search>(&found);
  return routes == nullptr ? std::nullopt
                           : std::optional{std::move(routes->routes.front())};
}

/// The first of the uses that is limited, or null.
const resource_use* limited_use(const refused_wish& x, const route& path) {
  for (auto& hop : path.hops)
    for (auto& use : hop.uses)
      if (limited(x, use.resource))
        return &use;
  return nullptr;
}

/// What is left of a limit that moves with the time is still left when it is
/// asked for, and no more.
void offer_up_to(const term_limit& limit, counter_offer& offer) {
  auto& longest = offer.longest_period;
  if (limit.longest == duration::zero())
    longest.reset();
  else if (longest && limit.longest <= *longest + offer_lasts)
    longest = limit.longest;
}

void blame_limit(const refused_wish& x, const resource_name& resource,
                 refusal& answer) {
  auto& term = x.wish.term;
  auto limit = x.in.limit_of(resource);
  auto latest = std::max(limit.latest_end(x.asked), term.start);
  answer.message = limit_text(x.in, resource, term.end, x.asked);
  answer.resource = resource;
  answer.gateway = x.in.graph->find_resource(resource)->gateway;
  answer.short_of = window{latest, term.end};
  if (limit.longest == duration::zero() || latest == term.start)
    answer.message += "; ask for another target, or again when it serves";
  offer_up_to(limit, answer.offer);
}

/// Says so where it is only that something is not promised until then.
void name_limit(const refused_wish& x, refusal& answer, plan_budget& budget) {
  if (x.in.limits.empty() || answer.code != errc::insufficient_capacity)
    return;
  if (x.wish.own && x.wish.own->goes == holding::way::same) {
    if (limited(x, answer.resource))
      blame_limit(x, answer.resource, answer);
    return;
  }
  if (serves_somewhere(x, budget))
    return;
  auto path = route_but_for_limits(x, budget);
  if (auto use = path ? limited_use(x, *path) : nullptr)
    blame_limit(x, use->resource, answer);
}

// -- trouble -----------------------------------------------------------------

/// What is in error is not short, and to ask for less does not help.
void name_trouble(const refused_wish& x, refusal& answer) {
  auto view = x.free.find(answer.resource);
  if (view != nullptr && !view->trouble.empty())
    answer.message = fmt::format(
        "{} at {} is in error: {}; ask for another target, or again when it "
        "serves",
        answer.resource.str(), answer.gateway.str(), view->trouble);
}

// -- silence -----------------------------------------------------------------

/// Some names, and how many more there are.
template <class Name>
std::string some_of(const std::set<Name>& all) {
  constexpr std::size_t named_max = 3;
  std::vector<std::string> names;
  for (auto& name : all)
    if (names.size() < named_max)
      names.push_back(name.str());
  auto result = fmt::format("{}", fmt::join(names, ", "));
  if (all.size() > named_max)
    result += fmt::format(" and {} more", all.size() - named_max);
  return result;
}

/// The nodes that can't be reached, of those that run the gateways.
std::set<node_name> unreached(const region_map& in,
                              const std::set<gateway_name>& gateways) {
  std::set<node_name> result;
  for (auto& gateway : gateways)
    if (in.is_silent(gateway))
      result.insert(*in.node_of(gateway));
  return result;
}

std::string message_for(const region_map& in,
                        const std::set<gateway_name>& silent) {
  const auto nodes = unreached(in, silent);
  if (nodes.empty())
    return fmt::format("{} did not say in time what is free, and without that "
                       "there is no route with enough; try again",
                       some_of(silent));
  const auto one = nodes.size() == 1;
  return fmt::format("{} {} can't be reached, and without {} there is no route "
                     "with enough: `leasehold node list` shows the nodes; try "
                     "again when {} back",
                     one ? "node" : "nodes", some_of(nodes), some_of(silent),
                     one ? "it is" : "they are");
}

refusal with_offer(const refused_wish& x, refusal answer, plan_budget& budget) {
  if (!is_short(answer.code))
    return answer;
  if (auto view = x.free.find(answer.resource))
    answer.short_of = shortage(*view, x.wish.term, x.wish.query.amount);
  answer.offer = make_offer(*x.in.graph, x.wish, x.free, x.now, budget);
  name_limit(x, answer, budget);
  name_trouble(x, answer);
  return answer;
}

} // namespace

refusal refuse(const refused_wish& x, const route_failure& why,
               plan_budget& budget) {
  refusal answer;
  answer.code = why.code;
  answer.message = why.message;
  answer.resource = why.resource;
  answer.gateway = why.gateway;
  return with_offer(x, std::move(answer), budget);
}

std::optional<refusal> refuse_unknown(const refused_wish& x,
                                      const std::set<gateway_name>& silent,
                                      const free_lookup& free,
                                      plan_budget& budget) {
  if (silent.empty())
    return std::nullopt;
  auto& graph = *x.in.graph;
  auto may_be_free = [&](const resource_name& name) {
    auto resource = graph.find_resource(name);
    return resource != nullptr && silent.count(resource->gateway) > 0
        ? resource->nominal
        : free(name);
  };
  if (!has_route(graph, x.wish.query, may_be_free, budget))
    return std::nullopt;
  refusal answer;
  answer.code = errc::unavailable;
  answer.gateway = *silent.begin();
  answer.message = message_for(x.in, silent);
  answer.retry_after = std::chrono::seconds{1};
  return answer;
}

refusal refuse(const refused_wish& x, const hop_answer& why,
               plan_budget& budget) {
  refusal answer;
  answer.code = why.code;
  answer.message = message_for(why);
  answer.resource = why.resource;
  answer.gateway = why.key.gateway;
  return with_offer(x, std::move(answer), budget);
}

} // namespace leasehold
