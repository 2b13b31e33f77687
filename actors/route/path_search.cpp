// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/route/path_search.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <queue>
#include <set>
#include <utility>

namespace leasehold {

namespace {

using cost = std::uint64_t;
constexpr auto unreachable = std::numeric_limits<cost>::max();

/// The gateways and links to include that a walk has passed, one bit each.
using visits = std::uint32_t;

/// All paths that begin with `root` and do not go on along a banned link.
struct branch {
  /// The first step is the source, by no link.
  std::vector<graph_neighbour> root;
  std::vector<graph_index> banned;
  /// Until it is solved, a lower bound of the cost; then that of its best
  /// walk, with the walk and the share it leaves.
  cost total = 0;
  bool solved = false;
  share worst;
  std::vector<graph_neighbour> walk;
};

struct better {
  bool operator()(const branch& x, const branch& y) const {
    if (x.total != y.total)
      return x.total < y.total;
    if (x.solved != y.solved)
      return y.solved;
    if (y.worst < x.worst || x.worst < y.worst)
      return y.worst < x.worst;
    return x.walk < y.walk;
  }
};

/// What is known of a link or gateway: looked up when first needed.
struct passage {
  enum : std::uint8_t { unknown, open, shut } state = unknown;
  share left;
};

/// A gateway, reached with some of the visits made.
struct walker {
  /// The solution it belongs to; of any other it is as good as unseen.
  std::uint32_t round = 0;
  bool settled = false;
  /// Whether a cheapest walk to the target goes through here, and the best
  /// share that such a walk leaves from here on.
  bool leads = false;
  share onward;
  cost so_far = unreachable;
};

class search {
public:
  search(const route_graph& graph, const path_rules& rules,
         const route_demand& demand, free_room& room, search_effort& effort);

  std::vector<link_path> run(std::size_t k);

private:
  struct place {
    graph_index gateway;
    visits made;
  };

  const share* link_left(graph_index link);
  const share* gateway_left(graph_index gateway);
  visits visits_of(const graph_neighbour& step) const;
  bool limited() const;
  bool spend();

  cost remaining(graph_index gateway) const;
  bool measure();

  walker& at(place where);
  std::optional<place> step_from(place where, const graph_neighbour& step);
  share left_by(const graph_neighbour& step);
  bool tight(walker& here, walker& there, graph_index link) const;

  std::optional<cost> bound_of(branch& x);
  bool solve(branch& x);
  cost explore(place start);
  void look_back(place start);
  void write_walk(branch& x, place start);
  void divide(const branch& x, std::size_t end);

  const route_graph& graph_;
  const path_rules& rules_;
  const route_demand& demand_;
  free_room& room_;
  search_effort& effort_;
  visits all_ = 0;
  share fixed_;

  std::vector<passage> links_;
  std::vector<passage> gateways_;
  /// From each gateway to the target where the source is further away.
  std::vector<cost> remaining_;
  cost source_remaining_ = unreachable;

  std::multiset<branch, better> branches_;

