// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/admission.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace leasehold {

namespace {

refusal invalid(std::string message) {
  refusal answer;
  answer.code = errc::invalid_request;
  answer.message = std::move(message);
  return answer;
}

std::optional<refusal> check_start(const lease_request& request,
                                   const time_base& now,
                                   const admission_terms& terms) {
  if (!request.start || *request.start <= now.wall) {
    if (request.start && *request.start < now.wall - terms.start_slack)
      return invalid("the start is past; leave it out to begin now");
    return std::nullopt;
  }
  if (request.wanted.type() == period::kind::infinite)
    return invalid("an infinite lease can't begin later: leave out the start, "
                   "or give a finite period");
  return std::nullopt;
}

/// Setup, then hold.
using strengths = std::pair<priority, priority>;

std::variant<strengths, refusal> strength_of(const lease_request& request,
                                             const class_map& classes) {
  auto known = classes.find(request.service);
  if (known == classes.end()) {
    auto no = invalid(fmt::format("there is no class \"{}\": `leasehold policy "
                                  "classes` shows all",
                                  request.service.str()));
    no.code = errc::unknown_name;
    return no;
  }
  auto& most = known->second;
  auto setup = request.setup.value_or(most.setup);
  auto hold = request.hold.value_or(std::min(most.hold, setup));
  if (setup < most.setup || hold < most.hold) {
    auto no = invalid(fmt::format(
        "class {} gives a setup priority of {} and a hold priority of {}: ask "
        "for none stronger, or name another class",
        most.name.str(), most.setup, most.hold));
    no.code = errc::limit_exceeded;
    return no;
  }
  if (hold > setup)
    return invalid("the hold priority is weaker than the setup priority; give "
                   "one that is not above it");
  return strengths{setup, hold};
}

} // namespace

route_wish admission::wish() const {
  route_wish result;
  result.query.source = request.source;
  result.query.target = request.target;
  result.query.amount = request.amount;
  result.query.constraints = request.constraints;
  result.term = term;
  return result;
}

limit_subject subject_of(const route_graph& graph, const lessee_name& lessee,
                         const resource_name& target,
                         const endpoint_name& source) {
  limit_subject subject;
  subject.lessee = lessee;
  subject.target = target;
  subject.source = source;
  if (auto known = graph.find_resource(target)) {
    subject.kind = known->kind;
    subject.groups = known->groups;
  }
  return subject;
}

dated_term date_term(period given, instant start, instant now,
                     const admission_terms& terms) {
  switch (given.type()) {
  case period::kind::infinite:
    return {{start, forever}, saturating_add(now, terms.liveness)};
  case period::kind::finite: {
    auto end = saturating_add(start, given.length());
    return {{start, end}, end};
  }
  case period::kind::any:
  case period::kind::zero:
    break;
  }
  // Holds nothing: the least that can be looked at.
  auto end = saturating_add(start, duration{1});
  return {{start, end}, end};
}

std::variant<admission, refusal>
admit(lease_request request, const route_graph& graph, const policy& rules,
      const leases_under& count, const time_base& now,
      const admission_terms& terms) {
  if (auto wrong = check_start(request, now, terms))
    return std::move(*wrong);
  auto target = graph.resolve_target(request.target.str());
  if (!target) {
    refusal unknown;
    unknown.code = target.error().code;
    unknown.message = target.error().message;
    return unknown;
  }
  request.target = *target;
  auto strength = strength_of(request, rules.classes);
  if (auto no = std::get_if<refusal>(&strength))
    return std::move(*no);
  auto [setup, hold] = std::get<strengths>(strength);
  auto start = request.start ? std::max(now.to_instant(*request.start), now.now)
                             : now.now;
  limit_query query;
  query.subject =
      subject_of(graph, request.lessee, request.target, request.source);
  query.amount = request.amount;
  query.wanted = request.wanted;
  query.at = now.to_wall(start);
  query.any_period = terms.any_period;
  auto judged = apply_limits(rules.rules, query, count);
  if (auto no = std::get_if<refusal>(&judged))
    return std::move(*no);
  auto& verdict = std::get<limit_verdict>(judged);
  auto dated = date_term(verdict.given, start, now.now, terms);
  return admission{std::move(request),
                   verdict.given,
                   std::move(verdict.shortened),
                   setup,
                   hold,
                   dated.term,
                   dated.deadline};
}

} // namespace leasehold
