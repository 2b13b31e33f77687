// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "actors/route/free_view.hpp"
#include "actors/route/kept_paths.hpp"
#include "actors/route/region_map.hpp"
#include "actors/route/route_ends.hpp"
#include "actors/route/route_values.hpp"
#include "actors/route/search.hpp"
#include "actors/route/wish.hpp"
#include "messages/hop.hpp"
#include "messages/ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

struct route_limits {
  /// How many paths are kept for rates of one magnitude: at first, and at most
  /// once searches of the whole region found more.
  std::size_t paths_first = 8;
  std::size_t paths_max = 64;
  /// How many routes a wish is answered with, at most.
  std::size_t routes_max = 4;
  /// How long a gateway may take to answer. Short: where a wish is not met
  /// without it, the whole region is asked, with more patience.
  duration answer_within{500};
  /// How long a gateway that did not answer is not asked.
  duration left_out_for = std::chrono::seconds{10};
};

/// A question to a gateway about some of its resources.
struct route_probe {
  gateway_name gateway;
  probe question;
  std::vector<resource_name> resources;
};

/// What the ROUTE between two gateways decides. It keeps the cheapest paths
/// between them, and for each wish asks the gateways on those of least cost
/// what is free; where nothing fits, those of the next cost, and so on. Pure:
/// the time is handed in, effects are handed out.
///
/// Invariants:
/// - each token that is asked is answered by one finding;
/// - a route that is found was free when its gateways answered for this wish;
/// - what is found is the beginning of what a search of the whole region would
///   find in the same answers (kept_paths.hpp says where only its cost is).
class route_machine {
public:
  using effect = std::variant<route_probe, route_finding>;
  using effects = std::vector<effect>;

  explicit route_machine(route_ends ends, route_limits limits = {});

  /// The region is another: all that is kept is forgotten, and what was asked
  /// is answered with nothing.
  effects enter(std::shared_ptr<const region_map> next);

  /// @pre no wish of this token is open
  effects ask(std::uint64_t token, const route_wish& wish, instant now);

  /// Answers that come twice, late or from strangers change nothing.
  effects hear(probe_answer answer, instant now);

  /// Goes on without gateways that have been silent for too long.
  effects due(instant now);
  /// When `due` has something to do.
  std::optional<instant> next_deadline() const;

  /// The whole region had a route for a wish of this rate for which nothing
  /// fit here: from now on more paths are kept.
  void widen(std::int64_t rate);

  void take_hint(const load_hint& hint);
  /// The newest; nothing of what no hint came of.
  std::optional<load_hint> hint_of(const resource_name& resource) const;

  /// Wishes that are not answered yet.
  std::size_t open() const noexcept {
    return open_.size();
  }
  /// Of a rate, once a wish needed them; null before.
  const kept_paths* kept(std::int64_t rate) const;
  /// Grows when other paths are kept.
  std::uint64_t kept_changes() const noexcept {
    return kept_changes_;
  }
  /// Resources that what is kept takes of, by the gateway.
  std::map<gateway_name, std::vector<resource_name>> resources() const;

private:
  struct inquiry {
    route_wish wish;
    graph_query query;
    std::shared_ptr<const kept_paths> paths;
    /// The next of its levels to look at.
    std::size_t level = 0;
    std::set<graph_index> asked;
    std::set<graph_index> missing;
    instant until = forever;
    free_view free;
  };
  using inquiry_map = std::map<std::uint64_t, inquiry>;
  struct kept_entry {
    std::size_t paths_max = 0;
    std::shared_ptr<const kept_paths> paths;
  };

  std::shared_ptr<const kept_paths> paths_for(const graph_query& query);
  void go_on(inquiry_map::iterator i, instant now, effects& out);
  bool ask_level(std::uint64_t token, inquiry& x, std::size_t level,
                 instant now, effects& out);
  void ask_together(std::uint64_t token, inquiry& x, instant now, effects& out);
  std::vector<route> look(const inquiry& x, instant now) const;
  bool usable(const inquiry& x, const kept_path& path, instant now) const;
  bool hinted_full(const inquiry& x, std::size_t level, instant now) const;
  void forget_void();
  std::vector<resource_name> resources_of(const inquiry& x,
                                          graph_index gateway) const;

  route_ends ends_;
  route_limits limits_;
  std::shared_ptr<const region_map> region_;
  /// By the magnitude of the rate.
  std::map<int, kept_entry> kept_;
  std::uint64_t kept_changes_ = 0;
  inquiry_map open_;
  /// In the order of their times; of tokens that are answered or wait for
  /// another time by now, void.
  std::deque<std::pair<instant, std::uint64_t>> patience_;
  /// Gateways that did not answer, and until when they are not asked.
  std::map<gateway_name, instant> left_out_;
  std::unordered_map<resource_name, load_hint> hints_;
  /// How many of them say that it is full.
  std::size_t full_ = 0;
};

} // namespace leasehold
