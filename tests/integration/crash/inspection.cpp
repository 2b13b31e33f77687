// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/crash/inspection.hpp"

#include <map>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace leasehold::test {

namespace {

/// After that, what does not add up never will: holds time out after 1 s (H1).
constexpr duration patience = std::chrono::seconds{15};

bool active_at(const lease_info& lease, instant at) {
  return lease.term.start <= at && at < lease.term.end;
}

/// Reads settings that may have been changed by a call without an answer.
bool may_be(const known_setting& setting, std::int64_t value) {
  return value == setting.answered
      || (setting.asked && value == *setting.asked);
}

} // namespace

inspection::inspection(kj::AsyncIoContext& io, const clock_source& clock,
                       book& facts, known_settings& settings,
                       load::sessions& holders)
    : io_(io),
      clock_(clock),
      book_(facts),
      settings_(settings),
      holders_(holders) {}

template <class T>
T inspection::get(kj::Promise<result<T>> answer) {
  auto got = answer.wait(io_.waitScope);
  if (!got)
    throw std::runtime_error{got.error().message};
  return std::move(*got);
}

void inspection::pause() {
  io_.provider->getTimer().afterDelay(5 * kj::MILLISECONDS).wait(io_.waitScope);
}

void inspection::run() {
  check_leases();
  check_settings();
  ask_again();
  check_leases();
  check_settings();
  auto began = now();
  check_sums();
  settled_after_ = now() - began;
}

void inspection::learn_events() {
  for (;;) {
    event_query query;
    query.from = book_.next_event();
    window asked{now(), {}};
    auto page = get(any().events(query));
    asked.end = now();
    if (page.oldest > query.from && !page.events.empty())
      book_.violate("N2",
                    fmt::format("events from {} are gone, the oldest is {}",
                                query.from, page.oldest));
    for (auto& event : page.events)
      book_.learn(event, asked);
    if (page.events.empty())
      return;
  }
}

void inspection::check_leases() {
  // D1: what was answered. A lease may end while we look, so look again until
  // nothing happened meanwhile.
  for (auto started = now(); now() - started < patience;) {
    learn_events();
    window asked{now(), {}};
    auto before = book_.next_event();
    auto listed = get(any().leases({}));
    asked.end = now();
    learn_events();
    if (book_.next_event() != before)
      continue;
    book_.check_events(asked.start);
    book_.check_listed(listed, asked);
    return;
  }
  book_.violate("L1", "events never cease");
}

void inspection::ask_again() {
  get(set_weak_class(any()));
  // D2: both sides come to know.
  for (std::size_t holder = 0; holder < holders_.size(); ++holder)
    get(test::ask_again(*holders_[holder], holder, book_, clock_));
  for (auto known : {&settings_.pool, &settings_.link})
    if (known->value.asked)
      get(set_capacity(any(), *known, book_, clock_));
  if (settings_.minutes.asked)
    get(set_rule(any(), settings_.minutes, book_, clock_));
  for (auto id : book_.unanswered())
    book_.violate("L1", fmt::format("request {} is still unknown", id.value()));
}

void inspection::check_settings() {
  for (auto& resource : get(any().resources())) {
    book_.know_capacity(resource);
    for (auto known : {&settings_.pool, &settings_.link})
      if (resource.name == known->resource
          && !may_be(known->value, resource.capacity[known->of]))
        book_.violate("D1",
                      fmt::format("the capacity of {} is {} and was set "
                                  "to {}",
                                  resource.name.str(),
                                  to_string(resource.capacity),
                                  known->value.answered));
  }
  std::int64_t found = 0;
  for (auto& rule : get(any().rules()))
    if (rule.name == period_rule())
      found = std::chrono::duration_cast<std::chrono::minutes>(
                  rule.period_max.value_or(duration{}))
                  .count();
  if (!may_be(settings_.minutes, found))
    book_.violate("D1",
                  fmt::format("the rule gives {} min and was set to {}", found,
                              settings_.minutes.answered));
}

std::optional<std::string> inspection::unsteady(const picture& seen) {
  static constexpr duration margin{5};
  auto crosses = [&seen](instant at) {
    return at > seen.asked.start - margin && at < seen.asked.end + margin;
  };
  for (auto& lease : seen.leases)
    if (crosses(lease.term.end) || crosses(lease.term.start))
      return fmt::format("lease {} begins or ends just now",
                         to_string(lease.id));
  return std::nullopt;
}

std::optional<violation> inspection::add_up(const picture& seen) {
  std::map<resource_name, amounts> taken;
  std::map<gateway_name, std::uint64_t> hops;
  for (auto& lease : seen.leases)
    for (auto& hop : lease.route.hops) {
      ++hops[hop.gateway];
      if (active_at(lease, seen.asked.end))
        for (auto& use : hop.uses)
          taken[use.resource] += use.amount;
    }
  for (auto& gateway : seen.gateways) {
    // H1: no hold outlives the death of its set-up.
    if (gateway.hops_held != 0)
      return violation{"H1",
                       fmt::format("{} has {} holds", gateway.name.str(),
                                   gateway.hops_held)};
    // C5: all hops of a lease, and none besides.
    if (gateway.hops_active != hops[gateway.name])
      return violation{"C5",
                       fmt::format("{} has {} hops, leases have {}",
                                   gateway.name.str(), gateway.hops_active,
                                   hops[gateway.name])};
  }
  for (auto& resource : seen.resources) {
    auto& use = taken[resource.name];
    // C1: never more than there is; C7: and no less free than that leaves.
    if (!use.fits(resource.capacity))
      return violation{"C1",
                       fmt::format("{} of {} is leased, it has {}",
                                   to_string(use), resource.name.str(),
                                   to_string(resource.capacity))};
    if (resource.free != resource.capacity - use)
      return violation{"C7",
                       fmt::format("{} of {} is free, leases leave {}",
                                   to_string(resource.free),
                                   resource.name.str(),
                                   to_string(resource.capacity - use))};
  }
  for (auto& finding : seen.audit.findings)
    return violation{
        finding.rule,
        fmt::format("audit: {}: {}", finding.subject, finding.message)};
  return std::nullopt;
}

void inspection::check_sums() {
  std::optional<violation> wrong;
  for (auto started = now(); now() - started < patience; pause()) {
    picture seen;
    learn_events();
    auto before = book_.next_event();
    seen.asked.start = now();
    seen.leases = get(any().leases({}));
    seen.resources = get(any().resources());
    seen.gateways = get(any().gateways());
    seen.audit = get(any().audit());
    seen.asked.end = now();
    learn_events();
    if (book_.next_event() != before)
      continue;
    if (auto why = unsteady(seen)) {
      wrong = violation{"L1", *why};
      continue;
    }
    wrong = add_up(seen);
    if (!wrong)
      return;
  }
  if (!wrong)
    wrong = violation{"L1", "events never cease"};
  book_.violate(wrong->rule, wrong->what);
}

} // namespace leasehold::test
