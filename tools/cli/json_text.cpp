// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/json_text.hpp"

#include <cstdint>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "tools/cli/json_values.hpp"
#include "tools/cli/rule_text.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

using cli::length_of;
using cli::value_of;

template <class T, class... Rest>
json list(const std::vector<T>& values, const Rest&... rest);

template <class T>
json value_or_null(const std::optional<T>& x);

json value_of(const resource_use& x) {
  return {{"resource", value_of(x.resource)}, {"amount", value_of(x.amount)}};
}

json value_of(const route_hop& x) {
  return {{"gateway", value_of(x.gateway)},
          {"uses", list(x.uses)},
          {"enforced", or_null(is_enforced(x.enforced))}};
}

json value_of(const route& x) {
  return {{"hops", list(x.hops)}, {"links", list(x.links)}};
}

json value_of(const window& x, const time_base& clock) {
  return {{"start", or_null(civil(x.start, clock))},
          {"end", or_null(civil(x.end, clock))}};
}

json value_of(const lease_info& x, const time_base& clock) {
  const auto& base = x.civil ? *x.civil : clock;
  auto end = civil(x.term.end, base);
  return {
      {"id", value_of(x.id)},
      {"epoch", x.epoch.value()},
      {"state", to_string(x.state)},
      {"lessee", value_of(x.lessee)},
      {"target", value_of(x.target)},
      {"source", value_of(x.source)},
      {"amount", value_of(x.amount)},
      {"minimum", value_of(x.minimum)},
      {"asked", value_of(x.asked)},
      {"renewable", x.next == lease_info::renewals::allowed},
      {"since", or_null(civil(x.since, base))},
      {"granted", to_string(x.granted)},
      {"granted_ms", length_of(x.granted)},
      {"term", value_of(x.term, base)},
      {"remaining_ms",
       end ? json((x.term.end - clock.now).count()) : json(nullptr)},
      {"deadline", or_null(civil(x.deadline, base))},
      {"service", value_of(x.service)},
      {"setup", x.setup},
      {"hold", x.hold},
      {"route", value_of(x.route)},
      {"enforced", or_null(is_enforced(enforced_over(x.route)))},
      {"labels", x.labels},
      {"flow", to_string(x.flow)},
  };
}

json value_of(const shortened_by& x) {
  return {{"rule", value_of(x.rule)},
          {"asked", to_string(x.asked)},
          {"asked_ms", length_of(x.asked)},
          {"given", to_string(x.given)},
          {"given_ms", length_of(x.given)}};
}

json value_of(const lease_grant& x, const time_base& clock) {
  bool granted = x.intent == request_intent::grant;
  return {{"outcome", granted ? "granted" : "would_be_granted"},
          {"lease", value_of(x.lease, clock)},
          {"shortened", value_or_null(x.shortened)},
          {"valid_for_ms", length_of(x.valid_for)}};
}

json value_of(const refusal& x, const time_base& clock) {
  const auto& offer = x.offer;
  return {
      {"outcome", "refused"},
      {"code", to_string(x.code)},
      {"message", x.message},
      {"resource", value_of(x.resource)},
      {"gateway", value_of(x.gateway)},
      {"short_of", x.short_of ? value_of(*x.short_of, clock) : json(nullptr)},
      {"rule", value_of(x.rule)},
      {"offer",
       {{"largest_amount", value_or_null(offer.largest_amount)},
        {"longest_period_ms", length_of(offer.longest_period)},
        {"earliest_start",
         offer.earliest_start ? or_null(civil(*offer.earliest_start, clock))
                              : json(nullptr)},
        {"alternatives", list(offer.alternatives)}}},
  };
}

json value_of(const lease_outcome& x, const time_base& clock) {
  return std::visit(
      [&clock](const auto& outcome) { return value_of(outcome, clock); }, x);
}

json value_of(const renewal_result& x, const time_base& clock) {
  json value{{"id", value_of(x.lease)}, {"request", value_of(x.request)}};
  value.update(value_of(x.outcome, clock));
  return value;
}

json value_of(const release_outcome& x) {
  return {{"id", value_of(x.lease)},
          {"outcome", x.code == errc::none ? "released" : "refused"},
          {"code", to_string(x.code)},
          {"message", x.message}};
}

json id_or_empty(lease_id x) {
  return x == lease_id{} ? json("") : value_of(x);
}

json value_of(const lease_event& x, const time_base& clock) {
  return {
      {"number", x.number},
      {"lease", id_or_empty(x.lease)},
      {"epoch", x.epoch.value()},
      {"sequence", x.sequence},
      {"kind", to_string(x.kind)},
      {"reason", to_string(x.reason)},
      {"lessee", value_of(x.lessee)},
      {"resource", value_of(x.resource)},
      {"gateway", value_of(x.gateway)},
      {"amount", value_of(x.amount)},
      {"remaining_ms", length_of(x.remaining)},
      {"amount_before", value_of(x.amount_before)},
      {"remaining_before_ms", length_of(x.remaining_before)},
      {"takes_effect", or_null(civil(x.takes_effect, clock))},
      {"recorded", format_time(x.recorded)},
      {"labels", x.labels},
  };
}

