// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <capnp/capability.h>
#include <kj/async-io.h>
#include <kj/timer.h>

#include "messages/action.hpp"
#include "messages/actor.hpp"
#include "messages/decision.hpp"
#include "messages/demand.hpp"
#include "messages/event.hpp"
#include "messages/front_door.capnp.h"
#include "messages/lease.hpp"
#include "messages/limit.hpp"
#include "messages/resource.hpp"
#include "messages/result.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/topology.hpp"
#include "messages/usage.hpp"
#include "runtime/clock/clock_source.hpp"
#include "runtime/rpc/dialler.hpp"
#include "tools/client/answers.hpp"
#include "tools/client/session_config.hpp"

namespace leasehold {

/// Both clocks of this process, now. Its timeline counts from the start of
/// the machine.
time_base read_clocks(const clock_source& clock);

/// A logged-in session on a KJ event loop: as many calls at once as wanted.
/// Promises give values and failures and never throw. Every call fails with
/// `errc::timed_out` after `session_config::answer_within` and with
/// `errc::unavailable` once the connection is lost, which stays lost. Instants
/// are on this process's timeline.
///
/// Belongs to the thread of the loop. Drop its promises before it; that ends
/// their calls.
class async_session {
public:
  /// Connects and logs in. Fails as `connect` of rpc_session.hpp does.
  /// @pre network, timer and clock outlive the session
  static kj::Promise<result<kj::Own<async_session>>>
  open(kj::Network& network, kj::Timer& timer, const clock_source& clock,
       session_config config);

  /// Use `open`.
  async_session(kj::Timer& timer, const clock_source& clock,
                session_config config, kj::Own<dialled> connection,
                rpc::Login::Reader login);
  KJ_DISALLOW_COPY(async_session);

  /// The name of the node.
  const std::string& node_name() const {
    return node_name_;
  }

  /// One outcome for each item, in order. At most `bounds::batch_items`, and
  /// no more than fit into a frame: `errc::too_much` otherwise, and nothing
  /// is sent.
  kj::Promise<result<std::vector<lease_outcome>>>
  request(const std::vector<lease_request>& batch);
  kj::Promise<result<std::vector<lease_outcome>>>
  renew(const std::vector<renewal_request>& batch);
  kj::Promise<result<std::vector<lease_outcome>>>
  change(const std::vector<change_request>& batch);
  kj::Promise<result<std::vector<release_outcome>>>
  release(const std::vector<release_request>& batch);

  /// All pages.
  kj::Promise<result<std::vector<lease_info>>> leases(lease_filter filter);
  kj::Promise<result<event_page>> events(const event_query& query);

  /// Takes pages in order, and in the end exactly one failure unless it was
  /// dropped before; a page comes once the promise for the one before is
  /// done. Must not throw.
  using page_sink = std::function<kj::Promise<void>(result<event_page>)>;
  /// Dropping what it gives ends the subscription; `sink` may be called until
  /// the node has heard of it.
  kj::Promise<result<rpc::Subscription::Client>>
  subscribe(const event_query& query, page_sink sink);

  kj::Promise<status> acknowledge(lease_id lease, std::uint32_t sequence);
  kj::Promise<result<std::vector<decision>>> explain(lease_id lease,
                                                     request_id request);
  kj::Promise<result<topology>> read_topology();
  kj::Promise<result<std::vector<resource_info>>> resources();
  kj::Promise<result<resource_calendar>> calendar(const calendar_query& query);
  kj::Promise<result<std::vector<gateway_info>>> gateways();
  kj::Promise<result<std::vector<node_info>>> nodes();
  kj::Promise<result<std::vector<limit_rule>>> rules();
  kj::Promise<result<std::vector<service_class>>> classes();
  kj::Promise<result<node_status>> node();
  kj::Promise<result<traffic_report>> traffic(const traffic_query& query);
  /// All pages.
  kj::Promise<result<usage_report>> usage(const usage_query& query);

  kj::Promise<result<action_info>> run_action(const action_request& request);
  kj::Promise<result<status_page>> statuses(action_id action,
                                            std::uint32_t from, duration wait);
  kj::Promise<result<action_info>> cancel_action(action_id action);
  /// All pages.
  kj::Promise<result<action_list>> actions();
  kj::Promise<result<std::vector<location>>>
  locate(const std::vector<std::string>& targets);

  // -- for operators; `errc::permission_denied` for others -------------------

  kj::Promise<status> load_topology(const std::string& toml);
  kj::Promise<status> set_capacity(const resource_name& resource,
                                   const amounts& capacity);
  kj::Promise<status> set_outage(const outage& value);
  kj::Promise<status> end_outage(const std::string& subject);
  kj::Promise<result<curtailment>> plan_outage(const outage& value);
  kj::Promise<result<curtailment>> plan_capacity(const resource_name& resource,
                                                 const amounts& capacity);
  kj::Promise<status> set_rule(const limit_rule& rule);
  kj::Promise<status> remove_rule(const rule_name& rule);
  kj::Promise<status> set_class(const service_class& value);
  kj::Promise<status> remove_class(const class_name& name);
  kj::Promise<status> set_threshold(const demand_threshold& value);
  kj::Promise<result<std::vector<resource_demand>>>
  demand(const std::optional<resource_name>& resource);
  kj::Promise<result<audit_report>> audit();
  kj::Promise<result<actor_page>> actors(const actor_query& query);
  kj::Promise<status> kill_actor(const std::string& path);
  /// Messages about a lease, from now on. Another trace takes its place.
  kj::Promise<status> begin_trace(lease_id lease);
  /// The next of them, or none after `wait`. `errc::conflict` where no trace
  /// has begun.
  kj::Promise<result<message_page>> read_trace(duration wait);
  void end_trace();

private:
  template <class Params, class Results>
  auto ask(capnp::Request<Params, Results> request, std::size_t asked = 0)
      -> kj::Promise<decltype(read_answer(
          std::declval<typename Results::Reader>(), answer_context{}))>;

  /// Calls `use` with the capability of operators.
  template <class T, class Use>
  kj::Promise<result<T>> as_operator(const char* what, Use use);

  kj::Promise<result<std::vector<lease_info>>>
  more_leases(lease_filter filter, std::uint64_t after,
              std::vector<lease_info> so_far);
  kj::Promise<result<action_list>> more_actions(action_list so_far);
  kj::Promise<result<usage_report>> more_usage(usage_query query,
                                               usage_report so_far);
  kj::Promise<void> keep_alive();
  failure no_answer(const kj::Exception& why) const;

  kj::Timer& timer_;
  const clock_source& clock_;
  const session_config config_;
  kj::Own<dialled> connection_;
  std::string node_name_;
  rpc::Bootstrap::Client bootstrap_;
  rpc::Session::Client session_;
  kj::Maybe<rpc::Operator::Client> operator_;
  kj::Maybe<rpc::MessageTrace::Client> trace_;
  kj::Promise<void> keeping_alive_ = nullptr;
};

} // namespace leasehold
