// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "messages/action.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/limit.hpp"
#include "messages/outage.hpp"
#include "messages/result.hpp"
#include "messages/service_class.hpp"
#include "messages/stored.hpp"
#include "messages/usage.hpp"

// The bodies of journal records. What can't be read, is of a newer version or
// of another kind fails with `errc::corrupt`: it could be taken capacity, so
// nobody may go on without it.
namespace leasehold {

std::string encode(const node_record& x);
std::string encode(const capacity_record& x);
std::string encode(const limit_rule& x);
std::string encode(const service_class& x);
std::string encode(const demand_threshold& x);
std::string encode(const decision& x);
std::string encode(const outage& x);
std::string encode(const hop_record& x);
std::string encode(const lease_record& x);
std::string encode(const lease_event& x);
std::string encode(const meter_record& x);
std::string encode(const usage_record& x);
std::string encode(const action_record& x);
std::string encode(const statuses_record& x);
std::string encode(const permit_record& x);

result<node_record> decode_node(std::string_view body);
result<capacity_record> decode_capacity(std::string_view body);
result<limit_rule> decode_rule(std::string_view body);
result<service_class> decode_class(std::string_view body);
result<demand_threshold> decode_threshold(std::string_view body);
result<decision> decode_decision(std::string_view body);
result<outage> decode_outage(std::string_view body);
result<hop_record> decode_hop(std::string_view body);
result<lease_record> decode_lease(std::string_view body);
result<lease_event> decode_event(std::string_view body);
result<meter_record> decode_meter(std::string_view body);
result<usage_record> decode_usage(std::string_view body);
result<action_record> decode_action(std::string_view body);
result<statuses_record> decode_statuses(std::string_view body);
result<permit_record> decode_permit(std::string_view body);

} // namespace leasehold
