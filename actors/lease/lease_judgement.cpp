// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/lease/lease_judgement.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "actors/lease/lease_view.hpp"

namespace leasehold {

namespace {

std::optional<refusal> check_period(const lease_record& record, period given,
                                    instant now) {
  auto was_infinite = record.info.term.end == forever;
  auto is_infinite = given.type() == period::kind::infinite;
  if (given.type() == period::kind::zero)
    return refuse(errc::period_unacceptable,
                  "a renewal for zero would end the lease: release it");
  if (now < record.info.term.start && is_infinite && !was_infinite)
    return refuse(errc::invalid_request,
                  "a lease that begins later can't become infinite");
  return std::nullopt;
}

std::optional<refusal> check_renewable(const lease_record& record,
                                       instant end) {
  auto& info = record.info;
  if (info.next == lease_info::renewals::allowed || end <= info.term.end)
    return std::nullopt;
  return refuse(errc::insufficient_capacity,
                fmt::format("lease {} was told that it is not renewed, since "
                            "others wait for what it has: let it end, and "
                            "request a new one",
                            to_string(info.id)));
}

} // namespace

std::optional<refusal> check_serving(const lease_context& x,
                                     const lease_info& info) {
  if (info.state != lease_state::suspended)
    return std::nullopt;
  auto id = to_string(info.id);
  auto answer =
      refuse(errc::unavailable,
             fmt::format("lease {} was suspended and is being restored; try "
                         "again",
                         id));
  answer.retry_after = std::chrono::seconds{1};
  for (auto& hop : info.route.hops) {
    if (x.region->lost.count(hop.gateway) == 0)
      continue;
    answer.gateway = hop.gateway;
    answer.message = fmt::format(
        "lease {} is suspended: node {}, which runs {}, can't be reached; it "
        "goes on when the node is back, or release it and request another",
        id, x.region->node_of(hop.gateway)->str(), hop.gateway.str());
  }
  return answer;
}

std::variant<limit_verdict, refusal> judge(const lease_context& x,
                                           const lease_info& info,
                                           const amounts& amount,
                                           period wanted) {
  limit_query query;
  query.subject =
      subject_of(*x.region->graph, info.lessee, info.target, info.source);
  query.amount = amount;
  query.wanted = wanted;
  query.at = x.time.base.wall;
  query.any_period = x.settings.terms.any_period;
  // It has its place among the lessee's leases already.
  return apply_limits(x.laws->rules, query,
                      [](const limit_rule&) { return 0u; });
}

std::variant<dated_period, refusal> date_period(const lease_context& x,
                                                const lease_record& record,
                                                const limit_verdict& verdict) {
  if (auto no = check_period(record, verdict.given, x.now()))
    return std::move(*no);
  auto start = std::max(x.now(), record.info.term.start);
  auto dated = date_term(verdict.given, start, x.now(), x.settings.terms);
  if (auto no = check_renewable(record, dated.term.end))
    return std::move(*no);
  return dated_period{verdict.given, verdict.shortened, dated};
}

} // namespace leasehold
