// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/vocabulary.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

#include "messages/civil.hpp"
#include "tools/shell/table_writer.hpp"

namespace leasehold::shell {

namespace {

std::string bandwidth(std::int64_t bits) {
  return to_string(amounts{unit::bit_per_second, bits});
}

/// Reads text with one of the parsers of `messages/`.
template <class T>
T parse(result<T> (*parser)(std::string_view), lua_State* lua, int index) {
  auto parsed = parser(get_value<std::string>(lua, index));
  if (!parsed)
    throw bad_value{parsed.error().message};
  return *parsed;
}

} // namespace

lease_id converter<lease_id>::get(lua_State* lua, int index) {
  return parse(parse_lease_id, lua, index);
}

void converter<lease_id>::push(lua_State* lua, lease_id value) {
  push_value(lua, to_string(value));
}

request_id converter<request_id>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER)
    return request_id{get_value<std::uint64_t>(lua, index)};
  const auto text = get_value<std::string>(lua, index);
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec != std::errc{} || read.ptr != end)
    reject_value(lua, index, "the number of a request");
  return request_id{number};
}

void converter<request_id>::push(lua_State* lua, request_id value) {
  push_value(lua, std::to_string(value.value()));
}

amounts converter<amounts>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TNUMBER)
    return {unit::count, get_value<std::int64_t>(lua, index)};
  if (lua_type(lua, index) != LUA_TSTRING)
    reject_value(lua, index, "an amount such as \"10Mbit/s\"");
  return parse(parse_amounts, lua, index);
}

void converter<amounts>::push(lua_State* lua, const amounts& value) {
  push_value(lua, to_string(value));
}

flow_selector converter<flow_selector>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) != LUA_TSTRING)
    reject_value(lua, index, "a flow such as \"tcp/5001\"");
  return parse(parse_flow, lua, index);
}

void converter<flow_selector>::push(lua_State* lua, flow_selector value) {
  push_value(lua, to_string(value));
}

void converter<ip_address>::push(lua_State* lua, const ip_address& value) {
  push_value(lua, to_string(value));
}

void converter<endpoint_address>::push(lua_State* lua,
                                       const endpoint_address& value) {
  push_value(lua, to_string(value));
}

period converter<period>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING)
    return parse(parse_period, lua, index);
  if (lua_type(lua, index) != LUA_TNUMBER)
    reject_value(lua, index,
                 "a period such as \"60s\", \"any\" or "
                 "\"infinite\"");
  const auto seconds = lua_tonumber(lua, index);
  if (seconds < 0 || std::isinf(seconds))
    return period::infinite();
  auto length = get_value<duration>(lua, index);
  return length == duration::zero() ? period::zero() : period::finite(length);
}

void converter<period>::push(lua_State* lua, period value) {
  if (value.type() == period::kind::finite)
    push_value(lua, value.length());
  else
    push_value(lua, to_string(value));
}

wall_time converter<wall_time>::get(lua_State* lua, int index) {
  constexpr double last = 253402300799; // the year 9999
  auto seconds = get_value<double>(lua, index);
  if (!(seconds >= 0 && seconds <= last))
    reject_value(lua, index, "seconds since 1970, as os.time() counts them");
  return wall_time{duration{std::llround(seconds * 1000)}};
}

void converter<wall_time>::push(lua_State* lua, wall_time value) {
  push_value(lua, value.time_since_epoch());
}

instant start_time::on(const time_base& clock) const {
  if (const auto* at = std::get_if<wall_time>(&given))
    return clock.to_instant(*at);
  auto parsed = parse_time(std::get<std::string>(given), clock);
  if (!parsed)
    throw bad_value{"'at': " + parsed.error().message};
  return *parsed;
}

start_time converter<start_time>::get(lua_State* lua, int index) {
  if (lua_type(lua, index) == LUA_TSTRING)
    return {get_value<std::string>(lua, index)};
  if (lua_type(lua, index) != LUA_TNUMBER)
    reject_value(lua, index, "a time such as \"20:00\" or os.time() + 60");
  return {get_value<wall_time>(lua, index)};
}

