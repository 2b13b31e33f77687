// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/policy/limit_file.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "actors/policy/class_section.hpp"
#include "actors/policy/section_name.hpp"
#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/decimal.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"
#include "runtime/config/toml_reader.hpp"

namespace leasehold {

namespace {

constexpr std::array<const char*, 7> weekday_words{"mon", "tue", "wed", "thu",
                                                   "fri", "sat", "sun"};
constexpr int day_minutes = 24 * 60;
constexpr int utc_offset_max = 14 * 60;

// -- schedules ---------------------------------------------------------------

/// The minutes of "08:30"; hours may go beyond the day.
std::optional<int> minutes_of(std::string_view text) {
  auto digit = [&](std::size_t i) {
    return text[i] - '0';
  };
  if (text.size() != 5 || text[2] != ':')
    return std::nullopt;
  for (auto i : {0, 1, 3, 4})
    if (digit(i) < 0 || digit(i) > 9)
      return std::nullopt;
  if (digit(3) > 5)
    return std::nullopt;
  return (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
}

std::string text_of(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

result<std::uint16_t> parse_time_of_day(std::string_view text) {
  if (auto y = minutes_of(text); y && *y <= day_minutes)
    return static_cast<std::uint16_t>(*y);
  return failure{errc::invalid_request,
                 fmt::format("{} is no time of day: write it like 08:30, from "
                             "00:00 to 24:00",
                             quoted(text))};
}

result<std::int16_t> parse_utc_offset(std::string_view text) {
  auto sign = text.substr(0, 1);
  if (sign == "+" || sign == "-")
    if (auto y = minutes_of(text.substr(1)); y && *y <= utc_offset_max)
      return static_cast<std::int16_t>(sign == "-" ? -*y : *y);
  return failure{errc::invalid_request,
                 fmt::format("{} is no offset from UTC: write it like +01:00, "
                             "from -14:00 to +14:00",
                             quoted(text))};
}

std::uint8_t read_weekdays(const toml_section& from,
                           const std::vector<std::string>& days) {
  unsigned y = 0;
  for (auto& day : days) {
    auto i = std::find(weekday_words.begin(), weekday_words.end(), day);
    if (i == weekday_words.end()) {
      from.complain("weekdays",
                    fmt::format("{} is no day: take some of {}", quoted(day),
                                fmt::join(weekday_words, ", ")));
      continue;
    }
    y |= 1u << (i - weekday_words.begin());
  }
  if (days.empty())
    from.complain("weekdays",
                  "no day is named, so the rule would never "
                  "apply: name some, or leave weekdays out for "
                  "all");
  return static_cast<std::uint8_t>(y);
}

schedule read_schedule(const toml_section& from) {
  from.allow({"weekdays", "from", "to", "utc_offset"});
  schedule y;
  if (auto days = from.texts("weekdays"))
    y.weekdays = read_weekdays(from, *days);
  if (auto start = from.parsed("from", parse_time_of_day))
    y.from = *start;
  if (auto end = from.parsed("to", parse_time_of_day))
    y.to = *end;
  if (auto offset = from.parsed("utc_offset", parse_utc_offset))
    y.utc_offset = *offset;
  if (y.from == day_minutes)
    from.complain("from",
                  "nothing begins at 24:00: write 00:00 of the next "
                  "day");
  if (y.from == y.to)
    from.complain("to",
                  "the rule would end as it begins, and never apply: "
                  "leave from and to out for the whole day");
  return y;
}

// -- rules -------------------------------------------------------------------

permission read_permission(const toml_section& from, const char* key) {
  auto word = from.text(key);
  if (!word)
    return permission::unset;
  if (*word == "allowed")
    return permission::allowed;
  if (*word != "forbidden")
    from.complain(key,
                  fmt::format("{} is no permission: write \"allowed\" or "
                              "\"forbidden\"",
                              quoted(*word)));
  return permission::forbidden;
}

void read_bounds(const toml_section& from, limit_rule& into) {
  into.period_max = from.parsed("period_max", parse_duration);
  into.period_min = from.parsed("period_min", parse_duration);
  if (into.period_max && into.period_min && *into.period_min > *into.period_max)
    from.complain("period_min",
                  fmt::format("period_min {} is above period_max {}: give one "
                              "that is not",
                              to_string(*into.period_min),
                              to_string(*into.period_max)));
  into.amount_max = from.parsed("amount_max", parse_amounts);
  if (into.amount_max && into.amount_max->zero())
    from.complain("amount_max",
                  "an amount of 0 bounds nothing: name one, like "
                  "20Mbit/s, or write lease = \"forbidden\"");
  if (auto count = from.integer("leases_max", 0,
                                std::numeric_limits<std::uint32_t>::max()))
    into.leases_max = static_cast<std::uint32_t>(*count);
}

limit_rule read_rule(const toml_section& from) {
  from.allow({"name", "lessee", "group", "kind", "resource", "source", "when",
              "period_max", "period_min", "amount_max", "leases_max",
              "infinite", "zero", "lease", "action"});
  limit_rule y;
  from.required("name", "office-hours");
  y.name = read_section_name<rule_name>(from, "name").value_or(rule_name{});
  y.lessee = read_section_name<lessee_name>(from, "lessee");
  y.group = read_section_name<group_name>(from, "group");
  y.kind = read_section_name<kind_name>(from, "kind");
  y.resource = read_section_name<resource_name>(from, "resource");
  y.source = read_section_name<endpoint_name>(from, "source");
  if (auto when = from.section("when"))
    y.when = read_schedule(*when);
  read_bounds(from, y);
  y.infinite = read_permission(from, "infinite");
  y.zero = read_permission(from, "zero");
  y.any_lease = read_permission(from, "lease");
  y.any_action = read_permission(from, "action");
  return y;
}

// -- files -------------------------------------------------------------------

/// All `[[key]]`, by different names.
template <class T>
void read_all(const toml_section& top, const char* key, const char* many,
              std::size_t size_max, T (*read)(const toml_section&),
              std::vector<T>& into) {
  auto sections = top.sections(key);
  if (sections.size() > size_max)
    return top.complain(fmt::format("{} {} are more than a region takes: "
                                    "leave it at {}",
                                    sections.size(), many, size_max));
  std::set<decltype(T::name)> names;
  for (auto& section : sections) {
    into.push_back(read(section));
    if (!names.insert(into.back().name).second)
      section.complain("name",
                       fmt::format("there are two {} {}: rename one", many,
                                   into.back().name.str()));
  }
}

void read_top(const toml_section& top, policy_entries& into) {
  top.allow({"rule", "class"});
  read_all(top, "rule", "rules", bounds::region_items, read_rule, into.rules);
  read_all(top, "class", "classes", bounds::classes, read_class_section,
           into.classes);
}

// -- writing -----------------------------------------------------------------

/// "key = value" on a line of its own; `value` is TOML.
void put(std::string& out, const char* key, const std::string& value) {
  out += fmt::format("{} = {}\n", key, value);
}

template <class Name>
void put_name(std::string& out, const char* key,
              const std::optional<Name>& name) {
  if (name)
    put(out, key, toml_quoted(name->str()));
}

void put_period(std::string& out, const char* key,
                const std::optional<duration>& x) {
  if (x)
    put(out, key, toml_quoted(to_string(std::min(*x, period::max))));
}

void put_permission(std::string& out, const char* key, permission x) {
  if (x != permission::unset)
    put(out, key, x == permission::allowed ? "\"allowed\"" : "\"forbidden\"");
}

std::string written(const schedule& x) {
  std::vector<std::string> days;
  for (std::size_t i = 0; i < weekday_words.size(); ++i)
    if ((x.weekdays >> i & 1) != 0)
      days.push_back(toml_quoted(weekday_words[i]));
  return fmt::format("{{ weekdays = [{}], from = \"{}\", to = \"{}\", "
                     "utc_offset = \"{}{}\" }}",
                     fmt::join(days, ", "), text_of(x.from), text_of(x.to),
                     x.utc_offset < 0 ? '-' : '+',
                     text_of(std::abs(x.utc_offset)));
}

std::string written(const limit_rule& x) {
  std::string y = "[[rule]]\n";
  put(y, "name", toml_quoted(x.name.str()));
  put_name(y, "lessee", x.lessee);
  put_name(y, "group", x.group);
  put_name(y, "kind", x.kind);
  put_name(y, "resource", x.resource);
  put_name(y, "source", x.source);
  if (x.when)
    put(y, "when", written(*x.when));
  put_period(y, "period_max", x.period_max);
  put_period(y, "period_min", x.period_min);
  if (x.amount_max && !x.amount_max->zero())
    put(y, "amount_max", toml_quoted(to_string(*x.amount_max)));
  if (x.leases_max)
    put(y, "leases_max", fmt::to_string(*x.leases_max));
  put_permission(y, "infinite", x.infinite);
  put_permission(y, "zero", x.zero);
  put_permission(y, "lease", x.any_lease);
  put_permission(y, "action", x.any_action);
  return y;
}

} // namespace

result<policy_entries> parse_policy(std::string_view toml,
                                    std::string_view file_name) {
  policy_entries y;
  auto outcome = read_toml(toml, file_name,
                           [&y](const toml_section& top) { read_top(top, y); });
  if (!outcome)
    return outcome.error();
  return y;
}

std::string write_rules(const std::vector<limit_rule>& rules) {
  std::string y;
  for (auto& rule : rules)
    y += (y.empty() ? "" : "\n") + written(rule);
  return y;
}

} // namespace leasehold
