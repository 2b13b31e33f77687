// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/type_ids.hpp"
#include "messages/amount.hpp"
#include "messages/demand.hpp"
#include "messages/endpoint_address.hpp"
#include "messages/errc.hpp"
#include "messages/hop.hpp"
#include "messages/outage.hpp"
#include "messages/resource.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"
#include "runtime/rpc/reply.hpp"
#include "runtime/shaping/shaper.hpp"

// What is said to gateways, and by them. Orders and answers are the values of
// the hop protocol (messages/hop.hpp); a handle beside an order says where the
// answer goes: for a root on another node, to that node's PEER.
namespace leasehold {

/// What a gateway has to say to one CHAIN about its orders, in order.
struct hop_answers {
  std::vector<hop_answer> answers;
};

/// Hops that have ended by themselves.
struct hops_lost {
  std::vector<hop_lost> hops;
};

/// The CHAIN of some leases as their hops know it.
using root_actor = caf::typed_actor<
    // A gateway's word on orders.
    caf::reacts_to<hop_answers>>;

/// Who asked for the root of a hop.
using root_asker_actor = caf::typed_actor<
    // Whether the lease lives.
    caf::reacts_to<root_answer>>;

/// Whoever asked what is free.
using prober_actor = caf::typed_actor<
    // What is free at one gateway.
    caf::reacts_to<probe_answer>>;

struct rooted_order {
  hop_order order;
  /// The gateway that answers for the lease: only it orders the lease's hops.
  gateway_name root;
};

/// What one CHAIN has for one gateway: obeyed in order, and written in one
/// group.
struct order_hops {
  std::vector<rooted_order> orders;
  root_actor chain;
};

struct ask_root {
  find_root question;
  root_asker_actor asker;
};

struct probe_gateway {
  gateway_name gateway;
  probe question;
  prober_actor prober;
  /// Of these alone, those that there are; of all where it is empty. A PEER
  /// asks for all.
  std::vector<resource_name> resources;
};

/// The capacities of all resources that a gateway has from now on. Others go,
/// unless they are booked.
struct place_resources {
  std::vector<std::pair<resource_name, amounts>> capacities;
  /// Until when they may be promised, where there is a limit.
  std::map<resource_name, term_limit> limits;
  /// Of NICs on which leases are enforced, and by what; null where there are
  /// none.
  std::map<resource_name, interface_config> interfaces;
  std::shared_ptr<const address_map> addresses;
};

/// What it will have. Nothing is given out beyond that from the answer on; what
/// is more than now comes with `place_resources`.
struct narrow_resources {
  place_resources wanted;
  instant now;
};

/// Asks the owner for leave to let an effect on its resources happen, under one
/// epoch of a lease. Answered at once; the answer holds for this step only, so
/// what acts is admitted where it acts (C3).
struct admit_effect {
  hop_key key;
  reply_to<errc> reply;
};

struct describe_gateway {
  instant now;
};

struct gateway_report {
  gateway_info info;
  /// Of this moment, with how many hops take something.
  std::vector<std::pair<resource_view, std::uint64_t>> resources;
};

struct draw_calendar {
  calendar_query question;
};

struct gateway_calendar {
  /// Nothing where the gateway does not have the resource.
  std::optional<resource_calendar> calendar;
};

/// The thresholds of its resources from now on.
struct watch_demand {
  std::map<resource_name, demand_limit> limits;
};

/// A request was refused for want of a resource of the gateway's.
struct note_refusal {
  resource_name resource;
  amounts amount;
};

struct describe_demand {
  /// Of one, with its minutes; of all that are asked for or watched where
  /// there is none.
  std::optional<resource_name> resource;
};

struct gateway_demand {
  std::vector<resource_demand> demand;
};

/// A gateway has less of a resource than leases take. Said each second for as
/// long as that is so.
struct resource_short {
  gateway_name gateway;
  shortage what;
};

struct audit_gateway {};

struct gateway_audit {
  gateway_name gateway;
  audit_report report;
  std::vector<hop_record> hops;
};

} // namespace leasehold
