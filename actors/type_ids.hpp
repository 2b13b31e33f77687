// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages between the actors of a node, known to CAF. They never leave
// the process and are never serialised; see runtime/type_ids.hpp.

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/type_id.hpp>

#include "runtime/type_ids.hpp"

namespace leasehold {

struct wake_up;

// GATEWAY and HOP
struct hop_answers;
struct curtail_leases;
struct hop_lost;
struct hops_lost;
struct resource_short;
struct probe_answer;
struct root_answer;
struct find_root;
struct order_hops;
struct ask_root;
struct place_resources;
struct probe_gateway;
struct admit_effect;
struct narrow_resources;
struct describe_gateway;
struct gateway_report;
struct draw_calendar;
struct gateway_calendar;
struct watch_demand;
struct note_refusal;
struct describe_demand;
struct gateway_demand;
struct audit_gateway;
struct gateway_audit;

// ROUTE PLANNER
struct plan_route;
struct explain_refusal;
struct route_plan;
struct region_changed;

// CHAIN and LEASE MANAGER
struct order_roots;
struct chain_report;
struct end_of_wave;
struct request_leases;
struct renew_leases;
struct change_leases;
struct release_leases;
struct acknowledge_lease;
struct list_leases;
struct holder_seen;
struct policy_changed;
struct changes_recorded;
struct lease_settled;
struct read_lease_book;
struct lease_snapshot;
struct check_disk;

// EVENT LOG
struct record_changes;
struct record_notice;
struct note_decision;
struct record_refusal;
struct read_decisions;
struct forget_leases;
struct settle_lease;
struct read_events;

// DIRECTORY
struct load_topology;
struct read_region;
struct list_resources;
struct read_calendar;
struct list_gateways;
struct set_capacity;
struct set_outage;
struct end_outage;
struct nodes_silent;
struct plan_outage;
struct plan_capacity;
struct plan_region;
struct set_rule;
struct remove_rule;
struct set_threshold;
struct read_demand;
struct list_rules;
struct set_class;
struct remove_class;
struct list_classes;
struct run_audit;
struct read_node;

// EXCHANGE
struct peer_frame;
struct send_gathered;

} // namespace leasehold

#define LEASEHOLD_MESSAGE(type)                                                \
  CAF_ADD_TYPE_ID(leasehold_actors, (leasehold::type))

CAF_BEGIN_TYPE_ID_BLOCK(leasehold_actors,
                        caf::id_block::leasehold_runtime_last_type_id + 1)