json value_of(const resource_info& x) {
  return {{"name", value_of(x.name)},       {"kind", value_of(x.kind)},
          {"gateway", value_of(x.gateway)}, {"endpoint", value_of(x.endpoint)},
          {"groups", list(x.groups)},       {"capacity", value_of(x.capacity)},
          {"free", value_of(x.free)},       {"bookings", x.bookings}};
}

json value_of(const considered_lease& x) {
  return {{"lease", id_or_empty(x.lease)},
          {"lessee", value_of(x.lessee)},
          {"fate", to_string(x.what)}};
}

json value_of(const decision& x) {
  return {{"number", x.number},
          {"made", format_time(x.made)},
          {"decision", to_string(x.what)},
          {"lease", id_or_empty(x.lease)},
          {"lessee", value_of(x.lessee)},
          {"request", value_of(x.request)},
          {"target", value_of(x.target)},
          {"source", value_of(x.source)},
          {"amount", value_of(x.amount)},
          {"service", value_of(x.service)},
          {"setup", x.setup},
          {"hold", x.hold},
          {"code", to_string(x.code)},
          {"message", x.message},
          {"rule", value_of(x.rule)},
          {"resource", value_of(x.resource)},
          {"gateway", value_of(x.gateway)},
          {"cause", id_or_empty(x.cause)},
          {"routes", x.routes},
          {"route", list(x.route)},
          {"considered", list(x.considered)},
          {"considered_count", x.considered_count}};
}

json value_of(const demand_period& x, const time_base& clock) {
  return {
      {"start", or_null(civil(x.start, clock))}, {"grants", x.grants},
      {"granted", value_of(x.granted)},          {"refusals", x.refusals},
      {"refused", value_of(x.refused)},          {"free", value_of(x.free)}};
}

json value_of(const resource_demand& x, const time_base& clock) {
  return {{"resource", value_of(x.resource)},
          {"gateway", value_of(x.gateway)},
          {"capacity", value_of(x.capacity)},
          {"taken", value_of(x.taken)},
          {"level", x.level},
          {"demand", x.state == demand_state::high ? "high" : "normal"},
          {"high", x.high},
          {"low", x.low},
          {"periods", list(x.periods, clock)}};
}

json value_of(const gateway_info& x, const time_base& clock) {
  json value = {{"name", value_of(x.name)},
                {"node", x.node},
                {"hops_held", x.hops_held},
                {"hops_active", x.hops_active},
                {"state", service_word(x.out, clock.now)}};
  if (x.out && x.out->what == outage::kind::drained)
    value["drained_at"] = or_null(civil(x.out->from, clock));
  if (x.out && x.out->what == outage::kind::in_error)
    value["longest_ms"] = x.out->longest.count();
  return value;
}

json value_of(const gateway_spec& x) {
  return {{"name", value_of(x.name)},
          {"buffer_bytes", x.buffer_bytes.value_or(0)},
          {"buffer_time_ms", x.buffer_time.count()}};
}

json value_of(const interface_spec& x) {
  return {{"device", x.device},
          {"line_rate", x.line_rate},
          {"unleased", x.unleased},
          {"next_hops", list(x.next_hops)}};
}

json value_of(const link_spec& x) {
  return {{"name", value_of(x.name)},
          {"a", value_of(x.a)},
          {"b", value_of(x.b)},
          {"bandwidth_a", x.bandwidth_a},
          {"bandwidth_b", x.bandwidth_b},
          {"cost", x.cost},
          {"interface_a", value_or_null(x.interface_a)},
          {"interface_b", value_or_null(x.interface_b)}};
}

json value_of(const endpoint_spec& x) {
  return {{"name", value_of(x.name)},
          {"gateway", value_of(x.gateway)},
          {"bandwidth", x.bandwidth},
          {"location", x.location},
          {"machine_type", x.machine_type},
          {"addresses", list(x.addresses)},
          {"interface", value_or_null(x.interface)}};
}

json value_of(const resource_spec& x) {
  return {
      {"name", value_of(x.name)},           {"kind", value_of(x.kind)},
      {"endpoint", value_of(x.endpoint)},   {"gateway", value_of(x.gateway)},
      {"capacity", value_of(x.capacity)},   {"groups", list(x.groups)},
      {"part_of", value_or_null(x.part_of)}};
}

json value_of(const schedule& x) {
  return {{"weekdays", weekday_names(x.weekdays)},
          {"from", clock_text(x.from)},
          {"to", clock_text(x.to)},
          {"utc_offset_minutes", x.utc_offset}};
}

json value_of(permission x) {
  if (x == permission::unset)
    return nullptr;
  return x == permission::allowed ? "allowed" : "forbidden";
}

