// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The values of `messages/` as JSON: fields named like theirs, amounts as
// text and numbers, instants in RFC 3339, lengths of time in milliseconds
// with _ms in the name. docs/cli.md lists them: a field once written stays.

#include <string>
#include <vector>

#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"

namespace leasehold::cli {

/// What became of one of many.
struct renewal_result {
  lease_id lease;
  /// 0 where the call has none.
  request_id request;
  lease_outcome outcome;
};

/// With the number of the request, by which it can be asked again.
std::string json_text(const lease_outcome& outcome, request_id request,
                      const time_base& clock);
std::string json_text(const std::vector<renewal_result>& results,
                      const time_base& clock);
std::string json_text(const std::vector<release_outcome>& outcomes);
std::string json_text(const lease_info& lease, const time_base& clock);
std::string json_text(const std::vector<lease_info>& leases,
                      const time_base& clock);
std::string json_text(const std::vector<lease_event>& events,
                      const time_base& clock);
/// One line, for a stream of events.
std::string json_line(const lease_event& event, const time_base& clock);

std::string json_text(const std::vector<resource_info>& resources);
std::string json_text(const resource_calendar& calendar,
                      const time_base& clock);
std::string json_text(const std::vector<decision>& decisions);
std::string json_text(const std::vector<resource_demand>& demand,
                      const time_base& clock);
std::string json_text(const std::vector<gateway_info>& gateways,
                      const time_base& clock);
std::string json_text(const curtailment& plan);
std::string json_text(const std::vector<endpoint_spec>& endpoints);
std::string json_text(const topology& region);
std::string json_text(const std::vector<limit_rule>& rules);
std::string json_text(const std::vector<service_class>& classes);
std::string json_text(const audit_report& report);
std::string json_text(const node_status& node);
/// {"version": ...}
std::string json_version(const std::string& version);

} // namespace leasehold::cli