LEASEHOLD_MESSAGE(wake_up)
LEASEHOLD_MESSAGE(hop_answers)
LEASEHOLD_MESSAGE(hop_lost)
LEASEHOLD_MESSAGE(hops_lost)
LEASEHOLD_MESSAGE(resource_short)
LEASEHOLD_MESSAGE(curtail_leases)
LEASEHOLD_MESSAGE(probe_answer)
LEASEHOLD_MESSAGE(root_answer)
LEASEHOLD_MESSAGE(find_root)
LEASEHOLD_MESSAGE(order_hops)
LEASEHOLD_MESSAGE(ask_root)
LEASEHOLD_MESSAGE(place_resources)
LEASEHOLD_MESSAGE(probe_gateway)
LEASEHOLD_MESSAGE(admit_effect)
LEASEHOLD_MESSAGE(narrow_resources)
LEASEHOLD_MESSAGE(describe_gateway)
LEASEHOLD_MESSAGE(gateway_report)
LEASEHOLD_MESSAGE(draw_calendar)
LEASEHOLD_MESSAGE(gateway_calendar)
LEASEHOLD_MESSAGE(watch_demand)
LEASEHOLD_MESSAGE(note_refusal)
LEASEHOLD_MESSAGE(describe_demand)
LEASEHOLD_MESSAGE(gateway_demand)
LEASEHOLD_MESSAGE(audit_gateway)
LEASEHOLD_MESSAGE(gateway_audit)
LEASEHOLD_MESSAGE(plan_route)
LEASEHOLD_MESSAGE(explain_refusal)
LEASEHOLD_MESSAGE(route_plan)
LEASEHOLD_MESSAGE(region_changed)
LEASEHOLD_MESSAGE(order_roots)
LEASEHOLD_MESSAGE(chain_report)
LEASEHOLD_MESSAGE(end_of_wave)
LEASEHOLD_MESSAGE(request_leases)
LEASEHOLD_MESSAGE(renew_leases)
LEASEHOLD_MESSAGE(change_leases)
LEASEHOLD_MESSAGE(release_leases)
LEASEHOLD_MESSAGE(acknowledge_lease)
LEASEHOLD_MESSAGE(list_leases)
LEASEHOLD_MESSAGE(holder_seen)
LEASEHOLD_MESSAGE(policy_changed)
LEASEHOLD_MESSAGE(changes_recorded)
LEASEHOLD_MESSAGE(lease_settled)
LEASEHOLD_MESSAGE(read_lease_book)
LEASEHOLD_MESSAGE(lease_snapshot)
LEASEHOLD_MESSAGE(check_disk)
LEASEHOLD_MESSAGE(record_changes)
LEASEHOLD_MESSAGE(record_notice)
LEASEHOLD_MESSAGE(note_decision)
LEASEHOLD_MESSAGE(record_refusal)
LEASEHOLD_MESSAGE(read_decisions)
LEASEHOLD_MESSAGE(forget_leases)
LEASEHOLD_MESSAGE(settle_lease)
LEASEHOLD_MESSAGE(read_events)
LEASEHOLD_MESSAGE(load_topology)
LEASEHOLD_MESSAGE(read_region)
LEASEHOLD_MESSAGE(list_resources)
LEASEHOLD_MESSAGE(read_calendar)
LEASEHOLD_MESSAGE(list_gateways)
LEASEHOLD_MESSAGE(set_capacity)
LEASEHOLD_MESSAGE(set_outage)
LEASEHOLD_MESSAGE(end_outage)
LEASEHOLD_MESSAGE(nodes_silent)
LEASEHOLD_MESSAGE(plan_outage)
LEASEHOLD_MESSAGE(plan_capacity)
LEASEHOLD_MESSAGE(plan_region)
LEASEHOLD_MESSAGE(set_rule)
LEASEHOLD_MESSAGE(remove_rule)
LEASEHOLD_MESSAGE(set_threshold)
LEASEHOLD_MESSAGE(read_demand)
LEASEHOLD_MESSAGE(list_rules)
LEASEHOLD_MESSAGE(set_class)
LEASEHOLD_MESSAGE(remove_class)
LEASEHOLD_MESSAGE(list_classes)
LEASEHOLD_MESSAGE(run_audit)
LEASEHOLD_MESSAGE(read_node)
LEASEHOLD_MESSAGE(peer_frame)
LEASEHOLD_MESSAGE(send_gathered)

CAF_END_TYPE_ID_BLOCK(leasehold_actors)

#undef LEASEHOLD_MESSAGE

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::wake_up)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::hop_answers)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::hop_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::hops_lost)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::resource_short)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::curtail_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::probe_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::root_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::find_root)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::order_hops)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::ask_root)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::place_resources)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::probe_gateway)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::admit_effect)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::narrow_resources)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::describe_gateway)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::gateway_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::draw_calendar)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::gateway_calendar)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::watch_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::note_refusal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::describe_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::gateway_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::audit_gateway)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::gateway_audit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::plan_route)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::explain_refusal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::route_plan)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::region_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::order_roots)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::chain_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::end_of_wave)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::request_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::renew_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::change_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::release_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::acknowledge_lease)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::holder_seen)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::policy_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::changes_recorded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::lease_settled)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_lease_book)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::lease_snapshot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::check_disk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::record_changes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::record_notice)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::note_decision)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::record_refusal)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_decisions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::forget_leases)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::settle_lease)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_events)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::load_topology)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_region)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_resources)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_calendar)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_gateways)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::set_capacity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::set_outage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::end_outage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::nodes_silent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::plan_outage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::plan_capacity)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::plan_region)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::set_rule)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::remove_rule)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::set_threshold)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_rules)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::set_class)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::remove_class)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_classes)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::run_audit)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_node)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::peer_frame)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::send_gathered)
