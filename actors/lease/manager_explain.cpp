// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <caf/make_message.hpp>

#include "actors/contention/fates.hpp"
#include "actors/contention/standing.hpp"
#include "actors/lease/manager_parts.hpp"
#include "actors/route/route_uses.hpp"
#include "messages/bounds.hpp"

// Why: what the manager decides, in the form in which it can be told later. It
// changes nothing, and nobody waits for it.
namespace leasehold::manager {

namespace {

using setup = manager_state::setup;

decision about(const lease_request& asked) {
  decision x;
  x.lessee = asked.lessee;
  x.request = asked.request;
  x.target = asked.target;
  x.source = asked.source;
  x.amount = asked.amount;
  x.service = asked.service;
  return x;
}

decision about(const admission& admitted) {
  auto x = about(admitted.request);
  x.setup = admitted.setup;
  x.hold = admitted.hold;
  if (admitted.shortened)
    x.rule = admitted.shortened->rule;
  return x;
}

void add_refusal(decision& x, const refusal& why) {
  x.what = decision::kind::refused;
  x.code = why.code;
  x.message = why.message;
  if (x.message.size() > bounds::message_bytes)
    x.message.resize(bounds::message_bytes);
  if (!why.rule.empty())
    x.rule = why.rule;
  x.resource = why.resource;
  x.gateway = why.gateway;
}

void add_considered(decision& x, const considered& others) {
  x.considered = others.leases;
  x.considered_count = others.count;
  if (x.resource.empty())
    x.resource = others.resource;
}

/// Whether it is worth a line that somebody asked for this.
bool worth_telling(const refusal& why) {
  return why.code != errc::permission_denied && why.code != errc::unavailable
      && why.code != errc::low_space && why.code != errc::timed_out;
}

/// Leases that are told of one by one; of a link with thousands, the others are
/// only counted.
constexpr std::size_t looked_at_max = 256;

/// Who takes of what was short, and why it was left alone.
considered bystanders(const manager_state& state, const admission& admitted,
                      const resource_name& short_one) {
  contention problem;
  problem.now = state.config.clock->now();
  problem.asked = newcomer{admitted.setup, admitted.term, {}};
  std::uint64_t count = 0;
  for (auto& [id, record] : state.table.all()) {
    auto& info = record->info;
    if (record->phase != lease_phase::granted
        || info.term.end <= admitted.term.start
        || admitted.term.end <= info.term.start
        || !takes_any(info.route, [&short_one](const resource_name& x) {
             return x == short_one;
           }))
      continue;
    if (++count <= looked_at_max)
      problem.leases.push_back(
          stand(*state.region->graph, state.laws->classes, info, problem.now));
  }
  auto result = consider(state, problem, std::nullopt, {short_one});
  result.count = count;
  return result;
}

} // namespace

considered consider(const manager_state& state, const contention& problem,
                    const std::optional<contention_plan>& plan,
                    const std::set<resource_name>& short_of) {
  considered result;
  result.leases = fates_of(problem, plan, short_of);
  result.count = result.leases.size();
  if (result.leases.size() > bounds::considered)
    result.leases.resize(bounds::considered);
  if (!short_of.empty())
    result.resource = *short_of.begin();
  for (auto& each : result.leases)
    if (auto record = state.table.find(each.lease))
      each.lessee = record->info.lessee;
  return result;
}

void why_refused(pointer self, const lease_request& asked, const refusal& why) {
  if (asked.intent == request_intent::dry_run || !worth_telling(why))
    return;
  auto x = about(asked);
  add_refusal(x, why);
  self->send(self->state.config.events, record_refusal{{}, std::move(x)});
}

void why_refused(pointer self, lease_id id, const setup& done,
                 const refusal& why) {
  if (done.admitted.request.intent == request_intent::dry_run
      || !worth_telling(why))
    return;
  auto x = about(done.admitted);
  add_refusal(x, why);
  if (why.code == errc::insufficient_capacity && !why.resource.empty())
    add_considered(x, bystanders(self->state, done.admitted, why.resource));
  x.routes = done.routes;
  self->send(self->state.config.events, record_refusal{id, std::move(x)});
}

void why_granted(pointer self, lease_id id, const setup& done,
                 const route& path) {
  // One that got what it asked for, and took nothing from anybody, is explained
  // by its event.
  if (!done.admitted.shortened && done.others.leases.empty())
    return;
  auto x = about(done.admitted);
  x.lease = id;
  x.routes = done.routes;
  for (auto& hop : path.hops)
    x.route.push_back(hop.gateway);
  add_considered(x, done.others);
  self->send(self->state.config.events, note_decision{std::move(x)});
}

void why_changed(pointer self, const lease_record& record,
                 const event_origin& origin, remedy what, lease_id cause) {
  auto& info = record.info;
  decision x;
  x.what = decision::kind::changed;
  x.lease = info.id;
  x.lessee = info.lessee;
  x.request = record.request;
  x.target = info.target;
  x.source = info.source;
  x.amount = info.amount;
  x.service = info.service;
  x.setup = info.setup;
  x.hold = info.hold;
  x.resource = origin.resource;
  x.gateway = origin.gateway;
  x.cause = cause;
  x.considered = {{info.id, info.lessee, fate_of(what)}};
  x.considered_count = 1;
  self->send(self->state.config.events, note_decision{std::move(x)});
}

} // namespace leasehold::manager
