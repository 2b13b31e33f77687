// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/limit_codec.hpp"

#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

constexpr std::uint16_t day_minutes = 1440;
constexpr std::int16_t utc_offset_max = 840;
constexpr std::uint8_t all_weekdays = 0x7f;

schedule read_schedule(wire_reader& reader,
                       rpc::LimitRule::Schedule::Reader x) {
  schedule y{x.getWeekdays(), x.getFromMinute(), x.getToMinute(),
             x.getUtcOffsetMinutes()};
  if (y.weekdays == 0 || y.weekdays > all_weekdays)
    reader.fail("weekdays", "name no day or one that there is not",
                "set bits 0, Monday, to 6, Sunday");
  if (y.from >= day_minutes || y.to > day_minutes)
    reader.fail("time of day", "is outside of the day",
                "give minutes after midnight, up to 1440");
  if (y.utc_offset < -utc_offset_max || y.utc_offset > utc_offset_max)
    reader.fail("UTC offset", "is more than 14 hours",
                "give minutes from -840 to 840");
  return y;
}

permission read_permission(wire_reader& reader, rpc::LimitRule::Permission x) {
  return reader.choice<permission>("permission", x, permission::forbidden,
                                   first_arm::value);
}

void read_conditions(wire_reader& reader, rpc::LimitRule::Reader x,
                     limit_rule& y) {
  y.lessee = reader.optional_name<lessee_name>("lessee", x.getLessee());
  y.group = reader.optional_name<group_name>("group", x.getGroup());
  y.kind = reader.optional_name<kind_name>("kind", x.getKind());
  y.resource = reader.optional_name<resource_name>("resource", x.getResource());
  y.source = reader.optional_name<endpoint_name>("source", x.getSource());
  if (x.hasSchedule())
    y.when = read_schedule(reader, x.getSchedule());
}

std::optional<duration> read_bound(wire_reader& reader, std::string_view field,
                                   rpc::LimitRule::PeriodMax::Reader x) {
  switch (x.which()) {
  case rpc::LimitRule::PeriodMax::NONE:
    return std::nullopt;
  case rpc::LimitRule::PeriodMax::MS:
    return reader.length(field, x.getMs());
  }
  reader.bad_arm(field, x.which());
  return std::nullopt;
}

std::optional<duration> read_bound(wire_reader& reader, std::string_view field,
                                   rpc::LimitRule::PeriodMin::Reader x) {
  switch (x.which()) {
  case rpc::LimitRule::PeriodMin::NONE:
    return std::nullopt;
  case rpc::LimitRule::PeriodMin::MS:
    return reader.length(field, x.getMs());
  }
  reader.bad_arm(field, x.which());
  return std::nullopt;
}

std::optional<std::uint32_t>
read_leases_max(wire_reader& reader, rpc::LimitRule::LeasesMax::Reader x) {
  switch (x.which()) {
  case rpc::LimitRule::LeasesMax::NONE:
    return std::nullopt;
  case rpc::LimitRule::LeasesMax::COUNT:
    return x.getCount();
  }
  reader.bad_arm("number of leases", x.which());
  return std::nullopt;
}

rpc::LimitRule::Permission to_wire(permission x) noexcept {
  return static_cast<rpc::LimitRule::Permission>(x);
}

void write_conditions(const limit_rule& x, rpc::LimitRule::Builder to) {
  if (x.lessee)
    to.setLessee(x.lessee->str());
  if (x.group)
    to.setGroup(x.group->str());
  if (x.kind)
    to.setKind(x.kind->str());
  if (x.resource)
    to.setResource(x.resource->str());
  if (x.source)
    to.setSource(x.source->str());
  if (x.when) {
    auto when = to.initSchedule();
    when.setWeekdays(x.when->weekdays);
    when.setFromMinute(x.when->from);
    when.setToMinute(x.when->to);
    when.setUtcOffsetMinutes(x.when->utc_offset);
  }
}

} // namespace

limit_rule read_rule(wire_reader& reader, rpc::LimitRule::Reader x) {
  limit_rule y;
  y.name = reader.name<rule_name>("rule", x.getName());
  read_conditions(reader, x, y);
  y.period_max = read_bound(reader, "longest period", x.getPeriodMax());
  y.period_min = read_bound(reader, "shortest period", x.getPeriodMin());
  if (y.period_min && y.period_max && *y.period_min > *y.period_max)
    reader.fail("shortest period", "is above the longest",
                "give one that is not");
  if (x.hasAmountMax())
    y.amount_max = read_amounts(reader, "amount", x.getAmountMax());
  y.leases_max = read_leases_max(reader, x.getLeasesMax());
  y.infinite = read_permission(reader, x.getInfinite());
  y.zero = read_permission(reader, x.getZero());
  y.any_lease = read_permission(reader, x.getAnyLease());
  y.any_action = read_permission(reader, x.getAnyAction());
  return y;
}

void to_wire(const limit_rule& x, rpc::LimitRule::Builder to) {
  to.setName(x.name.str());
  write_conditions(x, to);
  if (x.period_max)
    to.getPeriodMax().setMs(length_ms(*x.period_max));
  if (x.period_min)
    to.getPeriodMin().setMs(length_ms(*x.period_min));
  if (x.amount_max)
    to_wire(*x.amount_max, to.initAmountMax());
  if (x.leases_max)
    to.getLeasesMax().setCount(*x.leases_max);
  to.setInfinite(to_wire(x.infinite));
  to.setZero(to_wire(x.zero));
  to.setAnyLease(to_wire(x.any_lease));
  to.setAnyAction(to_wire(x.any_action));
}

result<limit_rule> from_wire(rpc::LimitRule::Reader x) {
  return read_whole({},
                    [x](wire_reader& reader) { return read_rule(reader, x); });
}

} // namespace leasehold