void converter<lease_event>::push(lua_State* lua, const lease_event& value) {
  table_writer{lua}
      .set("number", value.number)
      .set("lease", value.lease)
      .set("epoch", value.epoch.value())
      .set("sequence", value.sequence)
      .set("kind", std::string{to_string(value.kind)})
      .set("reason", std::string{to_string(value.reason)})
      .set_text("resource", value.resource.str())
      .set_text("gateway", value.gateway.str())
      .set("amount", value.amount)
      .set("remaining", value.remaining)
      .set("amount_before", value.amount_before)
      .set("remaining_before", value.remaining_before)
      .set("time", value.recorded)
      .set("labels", value.labels);
}

void converter<route_hop>::push(lua_State* lua, const route_hop& value) {
  std::map<std::string, amounts> uses;
  for (const auto& use : value.uses)
    uses.emplace(use.resource.str(), use.amount);
  table_writer{lua}
      .set("gateway", value.gateway)
      .set("uses", uses)
      .set("enforced", is_enforced(value.enforced));
}

void converter<shortened_by>::push(lua_State* lua, const shortened_by& value) {
  table_writer{lua}
      .set("rule", value.rule)
      .set("asked", value.asked)
      .set("given", value.given);
}

void converter<resource_info>::push(lua_State* lua,
                                    const resource_info& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("kind", value.kind)
      .set_text("gateway", value.gateway.str())
      .set_text("endpoint", value.endpoint.str())
      .set("groups", value.groups)
      .set("capacity", value.capacity)
      .set("free", value.free)
      .set("bookings", value.bookings);
}

void converter<calendar_view>::push(lua_State* lua,
                                    const calendar_view& value) {
  const auto& x = value.calendar;
  push_value(lua, x.info);
  lua_newtable(lua);
  for (std::size_t i = 0; i < x.steps.size(); ++i) {
    const auto& step = x.steps[i];
    // What is short is not an amount.
    auto free = max(x.info.capacity - step.taken, {});
    table_writer{lua}
        .set("from", value.clock.to_wall(step.from))
        .set("taken", step.taken)
        .set("held", step.held)
        .set("free", free);
    lua_rawseti(lua, -2, static_cast<lua_Integer>(i) + 1);
  }
  lua_setfield(lua, -2, "steps");
  push_value(lua, x.steps_are == resource_calendar::detail::merged);
  lua_setfield(lua, -2, "merged");
}

void converter<resource_demand>::push(lua_State* lua,
                                      const resource_demand& value) {
  std::uint64_t grants = 0;
  std::uint64_t refusals = 0;
  amounts granted;
  amounts refused;
  for (const auto& each : value.periods) {
    grants += each.grants;
    refusals += each.refusals;
    granted += each.granted;
    refused += each.refused;
  }
  table_writer{lua}
      .set("resource", value.resource)
      .set_text("gateway", value.gateway.str())
      .set("capacity", value.capacity)
      .set("taken", value.taken)
      .set("level", value.level)
      .set("demand",
           std::string{value.state == demand_state::high ? "high" : "normal"})
      .set("high", value.high)
      .set("low", value.low)
      .set("grants", grants)
      .set("granted", granted)
      .set("refusals", refusals)
      .set("refused", refused);
}

void converter<nic_traffic>::push(lua_State* lua, const nic_traffic& value) {
  table_writer table{lua};
  table.set("nic", value.nic).set_text("gateway", value.gateway.str());
  if (value.of == traffic_kind::lease)
    table.set("lease", value.lease);
  table
      .set("of",
           std::string{value.of == traffic_kind::lease        ? "lease"
                           : value.of == traffic_kind::leased ? "leased"
                                                              : "rest"})
      .set("bytes", value.total.bytes)
      .set("packets", value.total.packets)
      .set("drops", value.total.drops)
      .set("rate", value.rate)
      .set("steps", value.steps);
}

void converter<lessee_usage>::push(lua_State* lua, const lessee_usage& value) {
  const auto& sums = value.sums;
  auto held = [&sums](unit u) {
    return sums.held[static_cast<std::size_t>(u)];
  };
  table_writer{lua}
      .set_text("lessee", value.lessee.str())
      .set("bit_per_second_seconds", held(unit::bit_per_second))
      .set("byte_seconds", held(unit::byte))
      .set("count_seconds", held(unit::count))
      .set("bytes", sums.bytes)
      .set("grants", sums.grants)
      .set("denials", sums.denials);
}

void converter<considered_lease>::push(lua_State* lua,
                                       const considered_lease& value) {
  table_writer table{lua};
  if (value.lease != lease_id{})
    table.set("lease", value.lease);
  table.set_text("lessee", value.lessee.str())
      .set("fate", std::string{to_string(value.what)});
}