  // Of the branch being solved.
  std::uint32_t round_ = 0;
  std::vector<char> on_root_;
  const std::vector<graph_index>* banned_ = nullptr;
  place start_{};
  /// By the visits made, then the gateway.
  std::vector<std::vector<walker>> walkers_;
  std::vector<place> settled_;
};

search::search(const route_graph& graph, const path_rules& rules,
               const route_demand& demand, free_room& room,
               search_effort& effort)
    : graph_(graph),
      rules_(rules),
      demand_(demand),
      room_(room),
      effort_(effort),
      links_(graph.links().size()),
      gateways_(graph.gateways().size()),
      remaining_(graph.gateways().size(), unreachable),
      on_root_(graph.gateways().size()) {
  auto count = rules.include_gateways.size() + rules.include_links.size();
  all_ = (visits{1} << count) - 1;
  walkers_.resize(std::size_t{1} << count);
  for (auto link : rules.closed_links)
    links_[link].state = passage::shut;
  for (auto gateway : rules.closed_gateways)
    gateways_[gateway].state = passage::shut;
}

std::vector<link_path> search::run(std::size_t k) {
  std::vector<link_path> found;
  auto fixed = room_.after_fixed(demand_);
  if (k == 0 || !fixed || gateways_[demand_.from].state == passage::shut
      || gateways_[demand_.to].state == passage::shut)
    return found;
  fixed_ = *fixed;
  branch all;
  all.root.push_back({demand_.from, no_index});
  if (demand_.from == demand_.to) {
    if (visits_of(all.root.front()) == all_)
      found.emplace_back();
    return found;
  }
  if (!measure())
    return found;
  all.total = source_remaining_;
  branches_.insert(std::move(all));
  while (!branches_.empty() && found.size() < k && !effort_.exhausted) {
    auto best = std::move(branches_.extract(branches_.begin()).value());
    if (!best.solved) {
      if (solve(best))
        branches_.insert(std::move(best));
      continue;
    }
    auto& walk = best.walk;
    std::fill(on_root_.begin(), on_root_.end(), 0);
    auto repeat = std::find_if(walk.begin(), walk.end(), [&](auto& step) {
      return std::exchange(on_root_[step.gateway], 1) != 0;
    });
    if (repeat == walk.end()) {
      auto& path = found.emplace_back();
      for (auto step = walk.begin() + 1; step != walk.end(); ++step)
        path.push_back(step->link);
    }
    divide(best, static_cast<std::size_t>(repeat - walk.begin()));
  }
  return found;
}

// -- the graph as this demand finds it ---------------------------------------

const share* search::link_left(graph_index link) {
  auto& known = links_[link];
  if (known.state == passage::unknown) {
    auto left = room_.after_link(demand_, link);
    known.state = left ? passage::open : passage::shut;
    known.left = left.value_or(share{});
  }
  return known.state == passage::open ? &known.left : nullptr;
}

/// What is taken at the source and the target is fixed, and not counted here.
const share* search::gateway_left(graph_index gateway) {
  auto& known = gateways_[gateway];
  if (known.state == passage::unknown) {
    std::optional<share> left = share{};
    if (gateway != demand_.from && gateway != demand_.to)
      left = room_.after_gateway(demand_, gateway);
    known.state = left ? passage::open : passage::shut;
    known.left = left.value_or(share{});
  }
  return known.state == passage::open ? &known.left : nullptr;
}

visits search::visits_of(const graph_neighbour& step) const {
  visits made = 0;
  visits bit = 1;
  for (auto gateway : rules_.include_gateways) {
    if (gateway == step.gateway)
      made |= bit;
    bit <<= 1;
  }
  for (auto link : rules_.include_links) {
    if (link == step.link)
      made |= bit;
    bit <<= 1;
  }
  return made;
}

bool search::limited() const {
  return all_ != 0;
}

/// Takes a step; false where the effort is exhausted.
bool search::spend() {
  if (limited() && effort_.included_left-- == 0) {
    effort_.included_left = 0;
    effort_.exhausted = true;
  }
  if (!effort_.plan->spend())
    effort_.exhausted = true;
  return !effort_.exhausted;
}

/// Never more than the cheapest way from here, and never falls by more than
/// the cost of a step.
cost search::remaining(graph_index gateway) const {
  return std::min(remaining_[gateway], source_remaining_);
}

/// Dijkstra's algorithm from the target as far as the source.
bool search::measure() {
  using entry = std::pair<cost, graph_index>;
  std::priority_queue<entry, std::vector<entry>, std::greater<>> queue;
  std::vector<cost> known(remaining_.size(), unreachable);
  known[demand_.to] = 0;
  queue.emplace(0, demand_.to);
  while (!queue.empty()) {
    auto [so_far, here] = queue.top();
    queue.pop();
    if (so_far > known[here])
      continue;
    if (!spend())
      return false;
    remaining_[here] = so_far;
    if (here == demand_.from) {
      source_remaining_ = so_far;
      return true;
    }
    for (auto& next : graph_.gateways()[here].neighbours) {
      auto further = so_far + graph_.links()[next.link].spec.cost;
      if (further >= known[next.gateway] || !link_left(next.link)
          || !gateway_left(next.gateway))
        continue;
      known[next.gateway] = further;
      queue.emplace(further, next.gateway);
    }
  }
  return false;
}

// -- the best walk of a branch -----------------------------------------------

walker& search::at(place where) {
  auto& layer = walkers_[where.made];
  if (layer.empty())
    layer.resize(graph_.gateways().size());
  auto& result = layer[where.gateway];
  if (result.round != round_) {
    result = walker{};
    result.round = round_;
  }
  return result;
}

/// Where a step leads, if it may be made.
std::optional<search::place> search::step_from(place where,
                                               const graph_neighbour& step) {
  if (on_root_[step.gateway])
    return std::nullopt;
  auto at_start = where.gateway == start_.gateway;
  if (at_start
      && std::find(banned_->begin(), banned_->end(), step.link)
          != banned_->end())
    return std::nullopt;
  place next{step.gateway, where.made | visits_of(step)};
  if (step.gateway == demand_.to && next.made != all_)
    return std::nullopt;
  if (!link_left(step.link) || !gateway_left(step.gateway))
    return std::nullopt;
  return next;
}

/// @pre the step may be made
share search::left_by(const graph_neighbour& step) {
  return std::min(*link_left(step.link), *gateway_left(step.gateway));
}

bool search::tight(walker& here, walker& there, graph_index link) const {
  return there.settled && there.leads
      && here.so_far + graph_.links()[link].spec.cost == there.so_far;
}

/// A lower bound of the cost of the branch, if anything is in it.
std::optional<cost> search::bound_of(branch& x) {
  cost so_far = 0;
  for (auto& step : x.root)
    if (step.link != no_index)
      so_far += graph_.links()[step.link].spec.cost;
  auto best = unreachable;
  for (auto& next : graph_.gateways()[x.root.back().gateway].neighbours)
    if (std::find(x.banned.begin(), x.banned.end(), next.link) == x.banned.end()
        && link_left(next.link))
      best = std::min(
          best, graph_.links()[next.link].spec.cost + remaining(next.gateway));
  if (best == unreachable)
    return std::nullopt;
  return so_far + best;
}

/// Finds the best walk of a branch. False where there is none.
bool search::solve(branch& x) {
  ++round_;
  std::fill(on_root_.begin(), on_root_.end(), 0);
  banned_ = &x.banned;
  start_ = {x.root.back().gateway, 0};
  cost so_far = 0;
  x.worst = fixed_;
  for (auto& step : x.root) {
    on_root_[step.gateway] = 1;
    start_.made |= visits_of(step);
    if (step.link == no_index)
      continue;
    so_far += graph_.links()[step.link].spec.cost;
    x.worst = std::min(x.worst, left_by(step));
  }
  auto rest = explore(start_);
  if (rest == unreachable)
    return false;
  look_back(start_);
  x.total = so_far + rest;
  x.worst = std::min(x.worst, at(start_).onward);
  x.solved = true;
  write_walk(x, start_);
  return true;
}

/// A* from `start`, until every place on a cheapest walk is settled.
cost search::explore(place start) {
  using entry = std::pair<cost, std::pair<visits, graph_index>>;
  std::priority_queue<entry, std::vector<entry>, std::greater<>> queue;
  settled_.clear();
  at(start).so_far = 0;
  queue.push({remaining(start.gateway), {start.made, start.gateway}});
  auto best = unreachable;
  while (!queue.empty() && queue.top().first <= best) {
    auto [made, gateway] = queue.top().second;
    queue.pop();
    place here{gateway, made};
    auto& walker = at(here);
    if (std::exchange(walker.settled, true))
      continue;
    settled_.push_back(here);
    if (!spend())
      return unreachable;
    auto so_far = walker.so_far;
    if (gateway == demand_.to) {
      best = so_far;
      continue;
    }
    for (auto& next : graph_.gateways()[gateway].neighbours) {
      auto there = step_from(here, next);
      if (!there)
        continue;
      auto further = so_far + graph_.links()[next.link].spec.cost;
      auto& other = at(*there);
      if (further >= other.so_far)
        continue;
      other.so_far = further;
      queue.push(
          {further + remaining(next.gateway), {there->made, next.gateway}});
    }
  }
  return best;
}

/// From the target back: the best share that a cheapest walk leaves onward
/// from each place. A step is never free, so dearer places come later.
void search::look_back(place start) {
  std::sort(settled_.begin(), settled_.end(),
            [this](place x, place y) { return at(y).so_far < at(x).so_far; });
  for (auto here : settled_) {
    auto& walker = at(here);
    if (here.gateway == demand_.to) {
      walker.leads = true;
      continue;
    }
    for (auto& next : graph_.gateways()[here.gateway].neighbours) {
      auto there = step_from(here, next);
      if (!there || !tight(walker, at(*there), next.link))
        continue;
      auto onward = std::min(at(*there).onward, left_by(next));
      if (!walker.leads || walker.onward < onward)
        walker.onward = onward;
      walker.leads = true;
    }
    if (here.gateway == start.gateway && here.made == start.made)
      return;
  }
}

/// The first by name of the cheapest walks that leave the best share.
void search::write_walk(branch& x, place start) {
  x.walk = x.root;
  for (auto here = start; here.gateway != demand_.to;) {
    auto& walker = at(here);
    for (auto& next : graph_.gateways()[here.gateway].neighbours) {
      auto there = step_from(here, next);
      if (!there || !tight(walker, at(*there), next.link)
          || std::min(at(*there).onward, left_by(next)) < x.worst)
        continue;
      x.walk.push_back(next);
      here = *there;
      break;
    }
  }
}

/// All of the branch but its walk, in branches of their own: at each step up
/// to `end` the walk is left for another link.
void search::divide(const branch& x, std::size_t end) {
  for (auto length = x.root.size(); length < x.walk.size() && length <= end;
       ++length) {
    branch part;
    auto spur = x.walk.begin() + static_cast<std::ptrdiff_t>(length);
    part.root.assign(x.walk.begin(), spur);
    if (length == x.root.size())
      part.banned = x.banned;
    part.banned.push_back(spur->link);
    if (auto bound = bound_of(part)) {
      part.total = std::max(*bound, x.total);
      branches_.insert(std::move(part));
    }
  }
}

} // namespace

std::vector<link_path> best_paths(const route_graph& graph,
                                  const path_rules& rules,
                                  const route_demand& demand, free_room& room,
                                  std::size_t k, search_effort& effort) {
  return search{graph, rules, demand, room, effort}.run(k);
}

} // namespace leasehold