json value_of(const limit_rule& x) {
  return {
      {"name", value_of(x.name)},
      {"lessee", value_or_null(x.lessee)},
      {"group", value_or_null(x.group)},
      {"kind", value_or_null(x.kind)},
      {"resource", value_or_null(x.resource)},
      {"source", value_or_null(x.source)},
      {"when", value_or_null(x.when)},
      {"period_max_ms", length_of(x.period_max)},
      {"period_min_ms", length_of(x.period_min)},
      {"amount_max", value_or_null(x.amount_max)},
      {"leases_max", or_null(x.leases_max)},
      {"infinite", value_of(x.infinite)},
      {"zero", value_of(x.zero)},
      {"any_lease", value_of(x.any_lease)},
      {"any_action", value_of(x.any_action)},
  };
}

json value_of(remedy x) {
  return to_string(x);
}

json value_of(const service_class& x) {
  return {{"name", value_of(x.name)},
          {"setup", x.setup},
          {"hold", x.hold},
          {"remedies", list(x.remedies)},
          {"tenure_min_ms", x.tenure_min.count()},
          {"notice_ms", x.notice.count()},
          {"ack_within_ms", x.ack_within.count()},
          {"victims", to_string(x.victims)},
          {"sharing", to_string(x.sharing)},
          {"share_weight", x.weight}};
}

json value_of(const audit_finding& x) {
  return {{"rule", x.rule}, {"subject", x.subject}, {"message", x.message}};
}

template <class T>
json value_or_null(const std::optional<T>& x) {
  return x ? value_of(*x) : json(nullptr);
}

template <class T, class... Rest>
json list(const std::vector<T>& values, const Rest&... rest) {
  auto all = json::array();
  for (const auto& value : values)
    all.push_back(value_of(value, rest...));
  return all;
}

} // namespace

std::string json_text(const lease_outcome& outcome, request_id request,
                      const time_base& clock) {
  json value{{"request", value_of(request)}};
  value.update(value_of(outcome, clock));
  return dump(value);
}

std::string json_text(const std::vector<renewal_result>& results,
                      const time_base& clock) {
  return dump(list(results, clock));
}

std::string json_text(const std::vector<release_outcome>& outcomes) {
  return dump(list(outcomes));
}

std::string json_text(const lease_info& lease, const time_base& clock) {
  return dump(value_of(lease, clock));
}

std::string json_text(const std::vector<lease_info>& leases,
                      const time_base& clock) {
  return dump(list(leases, clock));
}

std::string json_text(const std::vector<lease_event>& events,
                      const time_base& clock) {
  return dump(list(events, clock));
}

std::string json_line(const lease_event& event, const time_base& clock) {
  return dump(value_of(event, clock), -1);
}

std::string json_text(const std::vector<resource_info>& resources) {
  return dump(list(resources));
}

std::string json_text(const resource_calendar& calendar,
                      const time_base& clock) {
  auto value = value_of(calendar.info);
  value["merged"] = calendar.steps_are == resource_calendar::detail::merged;
  value["until"] = or_null(civil(calendar.until, clock));
  value["steps"] = json::array();
  for (const auto& step : calendar.steps)
    value["steps"].push_back(
        {{"from", or_null(civil(step.from, clock))},
         {"taken", value_of(step.taken)},
         {"held", value_of(step.held)},
         {"free", value_of(max(calendar.info.capacity - step.taken, {}))}});
  return dump(value);
}

std::string json_text(const std::vector<decision>& decisions) {
  return dump(list(decisions));
}

std::string json_text(const std::vector<resource_demand>& demand,
                      const time_base& clock) {
  return dump(list(demand, clock));
}

std::string json_text(const std::vector<gateway_info>& gateways,
                      const time_base& clock) {
  return dump(list(gateways, clock));
}

std::string json_text(const curtailment& plan) {
  return dump({{"leases", list(plan.leases)}, {"count", plan.count}});
}

std::string json_text(const std::vector<endpoint_spec>& endpoints) {
  return dump(list(endpoints));
}

std::string json_text(const topology& region) {
  return dump({{"region", value_of(region.region)},
               {"gateways", list(region.gateways)},
               {"links", list(region.links)},
               {"endpoints", list(region.endpoints)},
               {"resources", list(region.resources)}});
}

std::string json_text(const std::vector<limit_rule>& rules) {
  return dump(list(rules));
}

std::string json_text(const std::vector<service_class>& classes) {
  return dump(list(classes));
}

std::string json_text(const audit_report& report) {
  return dump({{"leases", report.leases},
               {"hops", report.hops},
               {"resources", report.resources},
               {"findings", list(report.findings)}});
}

std::string json_text(const node_status& node) {
  return dump({{"name", node.name},
               {"version", node.version},
               {"region", value_of(node.region)},
               {"leases", node.leases},
               {"sessions", node.sessions},
               {"uptime_ms", node.uptime.count()},
               {"journal_records", node.journal_records},
               {"disk_free_bytes", node.disk_free_bytes},
               {"out_of_service", node.out_of_service}});
}

std::string json_version(const std::string& version) {
  return dump({{"version", version}});
}

} // namespace leasehold::cli
