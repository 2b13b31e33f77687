// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/directory/directory_actor.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <caf/make_message.hpp>
#include <caf/system_messages.hpp>
#include <fmt/format.h>

#include "actors/directory/capacities.hpp"
#include "actors/directory/harmless.hpp"
#include "actors/directory/laws.hpp"
#include "actors/directory/neighbours.hpp"
#include "actors/directory/placement.hpp"
#include "actors/directory/region_draft.hpp"
#include "actors/directory/survey.hpp"
#include "actors/directory/wiring.hpp"
#include "actors/record/records.hpp"
#include "actors/route/topology_file.hpp"
#include "messages/bounds.hpp"
#include "runtime/actor/counted.hpp"

namespace leasehold {

namespace {

using pointer = role_pointer<directory_actor, directory_state>;

// -- the region --------------------------------------------------------------

/// The gateway's part of what the journal told.
std::vector<hop_record> take_hops(directory_state& state,
                                  const gateway_name& gateway) {
  auto& hops = state.config.hops;
  auto i = hops.find(gateway);
  return i == hops.end() ? std::vector<hop_record>{} : std::move(i->second);
}

place_resources resources_of(const region_map& in,
                             const gateway_name& gateway) {
  auto result = resources_for(*in.graph, gateway);
  for (auto& [resource, capacity] : result.capacities)
    if (auto limit = in.limits.find(resource); limit != in.limits.end())
      result.limits.insert(*limit);
  return result;
}

void place(pointer self, const region_map& in, const gateway_name& name) {
  auto& state = self->state;
  auto resources = resources_of(in, name);
  if (auto i = state.wired.interfaces.find(name);
      i != state.wired.interfaces.end())
    resources.interfaces = i->second;
  resources.addresses = state.wired.addresses;
  if (auto known = state.gateways.find(name)) {
    self->send(*known, std::move(resources));
    return;
  }
  gateway_config config;
  config.name = name;
  config.limits = state.config.limits;
  config.store = state.config.store;
  config.roots = state.config.manager;
  config.events = state.config.events;
  config.clock = state.config.clock;
  config.starts = state.config.starts;
  config.drivers = state.config.drivers;
  config.resources = std::move(resources);
  config.restored = take_hops(state, name);
  state.gateways.spawn(self, name, gateway, std::move(config));
}

node_name name_of(const directory_state& state) {
  return node_name{state.config.node};
}

/// Brings gateways, peers, planner and manager to the region as it is now.
void enter_region(pointer self) {
  auto& state = self->state;
  auto now = state.config.clock->now();
  auto next = std::make_shared<region>(
      draft(state.loaded, state.capacities, state.outages, now, state.authors));
  std::set<gateway_name> all;
  for (auto& spec : next->specs.gateways)
    if (runs(name_of(state), spec))
      all.insert(spec.name);
    else
      next->elsewhere.emplace(spec.name, spec.node);
  state.silent.mark(*next, now);
  meet_neighbours(self, *next);
  for (auto& [node, child] : state.peers)
    next->others.emplace(node, other_node{node, child});
  for (auto& [name, actor] : state.gateways)
    all.insert(name);
  for (auto& [name, hops] : state.config.hops)
    all.insert(name);
  state.wired = wiring_of(next->specs);
  for (auto& name : all)
    place(self, *next, name);
  for (auto& spec : next->specs.gateways)
    if (auto node = next->find_elsewhere(spec.name))
      next->gateways.emplace(spec.name, node->actor);
    else
      next->gateways.emplace(spec.name, state.gateways.at(spec.name));
  for (auto& [name, gateway] : state.gateways)
    next->refusals.emplace(name, gateway);
  state.current = std::move(next);
  self->send(state.config.exchange, region_changed{state.current});
  if (state.config.actions)
    self->send(state.config.actions, region_changed{state.current});
  tell_thresholds(self);
  self->send(state.config.planner, region_changed{state.current});
  self->send(state.config.manager, region_changed{state.current});
  auto at =
      std::min(next_drain(state.outages, now), state.silent.next_loss(now));
  if (at < forever)
    wake_at(self, state.timer, at, now);
}

// -- changes -----------------------------------------------------------------
// Each changes the state when it is written, so that the next one is judged by
// what the journal will say; it is entered and answered once it is durable.
// What another change enters a little earlier is harmless: whatever is decided
// on it comes later in the same journal.

} // namespace

void write(pointer self, record_group records, std::function<void()> then) {
  auto& state = self->state;
  self->send(state.config.store,
             append_records{std::move(records), ++state.token, self});
  state.waiting.emplace_back(state.token, std::move(then));
}

namespace {

void settle(directory_state& state, const records_durable& report) {
  while (!state.waiting.empty()
         && state.waiting.front().first <= report.token) {
    auto then = std::move(state.waiting.front().second);
    state.waiting.pop_front();
    then();
  }
}

// -- changes of the region ---------------------------------------------------
// One at a time. What a region will have no more, the gateways stop giving out
// before that is written: what follows it in the journal is never beyond it
// (C8).

/// Begins changes until one takes time.
void go_on(pointer self) {
  auto& state = self->state;
  while (!state.changing && !state.changes.empty()) {
    auto change = std::move(state.changes.front());
    state.changes.pop_front();
    change();
  }
}

void in_turn(pointer self, std::function<void()> change) {
  self->state.changes.push_back(std::move(change));
  go_on(self);
}

void changed(pointer self, const reply_to<status>& reply, status how) {
  reply(std::move(how));
  self->state.changing = false;
  go_on(self);
}

/// What was withdrawn is given out again.
void keep_region(pointer self, const reply_to<status>& reply, failure why) {
  for (auto& [name, actor] : self->state.gateways)
    place(self, *self->state.current, name);
  changed(self, reply, std::move(why));
}

/// Enters what `write_it` judges by what is booked then, changes the state to,
/// and has the records of.
void replace_region(
    pointer self, const region_map& next, const reply_to<status>& reply,
    std::function<result<record_group>(const std::vector<gateway_report>&)>
        write_it) {
  self->state.changing = true;
  survey_each<gateway_report>(
      self, self->state.gateways,
      [&next](const gateway_name& name) {
        return narrow_resources{resources_of(next, name), {}};
      },
      [self, reply, write_it](const std::vector<gateway_report>& reports) {
        auto records = write_it(reports);
        if (!records)
          return keep_region(self, reply, records.error());
        write(self, std::move(*records), [self, reply] {
          enter_region(self);
          changed(self, reply, success());
        });
      },
      [self, reply](failure why) { keep_region(self, reply, std::move(why)); });
}

status check_next(const directory_state& state, const topology& next,
                  const std::vector<gateway_report>& reports) {
  if (auto fits = check_bookings(route_graph{next}, reports); !fits)
    return fits;
  return check_moves(next, name_of(state), reports);
}

/// @pre `next` was judged by what was booked a moment ago
void replace_topology(pointer self, const topology& next,
                      const load_topology& msg) {
  // What is out of service does not come back with a new topology.
  auto outages = self->state.outages;
  for (auto i = outages.begin(); i != outages.end();)
    i = check_outage(next, name_of(self->state), i->first) ? std::next(i)
                                                           : outages.erase(i);
  replace_region(
      self, draft(next, {}, outages, self->state.config.clock->now()),
      msg.reply,
      [self, next, outages, toml = msg.toml, by = msg.by](
          const std::vector<gateway_report>& reports) -> result<record_group> {
        auto& state = self->state;
        if (auto fits = check_next(state, next, reports); !fits)
          return fits.error();
        record_group records{topology_to_record(toml)};
        for (auto& [resource, capacity] : state.capacities)
          records.push_back(erasure_of(capacity_record{resource, capacity}));
        for (auto& [subject, outage] : state.outages)
          if (outages.count(subject) == 0)
            records.push_back(erasure_of(outage));
        state.loaded = next;
        state.authors.topology = by;
        state.authors.capacities.clear();
        state.capacities.clear();
        state.outages = outages;
        return records;
      });
}

void load(pointer self, const load_topology& msg) {
  auto parsed = parse_topology(msg.toml, "the topology");
  if (!parsed)
    return msg.reply(parsed.error());
  if (auto named = check_named(*parsed, name_of(self->state)); !named)
    return msg.reply(named.error());
  if (auto same = check_region(self->state.loaded, *parsed); !same)
    return msg.reply(same);
  self->state.changing = true;
  // A region that does not fit is refused before anything is withdrawn for it.
  survey_gateways<gateway_report>(
      self, self->state.gateways, describe_gateway{},
      [self, msg,
       next = std::move(*parsed)](const std::vector<gateway_report>& reports) {
        auto fits = check_next(self->state, next, reports);
        if (!fits || msg.what == load_topology::act::check)
          return changed(self, msg.reply, fits);
        replace_topology(self, next, msg);
      },
      [self, msg](failure why) { changed(self, msg.reply, std::move(why)); });
}

status check_capacity(const directory_state& state,
                      const resource_name& resource, const amounts& capacity) {
  auto copy = state.loaded;
  if (auto fits = set_capacity_in(copy, resource, capacity); !fits)
    return fits;
  // In the region as it is written: it may be new there, and where it is set
  // to nothing, what follows from the region has it no more.
  const route_graph written{state.loaded};
  auto& owner = written.find_resource(resource)->gateway;
  return check_owner(copy, name_of(state), owner, resource.str());
}

/// As it would be with this capacity.
region_map with_capacity(const directory_state& state,
                         const resource_name& resource,
                         const amounts& capacity) {
  auto capacities = state.capacities;
  capacities[resource] = capacity;
  return draft(state.loaded, capacities, state.outages,
               state.config.clock->now());
}

void change_capacity(pointer self, const set_capacity& msg) {
  auto& state = self->state;
  if (auto fits = check_capacity(state, msg.resource, msg.capacity); !fits)
    return msg.reply(fits);
  replace_region(
      self, with_capacity(state, msg.resource, msg.capacity), msg.reply,
      [self, msg](const std::vector<gateway_report>&) -> result<record_group> {
        self->state.capacities[msg.resource] = msg.capacity;
        self->state.authors.capacities[msg.resource] = msg.by;
        return record_group{
            to_record(capacity_record{msg.resource, msg.capacity})};
      });
}

/// Asks the manager what would become of leases.
void plan(pointer self, region_map next,
          const reply_to<result<curtailment>>& reply) {
  self->send(self->state.config.manager,
             plan_region{std::make_shared<region_map>(std::move(next)), reply});
}

void plan_one(pointer self, const plan_capacity& msg) {
  auto& state = self->state;
  if (auto fits = check_capacity(state, msg.resource, msg.capacity); !fits)
    return msg.reply(fits.error());
  plan(self, with_capacity(state, msg.resource, msg.capacity), msg.reply);
}

// -- outages -----------------------------------------------------------------

result<outage> accept(const directory_state& state, outage wanted) {
  if (auto fits = check_outage(state.loaded, name_of(state), wanted.subject);
      !fits)
    return fits.error();
  return kept_as(state.outages, std::move(wanted), state.config.clock->now());
}

region_map with_outages(const directory_state& state,
                        const outage_map& outages) {
  return draft(state.loaded, state.capacities, outages,
               state.config.clock->now());
}

/// Enters outages, of which the record tells the difference.
void change_outages(pointer self, const outage_map& next, const record& change,
                    const reply_to<status>& reply, const std::string& subject,
                    const lessee_name& by = {}) {
  replace_region(
      self, with_outages(self->state, next), reply,
      [self, next, change, subject,
       by](const std::vector<gateway_report>&) -> result<record_group> {
        self->state.outages = next;
        self->state.authors.outages[subject] = by;
        return record_group{change};
      });
}

void begin(pointer self, const set_outage& msg) {
  auto accepted = accept(self->state, msg.wanted);
  if (!accepted)
    return msg.reply(accepted.error());
  auto next = self->state.outages;
  next[accepted->subject] = *accepted;
  change_outages(self, next, to_record(*accepted), msg.reply, accepted->subject,
                 msg.by);
}

void plan_one(pointer self, const plan_outage& msg) {
  auto accepted = accept(self->state, msg.wanted);
  if (!accepted)
    return msg.reply(accepted.error());
  auto next = self->state.outages;
  next[accepted->subject] = *accepted;
  plan(self, with_outages(self->state, next), msg.reply);
}

void end(pointer self, const end_outage& msg) {
  auto& state = self->state;
  if (auto fits = check_outage(state.loaded, name_of(state), msg.subject);
      !fits)
    return msg.reply(fits);
  auto next = state.outages;
  auto known = next.find(msg.subject);
  if (known == next.end())
    return msg.reply(success());
  auto gone = erasure_of(known->second);
  next.erase(known);
  change_outages(self, next, gone, msg.reply, msg.subject);
}

void hear(pointer self, const nodes_silent& msg) {
  auto& state = self->state;
  if (state.silent.hear(msg.nodes, state.config.clock->now()))
    in_turn(self, [self] { enter_region(self); });
}

void admit(pointer self, const admit_effect& msg) {
  if (auto owner = self->state.gateways.find(msg.key.gateway))
    self->send(*owner, msg);
  else
    msg.reply(errc::unknown_name);
}

// -- life --------------------------------------------------------------------

/// What died stays in the books: it must not be spawned again without what it
/// knew.
void child_down(pointer self, const caf::down_msg& msg) {
  auto& state = self->state;
  if (auto name = state.gateways.find(msg.source))
    state.config.on_fatal("gateway " + name->str());
  else if (auto node = state.peers.find(msg.source))
    state.config.on_fatal("peer " + node->str());
}

void stop(pointer self, caf::exit_msg& msg) {
  self->set_down_handler([](caf::down_msg&) {});
  self->state.gateways.stop_all(self, msg.reason);
  self->state.peers.stop_all(self, msg.reason);
  self->quit(std::move(msg.reason));
}

void start(pointer self, directory_config config) {
  auto& state = self->state;
  state.config = std::move(config);
  state.silent = silent_nodes{state.config.lost_after};
  state.started = state.config.clock->now();
  state.loaded = std::move(state.config.region);
  state.capacities = std::move(state.config.capacities);
  state.outages = std::move(state.config.outages);
  for (auto& x : state.config.thresholds)
    state.thresholds.emplace(x.subject, x);
  state.laws.rules = std::move(state.config.rules);
  state.laws.classes = std::move(state.config.classes);
  enter_policy(self);
  enter_region(self);
  state.config.hops.clear();
}

template <class T, class Name>
std::vector<T> values_of(const std::map<Name, T>& all) {
  std::vector<T> result;
  for (auto& [name, value] : all)
    result.push_back(value);
  return result;
}

} // namespace

std::string directory_state::in_words() const {
  return fmt::format("{} region \"{}\": {} here, {} to other nodes",
                     changing ? "changes" : "has", loaded.region.str(),
                     counted(gateways.size(), "gateway"),
                     counted(peers.size(), "peer"));
}

directory_actor::behavior_type directory(pointer self,
                                         directory_config config) {
  self->set_exit_handler([self](caf::exit_msg& msg) { stop(self, msg); });
  self->set_down_handler([self](caf::down_msg& msg) { child_down(self, msg); });
  start(self, std::move(config));
  return {
      [self](const load_topology& msg) {
        if (msg.to_leases == load_topology::harm::refused)
          load_harmless(self, msg);
        else
          in_turn(self, [self, msg] { load(self, msg); });
      },
      [self](const read_region& msg) { msg.reply(self->state.current->specs); },
      [self](const admit_effect& msg) { admit(self, msg); },
      [self](const list_resources& msg) { list(self, msg); },
      [self](const read_calendar& msg) { draw(self, msg); },
      [self](const list_gateways& msg) { list(self, msg); },
      [self](const set_capacity& msg) {
        in_turn(self, [self, msg] { change_capacity(self, msg); });
      },
      [self](const plan_capacity& msg) { plan_one(self, msg); },
      [self](const set_outage& msg) {
        in_turn(self, [self, msg] { begin(self, msg); });
      },
      [self](const end_outage& msg) {
        in_turn(self, [self, msg] { end(self, msg); });
      },
      [self](const nodes_silent& msg) { hear(self, msg); },
      [self](const plan_outage& msg) { plan_one(self, msg); },
      [self](const set_threshold& msg) { change_threshold(self, msg); },
      [self](const read_demand& msg) { tell_demand(self, msg); },
      [self](const set_rule& msg) { change_rule(self, msg); },
      [self](const remove_rule& msg) { drop_rule(self, msg); },
      [self](const list_rules& msg) {
        msg.reply(values_of(self->state.laws.rules));
      },
      [self](const set_class& msg) { change_class(self, msg); },
      [self](const remove_class& msg) { drop_class(self, msg); },
      [self](const list_classes& msg) {
        msg.reply(values_of(self->state.laws.classes));
      },
      [self](const run_audit& msg) { audit(self, msg); },
      [self](const read_node& msg) { describe(self, msg); },
      [self](const records_durable& msg) { settle(self->state, msg); },
      [self](const wake_up& msg) {
        self->state.timer.fired(msg);
        in_turn(self, [self] { enter_region(self); });
      },
  };
}

} // namespace leasehold
