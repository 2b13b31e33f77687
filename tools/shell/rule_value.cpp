// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/rule_value.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "tools/shell/table_writer.hpp"

namespace leasehold::shell {

namespace {

constexpr std::array<const char*, 7> weekday_names{"mon", "tue", "wed", "thu",
                                                   "fri", "sat", "sun"};

std::uint8_t parse_weekdays(const std::vector<std::string>& names) {
  unsigned mask = 0;
  for (const auto& name : names) {
    std::size_t day = 0;
    while (day < weekday_names.size() && name != weekday_names[day])
      ++day;
    if (day == weekday_names.size())
      throw bad_value{fmt::format("'weekdays': '{}' is no day; write mon, tue, "
                                  "wed, thu, fri, sat or sun",
                                  name)};
    mask |= 1u << day;
  }
  return static_cast<std::uint8_t>(mask);
}

std::vector<std::string> weekday_list(std::uint8_t mask) {
  std::vector<std::string> names;
  for (std::size_t day = 0; day < weekday_names.size(); ++day)
    if ((mask >> day & 1u) != 0)
      names.emplace_back(weekday_names[day]);
  return names;
}

/// "08:00-17:30" in minutes after midnight.
void parse_hours(const std::string& text, schedule& when) {
  unsigned from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0;
  int used = 0;
  auto fields = std::sscanf(text.c_str(), "%2u:%2u-%2u:%2u%n", &from_hour,
                            &from_minute, &to_hour, &to_minute, &used);
  constexpr unsigned day = 24 * 60;
  auto from = from_hour * 60 + from_minute;
  auto to = to_hour * 60 + to_minute;
  if (fields != 4 || static_cast<std::size_t>(used) != text.size()
      || from_minute > 59 || to_minute > 59 || from >= day || to > day)
    throw bad_value{fmt::format(
        "'hours': '{}' is no span of hours; write \"08:00-17:30\"", text)};
  when.from = static_cast<std::uint16_t>(from);
  when.to = static_cast<std::uint16_t>(to);
}

std::int16_t parse_utc_offset(const std::string& text) {
  char sign = 0;
  unsigned hours = 0, minutes = 0;
  int used = 0;
  auto fields =
      std::sscanf(text.c_str(), "%c%2u:%2u%n", &sign, &hours, &minutes, &used);
  if (fields != 3 || static_cast<std::size_t>(used) != text.size()
      || (sign != '+' && sign != '-') || hours > 14 || minutes > 59
      || hours * 60 + minutes > 14 * 60)
    throw bad_value{
        fmt::format("'utc_offset': '{}' is no offset; write \"+01:00\"", text)};
  auto east = static_cast<std::int16_t>(hours * 60 + minutes);
  return sign == '-' ? static_cast<std::int16_t>(-east) : east;
}

std::optional<schedule> read_schedule(const named_arguments& given) {
  auto weekdays = given.get<std::vector<std::string>>("weekdays");
  auto hours = given.get<std::string>("hours");
  auto offset = given.get<std::string>("utc_offset");
  if (!weekdays && !hours && !offset)
    return std::nullopt;
  schedule when;
  if (weekdays)
    when.weekdays = parse_weekdays(*weekdays);
  if (hours)
    parse_hours(*hours, when);
  if (offset)
    when.utc_offset = parse_utc_offset(*offset);
  return when;
}

permission read_permission(const named_arguments& given,
                           const std::string& name) {
  auto allowed = given.get<bool>(name);
  if (!allowed)
    return permission::unset;
  return *allowed ? permission::allowed : permission::forbidden;
}

std::optional<bool> show(permission value) {
  if (value == permission::unset)
    return std::nullopt;
  return value == permission::allowed;
}

std::string clock_text(int minutes) {
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

} // namespace

const std::vector<parameter>& rule_parameters() {
  static const std::vector<parameter> parameters{
      {"name", "the rule's name; an existing rule is replaced",
       presence::required},
      {"lessee", "only for this lessee"},
      {"group", "only for resources of this group"},
      {"kind", "only for resources of this kind"},
      {"resource", "only for this resource"},
      {"source", "only for leases from this endpoint"},
      {"weekdays", "only on these days: {\"mon\", \"tue\"}"},
      {"hours", "only at these hours: \"08:00-17:30\""},
      {"utc_offset", "of those days and hours: \"+01:00\"; UTC"},
      {"period_max", "longer periods are shortened to this"},
      {"period_min", "shorter periods are lengthened to this"},
      {"amount_max", "more is refused"},
      {"leases_max", "how many leases one lessee may have at a time"},
      {"infinite", "whether infinite periods are allowed: true or false"},
      {"zero", "whether zero periods are allowed: true or false"},
      {"any_lease", "false: every request it concerns is refused"},
      {"any_action", "false: nobody it concerns acts on such endpoints"}};
  return parameters;
}

limit_rule read_rule(const named_arguments& given) {
  limit_rule rule;
  rule.name = given.require<rule_name>("name");
  rule.lessee = given.get<lessee_name>("lessee");
  rule.group = given.get<group_name>("group");
  rule.kind = given.get<kind_name>("kind");
  rule.resource = given.get<resource_name>("resource");
  rule.source = given.get<endpoint_name>("source");
  rule.when = read_schedule(given);
  rule.period_max = given.get<duration>("period_max");
  rule.period_min = given.get<duration>("period_min");
  rule.amount_max = given.get<amounts>("amount_max");
  rule.leases_max = given.get<std::uint32_t>("leases_max");
  rule.infinite = read_permission(given, "infinite");
  rule.zero = read_permission(given, "zero");
  rule.any_lease = read_permission(given, "any_lease");
  rule.any_action = read_permission(given, "any_action");
  return rule;
}

void converter<limit_rule>::push(lua_State* lua, const limit_rule& value) {
  table_writer table{lua};
  table.set("name", value.name)
      .set("lessee", value.lessee)
      .set("group", value.group)
      .set("kind", value.kind)
      .set("resource", value.resource)
      .set("source", value.source)
      .set("period_max", value.period_max)
      .set("period_min", value.period_min)
      .set("amount_max", value.amount_max)
      .set("leases_max", value.leases_max)
      .set("infinite", show(value.infinite))
      .set("zero", show(value.zero))
      .set("any_lease", show(value.any_lease))
      .set("any_action", show(value.any_action));
  if (!value.when)
    return;
  const auto& when = *value.when;
  table.set("weekdays", weekday_list(when.weekdays))
      .set("hours", clock_text(when.from) + "-" + clock_text(when.to))
      .set("utc_offset",
           (when.utc_offset < 0 ? "-" : "+")
               + clock_text(std::abs(when.utc_offset)));
}

} // namespace leasehold::shell
