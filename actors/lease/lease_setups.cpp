// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_setups.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "actors/contention/standing.hpp"
#include "actors/lease/explanation.hpp"
#include "actors/lease/lease_view.hpp"
#include "actors/lease/room_search.hpp"
#include "actors/policy/limits.hpp"
#include "actors/route/offer_text.hpp"
#include "runtime/check.hpp"

namespace leasehold {

namespace {

bool dry(const admission& admitted) {
  return admitted.request.intent == request_intent::dry_run
      || admitted.given.type() == period::kind::zero;
}

/// Leases and set-ups of the lessee that the rule concerns; it does not count
/// far beyond what the rule allows.
leases_under counter(const lease_context& x, const lessee_name& lessee) {
  return [&x, lessee](const limit_rule& rule) {
    std::uint32_t count = 0;
    auto& graph = *x.region->graph;
    auto tally = [&](const resource_name& target, const endpoint_name& source,
                     instant start) {
      // The cheap parts of the rule first: this is asked of every lease.
      if ((!rule.resource || *rule.resource == target)
          && (!rule.source || *rule.source == source)
          && concerns(rule, subject_of(graph, lessee, target, source),
                      x.time.base.to_wall(start)))
        ++count;
    };
    auto enough = [&] {
      return rule.leases_max && count >= *rule.leases_max;
    };
    for (auto id : x.book.of_lessee(lessee)) {
      if (enough())
        return count;
      auto& record = *x.book.record(id);
      if (record.phase == lease_phase::granted)
        tally(record.info.target, record.info.source, record.info.term.start);
    }
    for (auto id : x.book.setups_of(lessee)) {
      if (enough())
        return count;
      auto& admitted = x.book.find(id)->doing<setting_up>()->admitted;
      if (!dry(admitted))
        tally(admitted.request.target, admitted.request.source,
              admitted.term.start);
    }
    return count;
  };
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
  info.flow = x.request.flow;
  return info;
}

/// What a chain begins with.
lease_record draft_of(const lease_context& x, lease_id id,
                      const admission& admitted) {
  lease_record record;
  record.info = draft(id, admitted);
  record.info.since = x.now();
  record.request = admitted.request.request;
  record.requested = admitted.request.amount;
  record.fingerprint = fingerprint_of(admitted.request);
  record.constraints = admitted.request.constraints;
  // The gateway that answers for a lease is the target's.
  record.root =
      x.region->graph->find_resource(admitted.request.target)->gateway;
  return record;
}

/// A term that was over while it was looked at.
std::optional<refusal> over_by_now(const admission& asked, instant now) {
  if (asked.given.type() != period::kind::finite || now < asked.term.end)
    return std::nullopt;
  return refuse(errc::period_unacceptable,
                fmt::format("a term of {} from then on was over before a lease "
                            "could be set up; ask for a longer period, or for "
                            "a start that is still to come",
                            to_string(asked.given)));
}

/// What a grant would have been; nothing is held.
lease_grant rehearse(const lease_context& x, const admission& admitted,
                     route best) {
  lease_record record;
  record.info = draft(lease_id{}, admitted);
  record.info.route = std::move(best);
  auto grant = grant_of(x, record, x.begin_to_believe());
  grant.shortened = admitted.shortened;
  grant.intent = admitted.request.intent;
  if (admitted.given.type() == period::kind::zero)
    grant.valid_for = duration::zero();
  return grant;
}

} // namespace

// -- whether a request is looked at -------------------------------------------

std::optional<refusal> lease_setups::check(const lease_request& request,
                                           const principal& who) const {
  if (request.lessee != who.name && who.role != role::operator_)
    return refuse(errc::permission_denied,
                  fmt::format("\"{}\" may not request for \"{}\": only "
                              "operators request for others",
                              who.name.str(), request.lessee.str()));
  if (!x_.region)
    return refuse(errc::unavailable, "the node is still starting; try again");
  return std::nullopt;
}

/// The root of a lease is at the target's gateway, so that gateway's node
/// grants it.
std::optional<refusal>
lease_setups::check_node(const resource_name& target) const {
  auto& gateway = x_.region->graph->find_resource(target)->gateway;
  auto node = x_.region->node_of(gateway);
  if (node == nullptr)
    return std::nullopt;
  auto answer = refuse(errc::wrong_node,
                       fmt::format("{} is at gateway {}, which node {} runs; "
                                   "request it there",
                                   target.str(), gateway.str(), node->str()));
  answer.resource = target;
  answer.gateway = gateway;
  return answer;
}

/// Whether the node can make one more lease.
std::optional<refusal> lease_setups::check_room() const {
  if (x_.disk == disk_space::low)
    return refuse(errc::low_space,
                  "the node's disk is nearly full, so it keeps its leases and "
                  "makes no new ones; free space on the node");
  auto leases_max = x_.settings.leases_max;
  if (x_.book.leases() + x_.book.setups() >= leases_max)
    return refuse(errc::too_much,
                  fmt::format("the node has {} leases, as many as it may; "
                              "release some or ask another node",
                              leases_max));
  return std::nullopt;
}

/// Whether the node can look at one more request, also at a rehearsal.
std::optional<refusal>
lease_setups::check_setups(const lessee_name& lessee) const {
  const auto share = x_.settings.setups_of_lessee_max;
  const auto own = x_.book.setups_of(lessee).size();
  const auto all = x_.book.setups();
  if (all < x_.settings.setups_max && own < share)
    return std::nullopt;
  const auto text = own < share
      ? fmt::format("the node is setting up {} leases, as many at once as it "
                    "may",
                    all)
      : fmt::format("the node is setting up {} leases for {}, as many at once "
                    "as one lessee may have",
                    own, lessee.str());
  auto no = refuse(errc::too_much,
                   text
                       + "; ask for fewer at once, or again when some are "
                         "answered");
  no.retry_after = std::chrono::seconds{1};
  return no;
}

/// Whether the request is one that was asked before: then the answer is the
/// same (R1).
bool lease_setups::asked_before(const lease_request& request,
                                const outcome_slot& caller) {
  auto made = x_.book.made_by(request.lessee, request.request);
  if (!made)
    return false;
  auto whole = request;
  if (auto resolved = x_.region->graph->resolve_target(request.target.str()))
    whole.target = *resolved;
  const auto wanted = fingerprint_of(whole);
  // Records of older versions tell less.
  auto same = [&](const lease_record& made) {
    return made.fingerprint != 0
        ? made.fingerprint == wanted
        : made.info.target == whole.target && made.info.source == request.source
            && made.requested == request.amount;
  };
  auto entry = x_.book.find(*made);
  if (entry == nullptr) {
    caller(spent_number(*made));
  } else if (auto under_way = x_.book.doing<setting_up>(*made)) {
    auto& first = under_way->admitted.request;
    if (fingerprint_of(first) == wanted)
      under_way->callers.push_back(caller);
    else
      caller(taken_number(request, *made, first.target));
  } else {
    auto& record = *entry->record();
    if (!same(record))
      caller(taken_number(request, *made, record.info.target));
    else if (entry->granted())
      caller(grant_of(x_, record));
    else
      caller(spent_number(*made));
  }
  return true;
}

void lease_setups::request(request_leases& msg) {
  batch_reply<lease_outcome>::for_each(
      msg.batch, std::move(msg.reply), [&](auto& item, auto caller) {
        request_one(std::move(item), msg.who, std::move(caller));
      });
}

void lease_setups::request_one(lease_request request, const principal& who,
                               outcome_slot caller) {
  if (request.lessee.empty())
    request.lessee = who.name;
  if (auto no = check(request, who))
    return caller(std::move(*no));
  auto rehearsal = request.intent == request_intent::dry_run;
  if (!rehearsal && asked_before(request, caller))
    return;
  if (auto no = check_room(); no && !rehearsal)
    return caller(std::move(*no));
  if (auto no = check_setups(request.lessee))
    return caller(std::move(*no));
  const auto asked = request;
  auto admitted =
      admit(std::move(request), *x_.region->graph, *x_.laws,
            counter(x_, asked.lessee), x_.time.base, x_.settings.terms);
  if (auto no = std::get_if<refusal>(&admitted)) {
    explain_refused(x_, asked, *no);
    return caller(std::move(*no));
  }
  auto& ready = std::get<admission>(admitted);
  if (auto no = check_node(ready.request.target))
    return caller(std::move(*no));
  auto id = lease_id{std::uint64_t{x_.settings.id_prefix} << 32 | ++last_id_};
  x_.emit(search_routes{id, ready.wish(), {}, {}});
  setting_up next;
  next.admitted = std::move(ready);
  next.callers.push_back(std::move(caller));
  next.believed = x_.begin_to_believe();
  x_.book.begin(id, std::move(next));
}

// -- from routes to a chain ---------------------------------------------------

void lease_setups::spawn(lease_id id, std::vector<route> routes,
                         epoch epochs_from, pledge_map pledges) {
  auto& admitted = x_.book.doing<setting_up>(id)->admitted;
  auto machine = std::make_unique<chain_machine>(
      draft_of(x_, id, admitted), std::move(routes), x_.settings.timing);
  machine->epochs_from(epochs_from);
  machine->rest_on(std::move(pledges));
  x_.book.find(id)->root = root_condition::alive;
  x_.emit(spawn_root{std::move(machine)});
}

void lease_setups::routes_found(lease_id id,
                                std::variant<std::vector<route>, refusal>& plan,
                                search_scope scope) {
  auto request = x_.book.doing<setting_up>(id);
  LEASEHOLD_CHECK(request != nullptr, "routes for something that is no set-up");
  request->searched = scope;
  if (auto no = over_by_now(request->admitted, x_.now()))
    return answer(id, *no);
  if (auto no = std::get_if<refusal>(&plan))
    return seek_room(id, std::move(*no));
  auto& routes = std::get<std::vector<route>>(plan);
  request->routes = static_cast<std::uint32_t>(routes.size());
  auto& admitted = request->admitted;
  if (dry(admitted))
    return answer(id, rehearse_on(*request, std::move(routes)));
  if (x_.region->graph->find_resource(admitted.request.target) == nullptr)
    return answer(id,
                  refuse(errc::unknown_target,
                         "the region changed meanwhile; request again"));
  if (!request->first_refusal) {
    explain_granted(x_, id, *request, routes.front());
    spawn(id, std::move(routes), request->epochs_from);
  } else if (!make_room(id, std::move(routes))) {
    refuse_in_vain(id, refusal{*request->first_refusal});
  }
}

lease_outcome lease_setups::rehearse_on(const setting_up& request,
                                        std::vector<route> routes) const {
  if (!request.first_refusal)
    return rehearse(x_, request.admitted, std::move(routes.front()));
  auto best = find_room(x_, request.admitted, std::move(routes));
  if (!best)
    return *request.first_refusal;
  return rehearse(x_, request.admitted, std::move(best->path));
}

/// Where a set-up does not fit as things are, others may give up terms for it;
/// where they can't, it is refused for the first reason.
void lease_setups::seek_room(lease_id id, refusal why) {
  auto& request = *x_.book.doing<setting_up>(id);
  if (request.first_refusal)
    return refuse_in_vain(id, refusal{*request.first_refusal});
  auto relief = why.code == errc::insufficient_capacity
      ? relief_for(x_, request.admitted)
      : amount_map{};
  if (relief.empty())
    return refuse_in_vain(id, why);
  request.first_refusal = std::move(why);
  x_.emit(search_routes{id, request.admitted.wish(), std::move(relief),
                        search_routes::failing::silent,
                        search_scope::whole_region});
}

/// Begins a set-up on the route where the fewest make room, if there is one.
bool lease_setups::make_room(lease_id id, std::vector<route> routes) {
  auto& request = *x_.book.doing<setting_up>(id);
  auto best = find_room(x_, request.admitted, std::move(routes));
  if (!best)
    return false;
  auto& changes = best->plan.changes;
  std::map<lease_id, route> before;
  for (auto& change : changes)
    before.emplace(change.terms.lease,
                   x_.book.record(change.terms.lease)->info.route);
  auto pledges = pledges_for(changes, best->path, before);
  request.others = std::move(best->plan.others);
  explain_granted(x_, id, request, best->path);
  preemptions_.begin(id, std::move(changes), std::move(best->plan.short_of));
  spawn(id, {std::move(best->path)}, request.epochs_from, std::move(pledges));
  return true;
}

// -- ends ---------------------------------------------------------------------

/// Takes out of an offer what the rules would refuse or shorten, and says what
/// is left of it.
void lease_setups::keep_admitted(const admission& asked, refusal& no) const {
  auto admits = [&](const lease_request& other, period given) {
    auto judged =
        admit(other, *x_.region->graph, *x_.laws, counter(x_, other.lessee),
              x_.time.base, x_.settings.terms);
    auto ready = std::get_if<admission>(&judged);
    return ready != nullptr && ready->given == given;
  };
  auto other = asked.request;
  auto& [largest, longest, earliest, others] = no.offer;
  if (largest) {
    other.amount = *largest;
    if (!other.minimum.fits(*largest) || !admits(other, asked.given))
      largest.reset();
  }
  other = asked.request;
  if (longest) {
    other.wanted = period::finite(*longest);
    if (!admits(other, other.wanted))
      longest.reset();
  }
  other = asked.request;
  if (earliest) {
    other.start = x_.time.base.to_wall(*earliest);
    if (!admits(other, asked.given))
      earliest.reset();
  }
  other = asked.request;
  others.erase(std::remove_if(others.begin(), others.end(),
                              [&](const resource_name& target) {
                                other.target = target;
                                return !admits(other, asked.given);
                              }),
               others.end());
  name_offer(no, x_.time.base);
}

void lease_setups::answer(lease_id id, lease_outcome outcome) {
  const auto done = x_.book.take_setup(id);
  auto& asked = done.admitted.request;
  auto no = std::get_if<refusal>(&outcome);
  if (no != nullptr)
    keep_admitted(done.admitted, *no);
  if (no != nullptr && !dry(done.admitted)) {
    auto short_one = x_.region->graph->find_resource(no->resource);
    if (no->code == errc::insufficient_capacity && short_one != nullptr)
      x_.emit(report_demand{short_one->gateway, no->resource, asked.amount});
    explain_refused(x_, id, done, *no);
  }
  for (auto& caller : done.callers)
    caller(outcome);
}

/// Says no; leases that have what is wanted may hear that they are not to be
/// renewed.
void lease_setups::refuse_in_vain(lease_id id, const refusal& why) {
  auto& request = *x_.book.doing<setting_up>(id);
  if (!dry(request.admitted))
    refuse_renewals(x_, request.admitted, why);
  answer(id, why);
}

void lease_setups::refused(const setup_refused& msg) {
  auto request = x_.book.doing<setting_up>(msg.lease);
  if (request == nullptr)
    return;
  if (auto no = over_by_now(request->admitted, x_.now()))
    return answer(msg.lease, *no);
  if (auto no = unenforceable(msg.why))
    return answer(msg.lease, *no);
  request->epochs_from = next(msg.why.key.epoch);
  // Where a few gateways were asked, others may have room. A set-up that was
  // given its time has had it (C5).
  if (request->searched == search_scope::kept_paths
      && msg.why.code != errc::timed_out)
    x_.emit(search_routes{msg.lease,
                          request->admitted.wish(),
                          {},
                          {},
                          search_scope::whole_region});
  else
    x_.emit(search_offer{msg.lease, request->admitted.wish(), msg.why});
}

void lease_setups::granted(setting_up& done, const lease_record& record) {
  auto grant = grant_of(x_, record);
  grant.shortened = done.admitted.shortened;
  for (auto& caller : done.callers)
    caller(grant);
}

void lease_setups::interrupted(lease_id id) {
  answer(id,
         refuse(errc::unavailable,
                "the set-up was interrupted and nothing is held; request "
                "again"));
}

} // namespace leasehold
