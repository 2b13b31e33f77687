// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/route_machine.hpp"

#include <algorithm>
#include <cassert>
#include <iterator>

namespace leasehold {

route_machine::route_machine(route_ends ends, route_limits limits)
    : ends_(std::move(ends)), limits_(limits) {}

// -- what is kept ------------------------------------------------------------

route_machine::effects
route_machine::enter(std::shared_ptr<const region_map> next) {
  region_ = std::move(next);
  kept_.clear();
  patience_.clear();
  effects out;
  for (auto& [token, x] : open_)
    out.emplace_back(route_finding{token, {}});
  open_.clear();
  return out;
}

std::shared_ptr<const kept_paths>
route_machine::paths_for(const graph_query& query) {
  auto magnitude = kept_paths::magnitude_of(query.demand.rate);
  auto& entry = kept_[magnitude];
  if (entry.paths_max == 0)
    entry.paths_max = limits_.paths_first;
  if (!entry.paths) {
    ++kept_changes_;
    entry.paths = std::make_shared<kept_paths>(
        region_->graph, query.demand.from, query.demand.to, magnitude,
        entry.paths_max);
  }
  return entry.paths;
}

void route_machine::widen(std::int64_t rate) {
  auto i = kept_.find(kept_paths::magnitude_of(rate));
  if (i == kept_.end() || !i->second.paths || !i->second.paths->more()
      || i->second.paths_max >= limits_.paths_max)
    return;
  i->second.paths_max = std::min(i->second.paths_max * 2, limits_.paths_max);
  i->second.paths = nullptr;
}

const kept_paths* route_machine::kept(std::int64_t rate) const {
  auto i = kept_.find(kept_paths::magnitude_of(rate));
  return i == kept_.end() ? nullptr : i->second.paths.get();
}

std::map<gateway_name, std::vector<resource_name>>
route_machine::resources() const {
  std::map<gateway_name, std::vector<resource_name>> result;
  for (auto& [magnitude, entry] : kept_)
    for (auto& level : entry.paths ? entry.paths->levels()
                                   : std::vector<std::vector<kept_path>>{})
      for (auto& path : level)
        for (auto gateway : path.gateways) {
          auto& names = result[region_->graph->gateways()[gateway].spec.name];
          for (auto& name : entry.paths->resources_at(gateway))
            if (std::find(names.begin(), names.end(), name) == names.end())
              names.push_back(name);
        }
  return result;
}

void route_machine::take_hint(const load_hint& hint) {
  auto is_full = [](const load_hint& x) {
    return x.now == load_hint::load::full ? 1 : 0;
  };
  auto& known = hints_[hint.resource];
  if (hint.version <= known.version)
    return;
  full_ = full_ - is_full(known) + is_full(hint);
  known = hint;
}

std::optional<load_hint>
route_machine::hint_of(const resource_name& resource) const {
  auto i = hints_.find(resource);
  return i == hints_.end() ? std::nullopt : std::optional{i->second};
}

// -- wishes ------------------------------------------------------------------

route_machine::effects route_machine::ask(std::uint64_t token,
                                          const route_wish& wish, instant now) {
  assert(open_.count(token) == 0);
  effects out;
  auto nothing = [&out, token] {
    out.emplace_back(route_finding{token, {}});
    return out;
  };
  if (!region_)
    return nothing();
  auto& graph = *region_->graph;
  auto query = resolve_query(graph, wish.query);
  auto known = std::get_if<graph_query>(&query);
  if (known == nullptr
      || graph.gateways()[known->demand.from].spec.name != ends_.from
      || graph.gateways()[known->demand.to].spec.name != ends_.to)
    return nothing();
  inquiry x;
  x.wish = wish;
  x.query = std::move(*known);
  x.paths = paths_for(x.query);
  go_on(open_.emplace(token, std::move(x)).first, now, out);
  forget_void();
  return out;
}

/// Looks at one level after the other, until routes are found, or answers are
/// missing to know, or there is none left.
void route_machine::go_on(inquiry_map::iterator i, instant now, effects& out) {
  auto& [token, x] = *i;
  for (; x.level < x.paths->levels().size(); ++x.level) {
    ask_together(token, x, now, out);
    if (!x.missing.empty())
      return;
    auto routes = look(x, now);
    if (routes.empty())
      continue;
    out.emplace_back(route_finding{token, std::move(routes)});
    open_.erase(i);
    return;
  }
  out.emplace_back(route_finding{token, {}});
  open_.erase(i);
}

/// Asks for the level that is next, and in the same round for those behind it
/// where hints say that nothing will be found in it.
void route_machine::ask_together(std::uint64_t token, inquiry& x, instant now,
                                 effects& out) {
  auto level = x.level;
  auto asked = ask_level(token, x, level, now, out);
  while (asked && hinted_full(x, level, now)
         && ++level < x.paths->levels().size())
    ask_level(token, x, level, now, out);
  if (!asked)
    return;
  x.until = saturating_add(now, limits_.answer_within);
  patience_.emplace_back(x.until, token);
}

/// Answers whether any gateway had to be asked.
bool route_machine::ask_level(std::uint64_t token, inquiry& x,
                              std::size_t level, instant now, effects& out) {
  auto before = x.asked.size();
  for (auto& path : x.paths->levels()[level]) {
    if (!usable(x, path, now))
      continue;
    for (auto gateway : path.gateways) {
      if (!x.asked.insert(gateway).second)
        continue;
      x.missing.insert(gateway);
      route_probe question;
      question.gateway = x.paths->graph().gateways()[gateway].spec.name;
      question.question.token = token;
      question.question.over = x.wish.term;
      question.resources = resources_of(x, gateway);
      out.emplace_back(std::move(question));
    }
  }
  return x.asked.size() > before;
}

std::vector<resource_name>
route_machine::resources_of(const inquiry& x, graph_index gateway) const {
  auto& demand = x.query.demand;
  auto& all = x.paths->graph().resources();
  auto result = x.paths->resources_at(gateway);
  auto add = [&](graph_index resource) {
    if (resource != no_index
        && std::find(result.begin(), result.end(), all[resource].name)
            == result.end())
      result.push_back(all[resource].name);
  };
  if (gateway == demand.from)
    add(demand.source_nic);
  if (gateway == demand.to) {
    add(demand.target);
    add(demand.target_nic);
  }
  return result;
}

bool route_machine::usable(const inquiry& x, const kept_path& path,
                           instant now) const {
  if (!allowed(path, x.query.rules))
    return false;
  auto silent = [&](graph_index gateway) {
    auto& name = x.paths->graph().gateways()[gateway].spec.name;
    auto i = left_out_.find(name);
    return region_->is_silent(name)
        || (i != left_out_.end() && now < i->second);
  };
  return (left_out_.empty() && region_->silent.empty())
      || std::none_of(path.gateways.begin(), path.gateways.end(), silent);
}

/// Whether each path of a level takes of something that is said to be full.
bool route_machine::hinted_full(const inquiry& x, std::size_t level,
                                instant now) const {
  if (full_ == 0)
    return false;
  auto full = [this](const resource_use& use) {
    auto i = hints_.find(use.resource);
    return i != hints_.end() && i->second.now == load_hint::load::full;
  };
  auto& paths = x.paths->levels()[level];
  return std::all_of(paths.begin(), paths.end(), [&](auto& path) {
    if (!usable(x, path, now))
      return true;
    auto hops = make_route(x.paths->graph(), x.query.demand, path.links).hops;
    return std::any_of(hops.begin(), hops.end(), [&](auto& hop) {
      return std::any_of(hop.uses.begin(), hop.uses.end(), full);
    });
  });
}

/// What fits in the level that is next, and in those behind it whose gateways
/// have all answered.
std::vector<route> route_machine::look(const inquiry& x, instant now) const {
  auto known = x.free.lookup();
  auto& excluded = x.wish.query.excluded_resources;
  const free_lookup free = [&](const resource_name& name) {
    auto refused =
        std::find(excluded.begin(), excluded.end(), name) != excluded.end();
    return refused ? amounts{} : known(name);
  };
  auto may_be_used = [&](const kept_path& path) {
    return usable(x, path, now);
  };
  auto answered = [&](const kept_path& path) {
    return std::all_of(
        path.gateways.begin(), path.gateways.end(),
        [&x](graph_index gateway) { return x.asked.count(gateway) > 0; });
  };
  auto& levels = x.paths->levels();
  std::vector<route> result;
  for (auto level = x.level; level < levels.size(); ++level) {
    auto complete = std::all_of(
        levels[level].begin(), levels[level].end(),
        [&](auto& path) { return !may_be_used(path) || answered(path); });
    if (!complete)
      break;
    auto found = routes_along(x.paths->graph(), levels[level], x.query.demand,
                              free, may_be_used);
    if (level == x.level && found.empty())
      break;
    result.insert(result.end(), std::make_move_iterator(found.begin()),
                  std::make_move_iterator(found.end()));
    if (result.size() >= limits_.routes_max)
      break;
  }
  if (result.size() > limits_.routes_max)
    result.resize(limits_.routes_max);
  return result;
}

// -- answers -----------------------------------------------------------------

route_machine::effects route_machine::hear(probe_answer answer, instant now) {
  effects out;
  left_out_.erase(answer.gateway);
  auto i = open_.find(answer.token);
  if (i == open_.end())
    return out;
  auto& x = i->second;
  if (x.missing.erase(x.paths->graph().index_of(answer.gateway)) == 0)
    return out;
  x.free.add(std::move(answer.resources));
  if (x.missing.empty())
    go_on(i, now, out);
  forget_void();
  return out;
}

route_machine::effects route_machine::due(instant now) {
  effects out;
  while (!patience_.empty() && patience_.front().first <= now) {
    auto [at, token] = patience_.front();
    patience_.pop_front();
    auto i = open_.find(token);
    if (i == open_.end() || i->second.until != at)
      continue;
    auto& x = i->second;
    for (auto gateway : std::exchange(x.missing, {}))
      left_out_[x.paths->graph().gateways()[gateway].spec.name] =
          saturating_add(now, limits_.left_out_for);
    go_on(i, now, out);
  }
  forget_void();
  return out;
}

/// So what is in front is the time of a wish that waits for it.
void route_machine::forget_void() {
  auto is_void = [this](auto& x) {
    auto i = open_.find(x.second);
    return i == open_.end() || i->second.until != x.first;
  };
  while (!patience_.empty() && is_void(patience_.front()))
    patience_.pop_front();
}

std::optional<instant> route_machine::next_deadline() const {
  if (patience_.empty())
    return std::nullopt;
  return patience_.front().first;
}

} // namespace leasehold
