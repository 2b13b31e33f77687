// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "messages/action.hpp"
#include "messages/actor.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/node_info.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"

namespace leasehold {

/// A logged-in session with a node, as programs use it: the command line, the
/// shell and the benchmark. Calls block until the answer or a deadline.
///
/// Instants in what it returns are on this process's own timeline, see
/// `clock()`. A failure means that the call itself was not served; what was
/// asked and refused is a value. Not thread-safe.
class session {
public:
  virtual ~session() = default;

  /// Asked ten times a second while a call waits, on the caller's thread; true
  /// makes the call fail with `errc::timed_out`. For deadlines of the caller's
  /// own, that no call may outlive. Sessions that never wait ignore it.
  virtual void give_up_when(std::function<bool()> hopeless) {
    static_cast<void>(hopeless);
  }

  virtual result<std::vector<lease_outcome>>
  request(std::vector<lease_request> batch) = 0;
  virtual result<std::vector<lease_outcome>>
  renew(std::vector<renewal_request> batch) = 0;
  virtual result<std::vector<lease_outcome>>
  change(std::vector<change_request> batch) = 0;
  virtual result<std::vector<release_outcome>>
  release(std::vector<release_request> batch) = 0;

  virtual result<std::vector<lease_info>>
  leases(const lease_filter& filter) = 0;
  virtual result<event_page> events(const event_query& query) = 0;

  /// Calls `listener` for each event from `query.from` on, old and new, until
  /// it returns `watching::stop` or `deadline` has passed.
  virtual status watch(const event_query& query,
                       std::function<watching(const lease_event&)> listener,
                       std::optional<duration> deadline) = 0;

  /// What the lease was told is known, up to the event with this sequence.
  virtual status acknowledge(lease_id lease, std::uint32_t sequence) = 0;

  /// Why a lease, or one's own request, got what it got; the newest last. One
  /// of both is zero.
  virtual result<std::vector<decision>> explain(lease_id lease,
                                                request_id request) = 0;

  virtual result<topology> read_topology() = 0;
  /// Replaces the region's topology by the one in `toml`.
  virtual status load_topology(const std::string& toml) = 0;

  virtual result<std::vector<resource_info>> resources() = 0;
  /// What is taken of one resource over time.
  virtual result<resource_calendar> calendar(const calendar_query& query) = 0;
  virtual result<std::vector<gateway_info>> gateways() = 0;
  /// How the node sees the other nodes of its region.
  virtual result<std::vector<node_info>> nodes() = 0;
  virtual status set_capacity(const resource_name& resource,
                              const amounts& capacity) = 0;
  /// What `set_capacity` would do to leases.
  virtual result<curtailment> plan_capacity(const resource_name& resource,
                                            const amounts& capacity) = 0;

  /// Takes a gateway or a link out of service, or out of it in another way.
  virtual status set_outage(const outage& value) = 0;
  /// Puts it back.
  virtual status end_outage(const std::string& subject) = 0;
  /// What `set_outage` would do to leases.
  virtual result<curtailment> plan_outage(const outage& value) = 0;

  virtual result<std::vector<limit_rule>> rules() = 0;
  virtual status set_rule(const limit_rule& rule) = 0;
  virtual status remove_rule(const rule_name& rule) = 0;

  virtual result<std::vector<service_class>> classes() = 0;
  virtual status set_class(const service_class& value) = 0;
  virtual status remove_class(const class_name& name) = 0;

  /// A high mark of 0 takes the threshold of the subject away.
  virtual status set_threshold(const demand_threshold& value) = 0;
  /// Of one resource, minute by minute; of all, summed up, where none is named.
  virtual result<std::vector<resource_demand>>
  demand(const std::optional<resource_name>& resource) = 0;

  virtual result<audit_report> audit() = 0;

  /// Who is there, and what they do.
  virtual result<actor_page> actors(const actor_query& query) = 0;
  /// Ends an actor as an exception would, where the node was started for that.
  virtual status kill_actor(const std::string& path) = 0;
  /// Calls `listener` with the messages about a lease as actors take them, and
  /// four times a second with none, until it returns `watching::stop` or
  /// `deadline` has passed.
  virtual status trace(lease_id lease,
                       std::function<watching(const message_page&)> listener,
                       std::optional<duration> deadline) = 0;

  virtual result<node_status> node() = 0;

  /// What left through NICs on which leases are enforced.
  virtual result<traffic_report> traffic(const traffic_query& query) = 0;
  /// What lessees used.
  virtual result<usage_report> usage(const usage_query& query) = 0;

  /// Begins an action.
  virtual result<action_info> run_action(const action_request& request) = 0;
  /// What came of it after the first `from` statuses; waits for some where
  /// there are none yet, at most so long.
  virtual result<status_page> statuses(action_id action, std::uint32_t from,
                                       duration wait) = 0;
  virtual result<action_info> cancel_action(action_id action) = 0;
  /// All of the caller's.
  virtual result<action_list> actions() = 0;
  /// Where targets are.
  virtual result<std::vector<location>>
  locate(const std::vector<std::string>& targets) = 0;

  /// Both clocks of this process, now.
  virtual time_base clock() const = 0;
};

} // namespace leasehold