void converter<decision>::push(lua_State* lua, const decision& value) {
  table_writer table{lua};
  if (value.lease != lease_id{})
    table.set("lease", value.lease);
  if (value.cause != lease_id{})
    table.set("cause", value.cause);
  if (value.request != request_id{})
    table.set("request", value.request);
  table.set("decision", std::string{to_string(value.what)})
      .set("made", value.made)
      .set_text("lessee", value.lessee.str())
      .set("amount", value.amount)
      .set("code", std::string{to_string(value.code)})
      .set_text("message", value.message)
      .set_text("rule", value.rule.str())
      .set_text("resource", value.resource.str())
      .set_text("gateway", value.gateway.str())
      .set("routes", value.routes)
      .set("route", value.route)
      .set("considered", value.considered);
}

void converter<curtailment>::push(lua_State* lua, const curtailment& value) {
  table_writer{lua}.set("leases", value.leases).set("count", value.count);
}

void converter<gateway_view>::push(lua_State* lua, const gateway_view& value) {
  auto& x = value.info;
  table_writer table{lua};
  table.set("name", x.name)
      .set("node", x.node)
      .set("hops_held", x.hops_held)
      .set("hops_active", x.hops_active);
  // Other nodes know how theirs serve.
  if (x.node == value.node)
    table.set("state", std::string{service_word(x.out, value.clock.now)});
  if (x.out && x.out->what == outage::kind::drained)
    table.set("drained_at", value.clock.to_wall(x.out->from));
  if (x.out && x.out->what == outage::kind::in_error)
    table.set("longest", x.out->longest);
}

void converter<gateway_spec>::push(lua_State* lua, const gateway_spec& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("buffers", amounts{unit::byte, value.buffer_bytes.value_or(0)})
      .set("buffer_time", value.buffer_time);
}

void converter<interface_spec>::push(lua_State* lua,
                                     const interface_spec& value) {
  table_writer{lua}
      .set("device", value.device)
      .set("line_rate", bandwidth(value.line_rate))
      .set("unleased", bandwidth(value.unleased))
      .set("next_hops", value.next_hops);
}

void converter<link_spec>::push(lua_State* lua, const link_spec& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("a", value.a)
      .set("b", value.b)
      .set("bandwidth_a", bandwidth(value.bandwidth_a))
      .set("bandwidth_b", bandwidth(value.bandwidth_b))
      .set("cost", value.cost)
      .set("interface_a", value.interface_a)
      .set("interface_b", value.interface_b);
}

void converter<endpoint_spec>::push(lua_State* lua,
                                    const endpoint_spec& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("gateway", value.gateway)
      .set("bandwidth", bandwidth(value.bandwidth))
      .set_text("location", value.location)
      .set_text("machine_type", value.machine_type)
      .set("addresses", value.addresses)
      .set("interface", value.interface);
}

void converter<resource_spec>::push(lua_State* lua,
                                    const resource_spec& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("kind", value.kind)
      .set_text("endpoint", value.endpoint.str())
      .set_text("gateway", value.gateway.str())
      .set("capacity", value.capacity)
      .set("groups", value.groups)
      .set("part_of", value.part_of);
}

void converter<topology>::push(lua_State* lua, const topology& value) {
  table_writer{lua}
      .set("region", value.region)
      .set("gateways", value.gateways)
      .set("links", value.links)
      .set("endpoints", value.endpoints)
      .set("resources", value.resources);
}

void converter<audit_finding>::push(lua_State* lua,
                                    const audit_finding& value) {
  table_writer{lua}
      .set("rule", value.rule)
      .set("subject", value.subject)
      .set("message", value.message);
}

void converter<audit_report>::push(lua_State* lua, const audit_report& value) {
  table_writer{lua}
      .set("leases", value.leases)
      .set("hops", value.hops)
      .set("resources", value.resources)
      .set("findings", value.findings);
}

void converter<node_status>::push(lua_State* lua, const node_status& value) {
  table_writer{lua}
      .set("name", value.name)
      .set("version", value.version)
      .set("region", value.region)
      .set("leases", value.leases)
      .set("sessions", value.sessions)
      .set("uptime", value.uptime)
      .set("journal_records", value.journal_records)
      .set("disk_free_bytes", value.disk_free_bytes)
      .set("out_of_service", value.out_of_service);
}

} // namespace leasehold::shell
