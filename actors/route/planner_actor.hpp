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

#include "actors/route/free_view.hpp"
#include "actors/route/planner_interface.hpp"
#include "actors/route/region.hpp"
#include "actors/route/route_actor.hpp"
#include "messages/hop.hpp"
#include "runtime/actor/children.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/time/deadline_queue.hpp"
#include "runtime/watch/set_aside.hpp"

// The ROUTE PLANNER finds routes for wishes. It passes a wish on to the ROUTE
// between its gateways, which keeps the best paths and asks only the gateways
// on them. Where that finds nothing, and for whatever must know all there is,
// the planner asks every gateway of the region what is free over the asked term
// and searches in the answers: nothing is refused, and no lease is preempted,
// for what a ROUTE kept.
//
// It grants nothing: only a ledger does, so what it was told may be old without
// harm. It has an actor of its own because a search may be long and nobody's
// renewal waits for it (L2).
//
// It supervises its ROUTEs. One that was not needed for a while is ended; one
// that dies is spawned again when it is needed, and the wishes that it had are
// searched in the whole region.
namespace leasehold {

struct planner_config {
  std::shared_ptr<const node_clock> clock;
  /// How many routes a chain may try.
  std::size_t routes_max = 4;
  /// How long a gateway may take to answer; the others are used without it.
  /// What does not fit without it is not known not to fit.
  duration answer_within{2000};
  /// Gateways that are asked at the same time, over all wishes; other wishes
  /// wait. Each answer has all resources of a gateway, so this is what bounds
  /// memory. One wish goes on in any region.
  std::size_t questions_max = 4096;
  /// What the search for one wish may cost. One that costs more is refused:
  /// nobody else's wish waits for it longer than this.
  std::uint64_t steps_max = plan_budget{}.steps_left;
  duration plan_within{2000};
  /// Wishes that ended the node twice, as `work_of` describes them: they are
  /// refused. Null for none.
  std::shared_ptr<const set_aside> aside;
  route_limits routes;
  /// Wishes that ROUTEs have at the same time; others wait.
  std::size_t asked_max = 1024;
  /// ROUTEs at the same time: for another, the one that was not needed for the
  /// longest time is ended.
  std::size_t kept_max = 1024;
  /// How long a ROUTE is kept that is not needed.
  duration idle_after = std::chrono::minutes{1};
  enum class runs : std::uint8_t {
    scheduled,
    /// On a thread of its own: a long search takes none from renewals.
    detached,
  };
  /// Where its keeper spawns it.
  runs thread = runs::scheduled;
  /// Before the tokens of this run: no answer to an earlier one is taken for
  /// an answer to these.
  std::uint64_t tokens_from = 0;
};

/// "GW1:GW5"
template <>
struct child_name<route_ends> {
  static std::string of(const route_ends& key) {
    return key.from.str() + ':' + key.to.str();
  }
  static std::optional<route_ends> key(const std::string& text) {
    const auto colon = text.find(':');
    if (colon == std::string::npos)
      return std::nullopt;
    return route_ends{gateway_name{text.substr(0, colon)},
                      gateway_name{text.substr(colon + 1)}};
  }
};

struct planner_state {
  static inline const char* name = "planner";

  /// One wish while the gateways are asked.
  struct inquiry {
    std::uint64_t token = 0;
    route_wish wish;
    route_client_actor client;
    std::shared_ptr<const leasehold::region> region;
    probe_detail detail = probe_detail::minimum;
    /// What a refusal must explain: a gateway's word or the search's.
    std::optional<hop_answer> why;
    /// The ROUTE that may know, until it says that it does not.
    std::optional<route_ends> ends;
    /// Whether one has said so.
    bool missed = false;
    std::map<resource_name, amounts> relief;
    plan_route::failing on_failure = plan_route::failing::explained;
    std::set<gateway_name> missing;
    /// Those that were missing when the patience with them ended.
    std::set<gateway_name> silent;
    free_view free;
    /// Before any gateway answered.
    instant asked;
    instant until;
  };

  planner_config config;
  std::shared_ptr<const leasehold::region> region;
  std::map<std::uint64_t, inquiry> inquiries;
  /// Those that a ROUTE has.
  std::map<std::uint64_t, inquiry> asked;
  ordered_children<route_ends, route_actor> routes{"route"};
  /// When each of them is ended unless it is needed before.
  deadline_queue<route_ends> idle;
  /// Those for which nobody is asked yet, in the order they came: of the whole
  /// region, and of a ROUTE.
  std::deque<inquiry> waiting;
  std::deque<inquiry> waiting_for_routes;
  std::uint64_t probes = 0;
  wakeup timer;

  std::string in_words() const;
  void show_children(child_list& list) const {
    list(routes);
  }
};

/// The ROUTE PLANNER actor.
using planner_actor = route_planner_actor::extend<
    // What a ROUTE found.
    caf::reacts_to<route_finding>,
    // INTERNAL: a gateway may have been silent for too long, or a ROUTE idle.
    caf::reacts_to<wake_up>>;

planner_actor::behavior_type
route_planner(role_pointer<planner_actor, planner_state> self,
              planner_config config);

} // namespace leasehold
