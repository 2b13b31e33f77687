// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/node/node.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include <caf/exit_reason.hpp>
#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/action/actions_actor.hpp"
#include "actors/directory/directory_actor.hpp"
#include "actors/directory/placement.hpp"
#include "actors/event/event_actor.hpp"
#include "actors/lease/manager_actor.hpp"
#include "actors/node/message_subject.hpp"
#include "actors/peer/exchange_actor.hpp"
#include "actors/record/records.hpp"
#include "actors/route/planner_keeper.hpp"
#include "actors/route/topology_file.hpp"
#include "actors/usage/usage_actor.hpp"
#include "messages/lease_number.hpp"
#include "runtime/clock/stamp_record.hpp"
#include "runtime/shaping/sole_shaper.hpp"

namespace leasehold {

namespace {

failure to_failure(const store_error& why) {
  return {why.code == store_errc::corrupt
                  || why.code == store_errc::wrong_version
              ? errc::corrupt
              : errc::unavailable,
          why.message};
}

/// The node goes on under another number: its disk was put back
/// (docs/operators.md). What it gave out since that copy was made, it can't
/// know. It counts on from where it has never been, so that its epochs are new;
/// and an epoch that a hop does not know may have had other terms (C3).
record_group put_back(recovery& found) {
  constexpr std::uint64_t starts_passed_over = 1 << 16;
  found.node.boots += starts_passed_over;
  record_group records;
  for (auto& [key, hop] : found.hops) {
    auto& lost = hop.lost;
    lost.from = lost.from.value() == 0 ? next(hop.key.epoch) : lost.from;
    lost.until = {};
    records.push_back(to_record(hop));
  }
  return records;
}

/// Counts this start, and stores what civil time is and a first region: all
/// before anything runs.
store_error begin(journal_backend& journal, recovery& found,
                  const node_clock& clock, const std::string& toml,
                  std::uint32_t number) {
  record_group records;
  if (found.node.boots > 0 && found.node.number != number)
    records = put_back(found);
  found.node.number = number;
  ++found.node.boots;
  records.push_back(to_record(found.node));
  records.push_back(to_record(clock.stamp()));
  if (!toml.empty())
    records.push_back(topology_to_record(toml));
  return journal.append({std::move(records)});
}

/// How long an infinite lease lives on is counted from the start: nobody could
/// see its holder meanwhile (T4). After a reboot the time is earlier than when
/// it was written how long it lives at least (T1).
std::map<gateway_name, std::vector<hop_record>> hops_of(const recovery& found,
                                                        instant deadline) {
  std::map<gateway_name, std::vector<hop_record>> result;
  for (auto& [key, hop] : found.hops) {
    auto& last = result[hop.key.gateway].emplace_back(hop);
    if (hop.term.end == forever)
      last.deadline = std::max(last.deadline, deadline);
  }
  return result;
}

std::function<record()> stamper(std::shared_ptr<node_clock> clock) {
  return [clock = std::move(clock)] {
    clock->follow_wall_clock();
    return to_record(clock->stamp());
  };
}

template <class Handle>
void watch(const Handle& child, const char* role,
           const std::function<void(const std::string&)>& on_fatal) {
  child->attach_functor([role, on_fatal](const caf::error& why) {
    if (why && why != caf::exit_reason::user_shutdown
        && why != caf::exit_reason::kill)
      on_fatal(fmt::format("the {} died", role));
  });
}

} // namespace

result<std::unique_ptr<node>>
node::start(caf::actor_system& system, std::shared_ptr<journal_backend> journal,
            std::shared_ptr<const clock_source> clock, node_config config) {
  if (config.number > node_number_max)
    return failure{errc::invalid_request,
                   fmt::format("a node's number is below {}, not {}",
                               node_number_max + 1, config.number)};
  recovery found;
  auto failed = journal->replay(
      [&found](const record& stored) { return found.visit(stored); });
  if (!failed)
    failed = found.finish();
  if (failed)
    return to_failure(failed);
  std::string first;
  if (found.region.gateways.empty() && !config.first_topology.empty()) {
    auto parsed = parse_topology(config.first_topology, "the topology");
    if (!parsed)
      return parsed.error();
    found.region = std::move(*parsed);
    first = config.first_topology;
  }
  if (auto named = check_named(found.region, node_name{config.name}); !named)
    return named.error();
  auto time = std::make_shared<node_clock>(std::move(clock), found.stamp);
  if (auto why = begin(*journal, found, *time, first, config.number))
    return to_failure(why);
  config.store.stamp = stamper(time);
  std::unique_ptr<node> self{new node};
  self->services_.clock = std::move(time);
  self->services_.node = config.name;
  self->services_.version = config.version;
  self->services_.boots = found.node.boots;
  self->spawn_all(system, std::move(journal), std::move(config),
                  std::move(found));
  return self;
}

namespace {

manager_config for_manager(const node_config& config, const recovery& found) {
  manager_config result;
  auto& settings = result.settings;
  settings.timing = config.timing;
  settings.terms = config.terms;
  settings.rates = config.rates;
  settings.leases_max = config.leases_max;
  settings.setups_max = config.setups_max;
  settings.setups_of_lessee_max = config.setups_of_lessee_max;
  settings.boots = found.node.boots;
  settings.id_prefix = id_prefix(config.number, found.node.boots);
  for (auto& [key, lease] : found.leases)
    result.restored.leases.push_back(lease);
  for (auto& [key, event] : found.events)
    if (event.kind == event_kind::ended)
      result.restored.ended.emplace_back(event.lease, event.lessee);
  return result;
}

event_log_config for_events(const node_config& config, recovery& found) {
  event_log_config result;
  result.kept_max = config.events_kept;
  for (auto& [key, event] : found.events)
    result.restored.push_back(std::move(event));
  for (auto& [key, x] : found.decisions)
    result.decisions.push_back(std::move(x));
  return result;
}

/// All but the STORE.
usage_config for_usage(const services& others, recovery& found) {
  usage_config result;
  result.events = others.events;
  result.clock = others.clock;
  for (auto& [key, x] : found.meters)
    result.meters.push_back(std::move(x));
  for (auto& [key, x] : found.usage)
    result.usage.push_back(std::move(x));
  for (auto& [key, x] : found.leases)
    result.leases.push_back(std::make_shared<const lease_record>(x));
  return result;
}

/// All but the STORE.
actions_config for_actions(const node_config& config, const services& others,
                           recovery& found) {
  actions_config result;
  result.name = config.name;
  result.boots = found.node.boots;
  result.id_prefix = id_prefix(config.number, found.node.boots);
  result.clock = others.clock;
  result.drivers = config.drivers;
  for (auto& [key, x] : found.actions)
    result.actions.push_back(std::move(x));
  for (auto& [key, x] : found.statuses)
    result.statuses.push_back(std::move(x));
  for (auto& [key, x] : found.permits)
    result.permits.push_back(std::move(x));
  return result;
}

/// All but the STORE and the planner.
directory_config for_directory(const node_config& config,
                               const services& others, recovery& found) {
  directory_config region;
  region.node = config.name;
  region.version = config.version;
  region.manager = others.leases;
  region.exchange = others.exchange;
  region.actions = others.actions;
  region.peers = config.peers;
  region.events = others.events;
  region.clock = others.clock;
  region.limits = config.limits;
  region.drivers = {config.interfaces ? sole_shapers(config.interfaces)
                                      : shaper_maker{},
                    config.carriers,
                    config.slow == node_config::slow_actors::detached
                        ? driver_kind::runs::detached
                        : driver_kind::runs::scheduled,
                    others.usage};
  region.lost_after = config.lost_after;
  region.starts = found.node.boots;
  region.on_fatal = [end = config.on_fatal](const std::string& what) {
    end("the " + what + " died");
  };
  region.region = std::move(found.region);
  region.capacities = std::move(found.capacities);
  region.outages = std::move(found.outages);
  region.rules = std::move(found.rules);
  region.classes = std::move(found.classes);
  for (auto& [key, threshold] : found.thresholds)
    region.thresholds.push_back(threshold);
  region.hops = hops_of(
      found, saturating_add(others.clock->now(), config.terms.liveness));
  return region;
}

/// Where turns take time, traces count microseconds; the node's clock counts
/// milliseconds.
std::shared_ptr<actor_scope> scope_of(const node_config& config,
                                      std::shared_ptr<const node_clock> clock) {
  using std::chrono::microseconds;
  auto scope = std::make_shared<actor_scope>();
  scope->timing = config.turns;
  message_tap::clock now = [clock = std::move(clock)] {
    return std::chrono::duration_cast<microseconds>(
        clock->now().time_since_epoch());
  };
  if (config.turns == actor_scope::turns::timed)
    now = [] {
      return std::chrono::duration_cast<microseconds>(
          std::chrono::steady_clock::now().time_since_epoch());
    };
  scope->tap.set_up(is_about, std::move(now));
  return scope;
}

} // namespace

void node::spawn_all(caf::actor_system& system,
                     std::shared_ptr<journal_backend> journal,
                     node_config config, recovery found) {
  auto& clock = services_.clock;
  auto& scope = services_.scope = scope_of(config, clock);
  const auto detached = config.slow == node_config::slow_actors::detached;
  store_ = spawn_seen(scope, "store", [&] {
    auto settings = config.store;
    settings.on_fatal = [end = config.on_fatal](const store_error& why) {
      end("the journal: " + why.message);
    };
    return detached ? system.spawn<caf::detached>(
               leasehold::store, std::move(journal), std::move(settings))
                    : system.spawn(leasehold::store, std::move(journal),
                                   std::move(settings));
  });
  planner_config plans;
  plans.clock = clock;
  plans.tokens_from = found.node.boots << 32;
  plans.aside = config.aside;
  plans.thread = detached ? planner_config::runs::detached
                          : planner_config::runs::scheduled;
  planner_ = spawn_seen(scope, "planner", [&] {
    return system.spawn(planner_keeper, std::move(plans));
  });
  auto leases = for_manager(config, found);
  auto log = for_events(config, found);
  log.store = store_;
  log.counts = std::make_shared<event_counts>();
  services_.counts = log.counts;
  log.clock = clock;
  services_.events = spawn_seen(scope, "events", [&] {
    return system.spawn(event_log_keeper, std::move(log));
  });
  if (config.usage == node_config::accounts::kept) {
    auto accounts = for_usage(services_, found);
    accounts.store = store_;
    services_.usage = spawn_seen(scope, "usage", [&] {
      return system.spawn(usage, std::move(accounts));
    });
    watch(services_.usage, "usage", config.on_fatal);
  }
  leases.events = services_.events;
  leases.planner = planner_;
  leases.store = store_;
  leases.clock = clock;
  services_.leases = spawn_seen(scope, "manager", [&] {
    return system.spawn(lease_manager, std::move(leases));
  });
  spawn_actions(system, config, found);
  services_.exchange = spawn_seen(scope, "exchange", [&] {
    return system.spawn(
        exchange,
        exchange_config{services_.leases, planner_, clock, services_.actions});
  });
  auto region = for_directory(config, services_, found);
  region.store = store_;
  region.planner = planner_;
  services_.directory = spawn_seen(scope, "directory", [&] {
    return system.spawn(directory, std::move(region));
  });
  spawn_observer(system, config);
  watch(store_, "store", config.on_fatal);
  watch(planner_, "planner keeper", config.on_fatal);
  watch(services_.events, "event log", config.on_fatal);
  watch(services_.leases, "lease manager", config.on_fatal);
  watch(services_.directory, "directory", config.on_fatal);
  watch(services_.exchange, "exchange", config.on_fatal);
  watch(services_.observer, "observer", config.on_fatal);
}

void node::spawn_actions(caf::actor_system& system, const node_config& config,
                         recovery& found) {
  auto settings = for_actions(config, services_, found);
  settings.store = store_;
  services_.actions = spawn_seen(services_.scope, "actions", [&] {
    return system.spawn(actions, std::move(settings));
  });
  watch(services_.actions, "actions", config.on_fatal);
}

void node::spawn_observer(caf::actor_system& system,
                          const node_config& config) {
  observer_config seen;
  seen.killing = config.killing;
  seen.roots = {child_at("actions", services_.actions),
                child_at("directory", services_.directory),
                child_at("events", services_.events),
                child_at("exchange", services_.exchange),
                child_at("manager", services_.leases),
                child_at("planner", planner_),
                child_at("store", store_)};
  if (services_.usage)
    seen.roots.push_back(child_at("usage", services_.usage));
  services_.observer = spawn_seen(services_.scope, "observer", [&] {
    // It takes no turn before somebody asks.
    return system.spawn<caf::lazy_init>(observer, std::move(seen));
  });
}

node::~node() {
  const auto why = caf::exit_reason::user_shutdown;
  caf::anon_send_exit(services_.observer, why);
  caf::anon_send_exit(services_.directory, why);
  caf::anon_send_exit(services_.exchange, why);
  caf::anon_send_exit(services_.actions, why);
  caf::anon_send_exit(services_.leases, why);
  caf::anon_send_exit(planner_, why);
  if (services_.usage)
    caf::anon_send_exit(services_.usage, why);
  caf::anon_send_exit(services_.events, why);
  caf::anon_send_exit(store_, why);
}

} // namespace leasehold
