// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>

#include "actors/lease/manager_parts.hpp"

namespace leasehold::manager {

namespace {

using slot = manager_state::outcome_slot;
using setup = manager_state::setup;

bool dry(const admission& admitted) {
  return admitted.request.intent == request_intent::dry_run
      || admitted.given.type() == period::kind::zero;
}

/// Tells the owner of what was short that somebody wanted it.
void note(const manager_state& state, const refusal& why,
          const amounts& amount) {
  if (why.code != errc::insufficient_capacity)
    return;
  auto short_one = state.region->graph->find_resource(why.resource);
  if (short_one == nullptr)
    return;
  auto owner = state.region->refusals.find(short_one->gateway);
  if (owner != state.region->refusals.end())
    caf::anon_send(owner->second, note_refusal{why.resource, amount});
}

/// Takes a set-up out of the books and answers everyone who asked for it.
void answer(pointer self, lease_id id, const lease_outcome& outcome) {
  auto& state = self->state;
  auto i = state.setups.find(id);
  if (i == state.setups.end())
    return;
  auto done = std::move(i->second);
  state.setups.erase(i);
  auto& request = done.admitted.request;
  auto numbered =
      state.setups_by_request.find({request.lessee, request.request.value()});
  if (numbered != state.setups_by_request.end() && numbered->second == id)
    state.setups_by_request.erase(numbered);
  if (auto no = std::get_if<refusal>(&outcome); no && !dry(done.admitted)) {
    note(state, *no, request.amount);
    why_refused(self, id, done, *no);
  }
  for (auto& waiting : done.slots)
    waiting(outcome);
}

/// Leases and set-ups of the lessee that the rule concerns; it does not count
/// far beyond what the rule allows.
leases_under counter(const manager_state& state, const lessee_name& lessee,
                     const time_base& now) {
  return [&state, lessee, now](const limit_rule& rule) {
    std::uint32_t count = 0;
    auto& graph = *state.region->graph;
    auto tally = [&](const resource_name& target, const endpoint_name& source,
                     instant start) {
      // The cheap words of the rule first: this is asked of every lease.
      if ((!rule.resource || *rule.resource == target)
          && (!rule.source || *rule.source == source)
          && concerns(rule, subject_of(graph, lessee, target, source),
                      now.to_wall(start)))
        ++count;
    };
    for (auto id : state.table.of_lessee(lessee)) {
      if (rule.leases_max && count >= *rule.leases_max)
        return count;
      auto& info = state.table.find(id)->info;
      if (info.state != lease_state::over)
        tally(info.target, info.source, info.term.start);
    }
    for (auto& [id, other] : state.setups)
      if (other.admitted.request.lessee == lessee && !dry(other.admitted))
        tally(other.admitted.request.target, other.admitted.request.source,
              other.admitted.term.start);
    return count;
  };
}

/// Whether the request may be looked at at all.
std::optional<refusal> check(const manager_state& state,
                             const lease_request& request,
                             const principal& who) {
  if (request.lessee != who.name && who.role != role::operator_)
    return refuse(errc::permission_denied,
                  fmt::format("\"{}\" may not request for \"{}\": only "
                              "operators request for others",
                              who.name.str(), request.lessee.str()));
  if (!state.region)
    return refuse(errc::unavailable, "the node is still starting; try again");
  return std::nullopt;
}

/// The root of a lease is at the target's gateway, so that gateway's node
/// grants it.
std::optional<refusal> check_node(const manager_state& state,
                                  const resource_name& target) {
  auto& gateway = state.region->graph->find_resource(target)->gateway;
  auto node = state.region->find_elsewhere(gateway);
  if (node == nullptr)
    return std::nullopt;
  auto answer =
      refuse(errc::wrong_node,
             fmt::format("{} is at gateway {}, which node {} runs; "
                         "request it there",
                         target.str(), gateway.str(), node->name.str()));
  answer.resource = target;
  answer.gateway = gateway;
  return answer;
}

/// Whether the node can make one more lease.
std::optional<refusal> check_room(const manager_state& state) {
  if (state.space == manager_state::disk::low)
    return refuse(errc::low_space,
                  "the node's disk is nearly full, so it keeps its leases and "
                  "makes no new ones; free space on the node");
  if (state.table.size() + state.setups.size() >= state.config.leases_max)
    return refuse(errc::too_much,
                  fmt::format("the node has {} leases, as many as it may; "
                              "release some or ask another node",
                              state.config.leases_max));
  return std::nullopt;
}

/// Whether the node can look at one more request, also at a rehearsal.
std::optional<refusal> check_setups(const manager_state& state) {
  if (state.setups.size() < state.config.setups_max)
    return std::nullopt;
  return refuse(errc::too_much,
                fmt::format("the node is setting up {} leases, as many at once "
                            "as it may; ask for fewer at once, or again when "
                            "some are answered",
                            state.setups.size()));
}

/// A number that stands for something else already.
refusal taken_number(const lease_request& request, lease_id lease,
                     const resource_name& target) {
  return refuse(errc::conflict,
                fmt::format("request {} is known, for lease {} of {}; give a "
                            "request for something else a number of its own",
                            request.request.value(), to_string(lease),
                            target.str()));
}

/// A number whose lease is no more.
refusal spent_number(lease_id lease) {
  return refuse(errc::lease_over,
                fmt::format("lease {}, which this request made, is over; "
                            "request a new one, with a number of its own",
                            to_string(lease)));
}

/// Whether the request is one that was asked before: then the answer is the
/// same (R1).
bool asked_before(pointer self, const lease_request& request, const slot& to) {
  auto& state = self->state;
  if (request.request.value() == 0)
    return false;
  auto resolved = state.region->graph->resolve_target(request.target.str());
  auto& target = resolved ? *resolved : request.target;
  if (auto known = state.table.find(request.lessee, request.request)) {
    auto& info = known->info;
    // What it has may be less by now, or more.
    auto same = info.target == target && info.source == request.source
        && known->requested == request.amount;
    if (!same)
      to(taken_number(request, info.id, info.target));
    else if (known->phase == lease_phase::granted)
      to(grant_of(state, *known));
    else
      to(spent_number(info.id));
    return true;
  }
  if (auto ended = state.table.made_by(request.lessee, request.request)) {
    to(spent_number(*ended));
    return true;
  }
  auto i =
      state.setups_by_request.find({request.lessee, request.request.value()});
  if (i == state.setups_by_request.end())
    return false;
  auto& under_way = state.setups.at(i->second);
  auto& first = under_way.admitted.request;
  if (first.target == target && first.source == request.source
      && first.amount == request.amount)
    under_way.slots.push_back(to);
  else
    to(taken_number(request, i->second, first.target));
  return true;
}

void request_one(pointer self, lease_request request, const principal& who,
                 slot to) {
  auto& state = self->state;
  if (request.lessee.empty())
    request.lessee = who.name;
  if (auto no = check(state, request, who))
    return to(std::move(*no));
  auto rehearsal = request.intent == request_intent::dry_run;
  if (!rehearsal && asked_before(self, request, to))
    return;
  if (auto no = check_room(state); no && !rehearsal)
    return to(std::move(*no));
  if (auto no = check_setups(state))
    return to(std::move(*no));
  auto now = state.config.clock->base();
  auto count = counter(state, request.lessee, now);
  const auto asked = request;
  auto admitted = admit(std::move(request), *state.region->graph, *state.laws,
                        count, now, state.config.terms);
  if (auto no = std::get_if<refusal>(&admitted)) {
    why_refused(self, asked, *no);
    return to(std::move(*no));
  }
  auto& ready = std::get<admission>(admitted);
  if (auto no = check_node(state, ready.request.target))
    return to(std::move(*no));
  auto id =
      lease_id{std::uint64_t{state.config.id_prefix} << 32 | ++state.last_id};
  auto& known = ready.request;
  if (known.request.value() != 0 && !rehearsal)
    state.setups_by_request[{known.lessee, known.request.value()}] = id;
  self->send(state.config.planner, plan_route{id.value(), ready.wish(), self});
  state.setups.emplace(id,
                       setup{std::move(ready),
                             {std::move(to)},
                             std::nullopt,
                             begin_to_count(state)});
}

lease_info draft(lease_id id, const admission& x) {
  lease_info info;
  info.id = id;
  info.lessee = x.request.lessee;
  info.target = x.request.target;
  info.source = x.request.source;
  info.amount = x.request.amount;
  info.asked = x.request.amount;
  info.minimum = x.request.minimum;
  info.granted = x.given;
  info.term = x.term;
  info.deadline = x.deadline;
  info.service = x.request.service;
  info.setup = x.setup;
  info.hold = x.hold;
  info.labels = x.request.labels;
  return info;
}

/// What a grant would have been; nothing is held.
lease_grant rehearse(const manager_state& state, const admission& x,
                     route best) {
  lease_record record;
  record.info = draft(lease_id{}, x);
  record.info.route = std::move(best);
  auto grant = grant_of(state, record, begin_to_count(state));
  grant.shortened = x.shortened;
  grant.intent = x.request.intent;
  if (x.given.type() == period::kind::zero)
    grant.valid_for = duration::zero();
  return grant;
}

/// Says no; whoever has what is wanted may hear that it is not to be renewed.
void refuse_in_vain(pointer self, lease_id id, const refusal& why) {
  auto& waiting = self->state.setups.at(id);
  if (!dry(waiting.admitted))
    refuse_renewals(self, waiting.admitted, why);
  answer(self, id, why);
}

/// Where a set-up does not fit as things are, others may give up terms for it;
/// where they can't, it is refused for the first reason.
void seek_room(pointer self, lease_id id, refusal why) {
  auto& state = self->state;
  auto& waiting = state.setups.at(id);
  if (waiting.in_vain)
    return refuse_in_vain(self, id, refusal{*waiting.in_vain});
  auto relief = why.code == errc::insufficient_capacity
      ? relief_for(self, waiting.admitted)
      : std::map<resource_name, amounts>{};
  if (relief.empty())
    return refuse_in_vain(self, id, why);
  waiting.in_vain = std::move(why);
  plan_route again{id.value(), waiting.admitted.wish(), self};
  again.relief = std::move(relief);
  again.on_failure = plan_route::failing::silent;
  self->send(state.config.planner, std::move(again));
}

lease_outcome rehearse_on(const manager_state& state, const setup& x,
                          std::vector<route> routes) {
  if (!x.in_vain)
    return rehearse(state, x.admitted, std::move(routes.front()));
  auto path = could_make_room(state, x.admitted, std::move(routes));
  if (!path)
    return *x.in_vain;
  return rehearse(state, x.admitted, std::move(*path));
}

} // namespace

lease_record draft_of(lease_id id, const admission& x, const route_graph& graph,
                      instant now) {
  lease_record record;
  record.info = draft(id, x);
  record.info.since = now;
  record.request = x.request.request;
  record.requested = x.request.amount;
  record.constraints = x.request.constraints;
  // The gateway that answers for a lease is the target's.
  record.root = graph.find_resource(x.request.target)->gateway;
  return record;
}

void request(pointer self, request_leases& msg) {
  auto slots =
      batch_reply<lease_outcome>::open(msg.batch.size(), std::move(msg.reply));
  for (std::size_t i = 0; i < msg.batch.size(); ++i)
    request_one(self, std::move(msg.batch[i]), msg.who, std::move(slots[i]));
}

void planned(pointer self, route_plan& msg) {
  auto& state = self->state;
  auto id = lease_id{msg.token};
  auto i = state.setups.find(id);
  if (i == state.setups.end())
    return change_planned(self, msg);
  if (auto no = std::get_if<refusal>(&msg.plan))
    return seek_room(self, id, std::move(*no));
  auto& routes = std::get<std::vector<route>>(msg.plan);
  auto& admitted = i->second.admitted;
  i->second.routes = static_cast<std::uint32_t>(routes.size());
  if (dry(admitted))
    return answer(self, id, rehearse_on(state, i->second, std::move(routes)));
  auto& graph = *state.region->graph;
  if (graph.find_resource(admitted.request.target) == nullptr)
    return answer(self, id,
                  refuse(errc::unknown_target,
                         "the region changed meanwhile; request again"));
  if (!i->second.in_vain) {
    why_granted(self, id, i->second, routes.front());
    auto now = state.config.clock->now();
    start_chain(self,
                chain_machine{draft_of(id, admitted, graph, now),
                              std::move(routes), state.config.timing});
  } else if (make_room(self, id, std::move(routes)) == making_room::no) {
    refuse_in_vain(self, id, refusal{*i->second.in_vain});
  }
}

void refused(pointer self, const setup_refused& msg) {
  auto& state = self->state;
  auto i = state.setups.find(msg.lease);
  if (i == state.setups.end())
    return;
  i->second.epochs_from = next(msg.why.key.epoch);
  self->send(state.config.planner,
             explain_refusal{msg.lease.value(), i->second.admitted.wish(),
                             msg.why, self});
}

void granted(pointer self, const lease_record& record) {
  auto& state = self->state;
  auto i = state.setups.find(record.info.id);
  if (i == state.setups.end())
    return;
  auto grant = grant_of(state, record);
  grant.shortened = i->second.admitted.shortened;
  answer(self, record.info.id, std::move(grant));
}

void interrupted(pointer self, lease_id lease) {
  answer(self, lease,
         refuse(errc::unavailable,
                "the set-up was interrupted and nothing is held; request "
                "again"));
}

} // namespace leasehold::manager
