// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/type_ids.hpp"
#include "messages/amount.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/ids.hpp"
#include "messages/limit.hpp"
#include "messages/outage.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/topology.hpp"
#include "runtime/rpc/reply.hpp"

// What is said to the DIRECTORY. Whether the caller may is for the front door
// to know; changes are durable before they are answered.
namespace leasehold {

struct load_topology {
  std::string toml;
  reply_to<status> reply;
  /// Who orders it: no name where nobody is to be told.
  lessee_name by{};
  /// What it may take from leases. What is lowered by order goes through
  /// `set_capacity`, which can be planned first.
  enum class harm : std::uint8_t { allowed, refused } to_leases = harm::allowed;
  /// Checked, it is answered as if it were to be loaded.
  enum class act : std::uint8_t { load, check } what = act::load;
};

struct read_region {
  reply_to<topology> reply;
};

struct list_resources {
  reply_to<std::vector<resource_info>> reply;
};

struct read_calendar {
  calendar_query question;
  reply_to<result<resource_calendar>> reply;
};

struct list_gateways {
  reply_to<std::vector<gateway_info>> reply;
};

struct set_capacity {
  resource_name resource;
  amounts capacity;
  reply_to<status> reply;
  lessee_name by{};
};

/// What `set_capacity` would do to leases.
struct plan_capacity {
  resource_name resource;
  amounts capacity;
  reply_to<result<curtailment>> reply;
};

/// Takes a gateway or a link out of service, in place of what was said before.
struct set_outage {
  outage wanted;
  reply_to<status> reply;
  lessee_name by{};
};

struct end_outage {
  std::string subject;
  reply_to<status> reply;
};

/// The other nodes that can't be reached now; all others can.
struct nodes_silent {
  std::set<node_name> nodes;
};

/// What `set_outage` would do to leases.
struct plan_outage {
  outage wanted;
  reply_to<result<curtailment>> reply;
};

struct set_rule {
  limit_rule rule;
  reply_to<status> reply;
};

struct remove_rule {
  rule_name rule;
  reply_to<status> reply;
};

/// A high mark of 0 takes the threshold of the subject away.
struct set_threshold {
  demand_threshold threshold;
  reply_to<status> reply;
};

struct read_demand {
  /// Of one, with its minutes; of all, without them, the fullest first and at
  /// most `bounds::demands`, where there is none.
  std::optional<resource_name> resource;
  reply_to<result<std::vector<resource_demand>>> reply;
};

struct list_rules {
  reply_to<std::vector<limit_rule>> reply;
};

struct set_class {
  service_class value;
  reply_to<status> reply;
};

struct remove_class {
  class_name name;
  reply_to<status> reply;
};

struct list_classes {
  reply_to<std::vector<service_class>> reply;
};

struct run_audit {
  reply_to<audit_report> reply;
};

/// All but the number of sessions, which the front door knows.
struct read_node {
  reply_to<node_status> reply;
};

} // namespace leasehold
