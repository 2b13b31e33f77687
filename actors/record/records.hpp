// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/action.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/limit.hpp"
#include "messages/outage.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "messages/usage.hpp"
#include "runtime/store/record.hpp"

// Values as the journal keeps them: under which kind and key. A key is never
// read back; the body says what it is.
namespace leasehold {

record to_record(const node_record& x);
record to_record(const capacity_record& x);
record to_record(const limit_rule& x);
record to_record(const service_class& x);
record to_record(const demand_threshold& x);
record to_record(const decision& x);
record to_record(const outage& x);
record to_record(const hop_record& x);
record to_record(const lease_record& x);
record to_record(const lease_event& x);
record to_record(const meter_record& x);
record to_record(const usage_record& x);
record to_record(const action_record& x);
record to_record(const statuses_record& x);
record to_record(const permit_record& x);
/// Stored as it was written, for people to read again.
record topology_to_record(const std::string& toml);

record erasure_of(const hop_record& x);
record erasure_of(const capacity_record& x);
record erasure_of_lease(lease_id x);
record erasure_of_event(std::uint64_t number);
record erasure_of_decision(std::uint64_t number);
record erasure_of_rule(const rule_name& x);
record erasure_of(const demand_threshold& x);
record erasure_of(const outage& x);
record erasure_of_class(const class_name& x);
record erasure_of(const meter_record& x);
record erasure_of(const usage_record& x);
record erasure_of_action(action_id x);
record erasure_of_statuses(action_id x, std::uint32_t from);
record erasure_of_permit(action_id x, std::uint64_t attempt);

} // namespace leasehold
