// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "messages/action.hpp"
#include "messages/actor.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/front_door.capnp.h"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/node_info.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/time.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"

// What the answers of a node mean. A node is not believed either: an answer
// that breaks a bound or a rule is a failure that says so, apart from the
// failures that the node itself answers.
namespace leasehold {

struct answer_context {
  /// When the answer arrived.
  time_base now;
  /// How many items the call had: a batch has one outcome for each.
  std::size_t asked = 0;
};

struct leases_answer {
  std::vector<lease_info> leases;
  /// Whether there are others after these.
  bool more = false;
};

/// A page of what has a name.
template <class T>
struct page_answer {
  std::vector<T> items;
  /// Whether there are others after these.
  bool more = false;
};

struct usage_answer {
  usage_report report;
  /// Whether there are others after these.
  bool more = false;
};

/// What to say of an answer that can't be read.
failure unreadable(const failure& why);

result<std::vector<lease_outcome>> read_answer(rpc::OutcomesResult::Reader x,
                                               const answer_context& context);
result<std::vector<release_outcome>> read_answer(rpc::ReleasesResult::Reader x,
                                                 const answer_context& context);
result<leases_answer> read_answer(rpc::LeasePageResult::Reader x,
                                  const answer_context& context);
result<event_page> read_answer(rpc::EventPageResult::Reader x,
                               const answer_context& context);
result<std::vector<decision>> read_answer(rpc::DecisionsResult::Reader x,
                                          const answer_context& context);
result<topology> read_answer(rpc::TopologyResult::Reader x,
                             const answer_context& context);
result<page_answer<resource_info>> read_answer(rpc::ResourcesResult::Reader x,
                                               const answer_context& context);
result<resource_calendar> read_answer(rpc::CalendarResult::Reader x,
                                      const answer_context& context);
result<page_answer<gateway_info>> read_answer(rpc::GatewaysResult::Reader x,
                                              const answer_context& context);
result<std::vector<node_info>> read_answer(rpc::NodesResult::Reader x,
                                           const answer_context& context);
result<page_answer<limit_rule>> read_answer(rpc::RulesResult::Reader x,
                                            const answer_context& context);
result<std::vector<service_class>> read_answer(rpc::ClassesResult::Reader x,
                                               const answer_context& context);
result<std::vector<resource_demand>> read_answer(rpc::DemandResult::Reader x,
                                                 const answer_context& context);
result<action_info> read_answer(rpc::ActionResult::Reader x,
                                const answer_context& context);
result<status_page> read_answer(rpc::StatusPageResult::Reader x,
                                const answer_context& context);
result<action_list> read_answer(rpc::ActionsResult::Reader x,
                                const answer_context& context);
result<std::vector<location>> read_answer(rpc::LocationsResult::Reader x,
                                          const answer_context& context);
result<traffic_report> read_answer(rpc::TrafficResult::Reader x,
                                   const answer_context& context);
result<usage_answer> read_answer(rpc::UsageResult::Reader x,
                                 const answer_context& context);
result<curtailment> read_answer(rpc::CurtailmentResult::Reader x,
                                const answer_context& context);
result<actor_page> read_answer(rpc::ActorsResult::Reader x,
                               const answer_context& context);
result<rpc::MessageTrace::Client> read_answer(rpc::TraceResult::Reader x,
                                              const answer_context& context);
result<message_page> read_answer(rpc::MessagesResult::Reader x,
                                 const answer_context& context);
result<audit_report> read_answer(rpc::AuditResult::Reader x,
                                 const answer_context& context);
result<node_status> read_answer(rpc::NodeStatusResult::Reader x,
                                const answer_context& context);
result<rpc::Subscription::Client> read_answer(rpc::SubscribeResult::Reader x,
                                              const answer_context& context);
result<rpc::Login::Reader> read_answer(rpc::LoginResult::Reader x,
                                       const answer_context& context);
status read_answer(rpc::Done::Reader x, const answer_context& context);

} // namespace leasehold
