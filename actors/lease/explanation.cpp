// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/explanation.hpp"

#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "actors/contention/fates.hpp"
#include "actors/contention/standing.hpp"
#include "messages/bounds.hpp"
#include "messages/overlap.hpp"

namespace leasehold {

namespace {

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

decision about(const lease_record& record) {
  auto& info = record.info;
  decision x;
  x.lease = info.id;
  x.lessee = info.lessee;
  x.request = record.request;
  x.target = info.target;
  x.source = info.source;
  x.amount = info.amount;
  x.service = info.service;
  x.setup = info.setup;
  x.hold = info.hold;
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
considered bystanders(const lease_context& x, const admission& admitted,
                      const resource_name& short_one) {
  contention problem;
  problem.now = x.now();
  problem.asked = newcomer{admitted.setup, admitted.term, {}};
  std::uint64_t count = 0;
  for (auto id : x.book.on_resource(short_one)) {
    auto& info = x.book.record(id)->info;
    if (!overlap(info.term, admitted.term))
      continue;
    if (++count <= looked_at_max)
      problem.leases.push_back(
          stand(*x.region->graph, x.laws->classes, info, problem.now));
  }
  auto result = consider(x.book, problem, std::nullopt, {short_one});
  result.count = count;
  return result;
}

/// Why a lease loses something: for whom, by whose order, or because it does
/// not fit.
std::string reason_for(const lease_context& x, const resource_name& short_one,
                       remedy what, lease_id cause) {
  auto& name = short_one.str();
  if (what == remedy::refuse_renewal)
    return fmt::format("others wait for {}, so it is not renewed", name);
  if (cause != lease_id{})
    return fmt::format("a stronger request needs {}", name);
  auto& order = x.region->order_for(short_one);
  if (!order.empty())
    return order;
  auto quota = x.quotas.find(short_one);
  if (quota != x.quotas.end() && quota->second.amount == amounts{})
    return fmt::format("{} has nothing for leases of this node now: it is in "
                       "error, or leases of other nodes take all of it",
                       name);
  if (quota != x.quotas.end())
    return fmt::format("leases of several nodes take more of {} than there is",
                       name);
  return fmt::format("leases take more of {} than there is", name);
}

void add_fate(decision& x, const lease_info& lease, fate what) {
  x.considered = {{lease.id, lease.lessee, what}};
  x.considered_count = 1;
}

} // namespace

considered consider(const lease_book& book, const contention& problem,
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
    if (auto record = book.record(each.lease))
      each.lessee = record->info.lessee;
  return result;
}

void explain_refused(lease_context& x, const lease_request& asked,
                     const refusal& why) {
  if (asked.intent == request_intent::dry_run || !worth_telling(why))
    return;
  auto because = about(asked);
  add_refusal(because, why);
  x.emit(keep_refusal{{}, std::move(because)});
}

void explain_refused(lease_context& x, lease_id id, const setting_up& done,
                     const refusal& why) {
  auto& admitted = done.admitted;
  if (admitted.request.intent == request_intent::dry_run || !worth_telling(why))
    return;
  auto because = about(admitted);
  add_refusal(because, why);
  if (why.code == errc::insufficient_capacity && !why.resource.empty())
    add_considered(because, bystanders(x, admitted, why.resource));
  because.routes = done.routes;
  x.emit(keep_refusal{id, std::move(because)});
}

void explain_granted(lease_context& x, lease_id id, const setting_up& done,
                     const route& path) {
  // A lease that got what it asked for, and took nothing from any other, is
  // explained by its event.
  if (!done.admitted.shortened && done.others.leases.empty())
    return;
  auto because = about(done.admitted);
  because.lease = id;
  because.routes = done.routes;
  for (auto& hop : path.hops)
    because.route.push_back(hop.gateway);
  add_considered(because, done.others);
  x.emit(keep_decision{std::move(because)});
}

void explain_changed(lease_context& x, const lease_record& record,
                     const event_origin& origin, remedy what, lease_id cause) {
  auto because = about(record);
  because.what = decision::kind::changed;
  because.message = reason_for(x, origin.resource, what, cause);
  because.resource = origin.resource;
  because.gateway = origin.gateway;
  because.cause = cause;
  // One that keeps its terms meets no fate yet.
  if (what != remedy::refuse_renewal)
    add_fate(because, record.info, fate_of(what));
  x.emit(keep_decision{std::move(because)});
}

void explain_released(lease_context& x, const lease_record& record,
                      const principal& who) {
  auto because = about(record);
  because.what = decision::kind::changed;
  because.message = fmt::format("released, by order of {}", who.name.str());
  add_fate(because, record.info, fate::terminated);
  x.emit(keep_decision{std::move(because)});
}

} // namespace leasehold
