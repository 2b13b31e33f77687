// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/policy/limits.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "messages/errc.hpp"

namespace leasehold {

namespace {

using verdict = std::variant<limit_verdict, refusal>;
using rule_list = std::vector<const limit_rule*>;

bool has_weekday(const schedule& x, int weekday) {
  return (x.weekdays >> weekday & 1) != 0;
}

bool within(const schedule& x, wall_time at) {
  using days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
  auto local = at.time_since_epoch() + std::chrono::minutes{x.utc_offset};
  auto day = std::chrono::floor<days>(local);
  auto minute = std::chrono::floor<std::chrono::minutes>(local - day).count();
  // 1970-01-01, day 0, was a Thursday.
  auto today = static_cast<int>(((day.count() + 3) % 7 + 7) % 7);
  if (x.from <= x.to)
    return x.from <= minute && minute < x.to && has_weekday(x, today);
  return (minute >= x.from && has_weekday(x, today))
      || (minute < x.to && has_weekday(x, (today + 6) % 7));
}

template <class T>
bool admits(const std::optional<T>& condition, const T& value) {
  return !condition || *condition == value;
}

/// The first rule in `rules` for which `says` holds, or null.
template <class F>
const limit_rule* first(const rule_list& rules, F says) {
  auto found = std::find_if(rules.begin(), rules.end(),
                            [&](auto rule) { return says(*rule); });
  return found == rules.end() ? nullptr : *found;
}

/// The rule with the smallest `bound(rule)`, of those that have one, or null.
template <class F>
const limit_rule* tightest(const rule_list& rules, F bound) {
  const limit_rule* found = nullptr;
  for (auto rule : rules)
    if (auto x = bound(*rule); x && (found == nullptr || *x < *bound(*found)))
      found = rule;
  return found;
}

refusal refuse(errc code, const limit_rule& rule, const limit_query& query,
               std::string message) {
  refusal y;
  y.code = code;
  y.message = std::move(message);
  y.resource = query.subject.target;
  y.rule = rule.name;
  return y;
}

// -- periods -----------------------------------------------------------------

/// The bounds of all the rules together.
struct period_bounds {
  const limit_rule* max = nullptr;
  std::optional<duration> min;
};

period_bounds bounds_of(const rule_list& rules) {
  period_bounds y;
  y.max = tightest(rules, [](auto& rule) { return rule.period_max; });
  for (auto rule : rules)
    if (rule->period_min && (!y.min || *y.min < *rule->period_min))
      y.min = rule->period_min;
  return y;
}

verdict shorten(const limit_rule& rule, const limit_query& query) {
  if (*rule.period_max <= duration::zero())
    return refuse(errc::period_unacceptable, rule, query,
                  fmt::format("rule {} leaves no time for a lease of {}: ask "
                              "for another resource, or an operator to raise "
                              "its period_max",
                              rule.name.str(), query.subject.target.str()));
  auto given = period::finite(std::min(*rule.period_max, period::max));
  if (query.wanted.type() == period::kind::any)
    return limit_verdict{given, std::nullopt};
  return limit_verdict{given, shortened_by{rule.name, query.wanted, given}};
}

verdict judge_infinite(const rule_list& rules, const limit_query& query) {
  auto forbids = first(
      rules, [](auto& rule) { return rule.infinite == permission::forbidden; });
  auto allows = first(
      rules, [](auto& rule) { return rule.infinite == permission::allowed; });
  auto bounds = bounds_of(rules);
  if (bounds.max != nullptr && (forbids != nullptr || allows == nullptr))
    return shorten(*bounds.max, query);
  if (forbids != nullptr)
    return refuse(errc::period_unacceptable, *forbids, query,
                  fmt::format("rule {} forbids a lease of {} without an end: "
                              "ask for a finite period",
                              forbids->name.str(), query.subject.target.str()));
  return limit_verdict{period::infinite(), std::nullopt};
}

verdict judge_zero(const rule_list& rules, const limit_query& query) {
  auto forbids = first(
      rules, [](auto& rule) { return rule.zero == permission::forbidden; });
  if (forbids == nullptr)
    return limit_verdict{period::zero(), std::nullopt};
  return refuse(errc::period_unacceptable, *forbids, query,
                fmt::format("rule {} forbids a zero period for {}: ask for a "
                            "longer one",
                            forbids->name.str(), query.subject.target.str()));
}

/// For a finite length, asked for or taken for `any`.
verdict judge_length(duration length, const rule_list& rules,
                     const limit_query& query) {
  auto [max, min] = bounds_of(rules);
  if (max != nullptr && length > *max->period_max)
    return shorten(*max, query);
  if (min && length < *min)
    length = max == nullptr ? *min : std::min(*min, *max->period_max);
  return limit_verdict{period::finite(std::min(length, period::max)),
                       std::nullopt};
}

verdict judge_period(const rule_list& rules, const limit_query& query) {
  switch (query.wanted.type()) {
  case period::kind::infinite:
    return judge_infinite(rules, query);
  case period::kind::zero:
    return judge_zero(rules, query);
  case period::kind::finite:
    return judge_length(query.wanted.length(), rules, query);
  case period::kind::any:
    break;
  }
  if (auto max = bounds_of(rules).max)
    return shorten(*max, query);
  return judge_length(query.any_period, rules, query);
}

// -- what is refused whatever the period -------------------------------------

std::optional<refusal> forbidden(const rule_list& rules,
                                 const limit_query& query) {
  auto rule = first(rules, [](auto& candidate) {
    return candidate.any_lease == permission::forbidden;
  });
  if (rule == nullptr)
    return std::nullopt;
  return refuse(errc::limit_exceeded, *rule, query,
                fmt::format("rule {} forbids {} a lease of {}{}: ask for "
                            "another resource{}, or an operator to change the "
                            "rule",
                            rule->name.str(), query.subject.lessee.str(),
                            query.subject.target.str(),
                            rule->when ? " at this time" : "",
                            rule->when ? " or another time" : ""));
}

std::optional<refusal> too_large(const rule_list& rules,
                                 const limit_query& query) {
  const limit_rule* binding = nullptr;
  auto allowed = query.amount;
  for (auto u : all_units) {
    auto rule = tightest(rules, [u](auto& candidate) {
      auto& max = candidate.amount_max;
      return max && (*max)[u] != 0 ? std::optional{(*max)[u]} : std::nullopt;
    });
    if (rule == nullptr || query.amount[u] <= (*rule->amount_max)[u])
      continue;
    allowed.set(u, (*rule->amount_max)[u]);
    if (binding == nullptr)
      binding = rule;
  }
  if (binding == nullptr)
    return std::nullopt;
  auto y =
      refuse(errc::limit_exceeded, *binding, query,
             fmt::format("{} of {} is more than rule {} allows: ask for "
                         "at most {}",
                         to_string(query.amount), query.subject.target.str(),
                         binding->name.str(), to_string(allowed)));
  y.offer.largest_amount = allowed;
  return y;
}

std::optional<refusal> too_many(const rule_list& rules,
                                const limit_query& query,
                                const leases_under& count) {
  auto rule = first(rules, [&](auto& candidate) {
    return candidate.leases_max && count(candidate) >= *candidate.leases_max;
  });
  if (rule == nullptr)
    return std::nullopt;
  return refuse(errc::limit_exceeded, *rule, query,
                fmt::format("{} has as many leases as rule {} allows for {}, "
                            "which is {}: release one, or wait until one is "
                            "over",
                            query.subject.lessee.str(), rule->name.str(),
                            query.subject.target.str(), *rule->leases_max));
}

} // namespace

bool concerns(const limit_rule& rule, const limit_subject& subject,
              wall_time at) {
  auto& groups = subject.groups;
  return admits(rule.lessee, subject.lessee) && admits(rule.kind, subject.kind)
      && admits(rule.resource, subject.target)
      && admits(rule.source, subject.source)
      && (!rule.group
          || std::find(groups.begin(), groups.end(), *rule.group)
              != groups.end())
      && (!rule.when || within(*rule.when, at));
}

std::variant<limit_verdict, refusal> apply_limits(const rule_map& rules,
                                                  const limit_query& query,
                                                  const leases_under& count) {
  rule_list applying;
  for (auto& [name, rule] : rules)
    if (concerns(rule, query.subject, query.at))
      applying.push_back(&rule);
  auto y = judge_period(applying, query);
  if (std::holds_alternative<refusal>(y))
    return y;
  if (auto no = forbidden(applying, query))
    return *no;
  if (auto no = too_large(applying, query))
    return *no;
  if (auto no = too_many(applying, query, count))
    return *no;
  return y;
}

} // namespace leasehold
