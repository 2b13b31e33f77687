// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/record/records.hpp"

#include <utility>

#include <fmt/format.h>

#include "messages/codec/stored_codec.hpp"

namespace leasehold {

namespace {

record put(record_kind kind, std::string key, std::string body) {
  return {static_cast<std::uint16_t>(kind), std::move(key), std::move(body),
          record::change::put};
}

record erase(record_kind kind, std::string key) {
  return {static_cast<std::uint16_t>(kind),
          std::move(key),
          {},
          record::change::erase};
}

std::string key_of(const hop_record& x) {
  return fmt::format("{}/{:016x}", x.key.gateway.str(), x.key.lease.value());
}

std::string key_of(lease_id x) {
  return fmt::format("{:016x}", x.value());
}

std::string key_of(const demand_threshold& x) {
  if (auto resource = std::get_if<resource_name>(&x.subject))
    return "resource/" + resource->str();
  return "kind/" + std::get<kind_name>(x.subject).str();
}

std::string key_of(const meter_record& x) {
  return fmt::format("{}/{}/{:016x}", x.nic.str(), static_cast<int>(x.of),
                     x.lease.value());
}

/// In the order of time.
std::string key_of(const usage_record& x) {
  return fmt::format("{:016x}/{}", x.hour, x.lessee.str());
}

/// All of one action beside each other.
std::string key_of_statuses(action_id action, std::uint32_t from) {
  return fmt::format("{:016x}/{:08x}", action.value(), from);
}

std::string key_of_permit(action_id action, std::uint64_t attempt) {
  return fmt::format("{:016x}/{:016x}", action.value(), attempt);
}

std::string key_of_number(std::uint64_t number) {
  return fmt::format("{:016x}", number);
}

} // namespace

record to_record(const node_record& x) {
  return put(record_kind::node, {}, encode(x));
}

record to_record(const capacity_record& x) {
  return put(record_kind::capacity, x.resource.str(), encode(x));
}

record to_record(const limit_rule& x) {
  return put(record_kind::rule, x.name.str(), encode(x));
}

record to_record(const service_class& x) {
  return put(record_kind::service_class, x.name.str(), encode(x));
}

record to_record(const demand_threshold& x) {
  return put(record_kind::threshold, key_of(x), encode(x));
}

record to_record(const decision& x) {
  return put(record_kind::decision, key_of_number(x.number), encode(x));
}

record to_record(const outage& x) {
  return put(record_kind::outage, x.subject, encode(x));
}

record to_record(const hop_record& x) {
  return put(record_kind::hop, key_of(x), encode(x));
}

record to_record(const lease_record& x) {
  return put(record_kind::lease, key_of(x.info.id), encode(x));
}

record to_record(const lease_event& x) {
  return put(record_kind::event, key_of_number(x.number), encode(x));
}

record to_record(const meter_record& x) {
  return put(record_kind::meter, key_of(x), encode(x));
}

record to_record(const usage_record& x) {
  return put(record_kind::usage, key_of(x), encode(x));
}

record to_record(const action_record& x) {
  return put(record_kind::action, key_of_number(x.id.value()), encode(x));
}

record to_record(const statuses_record& x) {
  return put(record_kind::statuses, key_of_statuses(x.action, x.from),
             encode(x));
}

record to_record(const permit_record& x) {
  return put(record_kind::permit, key_of_permit(x.key.action, x.key.attempt),
             encode(x));
}

record topology_to_record(const std::string& toml) {
  return put(record_kind::topology, {}, toml);
}

record erasure_of(const hop_record& x) {
  return erase(record_kind::hop, key_of(x));
}

record erasure_of(const capacity_record& x) {
  return erase(record_kind::capacity, x.resource.str());
}

record erasure_of_lease(lease_id x) {
  return erase(record_kind::lease, key_of(x));
}

record erasure_of_event(std::uint64_t number) {
  return erase(record_kind::event, key_of_number(number));
}

record erasure_of_decision(std::uint64_t number) {
  return erase(record_kind::decision, key_of_number(number));
}

record erasure_of_rule(const rule_name& x) {
  return erase(record_kind::rule, x.str());
}

record erasure_of(const demand_threshold& x) {
  return erase(record_kind::threshold, key_of(x));
}

record erasure_of(const outage& x) {
  return erase(record_kind::outage, x.subject);
}

record erasure_of_class(const class_name& x) {
  return erase(record_kind::service_class, x.str());
}

record erasure_of(const meter_record& x) {
  return erase(record_kind::meter, key_of(x));
}

record erasure_of(const usage_record& x) {
  return erase(record_kind::usage, key_of(x));
}

record erasure_of_action(action_id x) {
  return erase(record_kind::action, key_of_number(x.value()));
}

record erasure_of_statuses(action_id x, std::uint32_t from) {
  return erase(record_kind::statuses, key_of_statuses(x, from));
}

record erasure_of_permit(action_id x, std::uint64_t attempt) {
  return erase(record_kind::permit, key_of_permit(x, attempt));
}

} // namespace leasehold
