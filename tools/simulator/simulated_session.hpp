// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/node/services.hpp"
#include "messages/service.hpp"
#include "runtime/rpc/reply.hpp"
#include "tools/client/session.hpp"
#include "tools/simulator/simulated_region.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// A session with a node of a simulated region. A call asks the node's actors
/// and lets virtual time run until they have answered; all that is said passes
/// through the codec of the wire. While its node is down calls fail with
/// `errc::unavailable`.
class simulated_session final : public session {
public:
  simulated_session(std::shared_ptr<simulated_region> region, node_index node,
                    principal who);
  ~simulated_session() override;

  const std::shared_ptr<simulated_region>& region() const noexcept {
    return region_;
  }

  result<std::vector<lease_outcome>>
  request(std::vector<lease_request> batch) override;
  result<std::vector<lease_outcome>>
  renew(std::vector<renewal_request> batch) override;
  result<std::vector<lease_outcome>>
  change(std::vector<change_request> batch) override;
  result<std::vector<release_outcome>>
  release(std::vector<release_request> batch) override;
  result<std::vector<lease_info>> leases(const lease_filter& filter) override;
  result<event_page> events(const event_query& query) override;
  status watch(const event_query& query,
               std::function<watching(const lease_event&)> listener,
               std::optional<duration> deadline) override;
  status acknowledge(lease_id lease, std::uint32_t sequence) override;
  result<std::vector<decision>> explain(lease_id lease,
                                        request_id request) override;
  result<topology> read_topology() override;
  status load_topology(const std::string& toml) override;
  result<std::vector<resource_info>> resources() override;
  result<resource_calendar> calendar(const calendar_query& query) override;
  result<std::vector<gateway_info>> gateways() override;
  result<std::vector<node_info>> nodes() override;
  status set_capacity(const resource_name& resource,
                      const amounts& capacity) override;
  result<curtailment> plan_capacity(const resource_name& resource,
                                    const amounts& capacity) override;
  status set_outage(const outage& value) override;
  status end_outage(const std::string& subject) override;
  result<curtailment> plan_outage(const outage& value) override;
  result<std::vector<limit_rule>> rules() override;
  status set_rule(const limit_rule& rule) override;
  status remove_rule(const rule_name& rule) override;
  result<std::vector<service_class>> classes() override;
  status set_class(const service_class& value) override;
  status remove_class(const class_name& name) override;
  status set_threshold(const demand_threshold& value) override;
  result<std::vector<resource_demand>>
  demand(const std::optional<resource_name>& resource) override;
  result<audit_report> audit() override;
  result<actor_page> actors(const actor_query& query) override;
  status kill_actor(const std::string& path) override;
  status trace(lease_id lease,
               std::function<watching(const message_page&)> listener,
               std::optional<duration> deadline) override;
  result<node_status> node() override;
  result<traffic_report> traffic(const traffic_query& query) override;
  result<usage_report> usage(const usage_query& query) override;
  result<action_info> run_action(const action_request& request) override;
  result<status_page> statuses(action_id action, std::uint32_t from,
                               duration wait) override;
  result<action_info> cancel_action(action_id action) override;
  result<action_list> actions() override;
  result<std::vector<location>>
  locate(const std::vector<std::string>& targets) override;
  time_base clock() const override;

private:
  /// An answer, or why the node has none, and when it left.
  template <class T>
  struct stamped {
    result<T> value;
    time_base sent;
  };
  template <class T>
  class stamping_sink;
  /// Puts the question to an actor.
  template <class T>
  using question = std::function<void(const services&, reply_to<T>)>;

  /// What came back, untouched; its value is there.
  template <class T>
  result<stamped<T>> fetch_once(question<T> put, duration within);
  /// Likewise, and asks again while a node is down by faults at random. So
  /// `put` may be called several times.
  template <class T>
  result<stamped<T>> fetch(question<T> put, duration within);
  /// What came back, as the wire makes it.
  template <class T>
  result<T> ask(question<T> put);
  /// The same of a call that has nothing to give.
  status order(question<status> put);
  template <class Item>
  result<std::vector<lease_outcome>>
  ask_in_batch(std::vector<Item> items,
               std::function<void(const services&, std::vector<Item>,
                                  reply_to<std::vector<lease_outcome>>)>
                   put);

  result<event_page> look(const event_query& query, duration wait,
                          duration within);
  /// What came back of an answer that may be a failure itself.
  template <class T>
  result<T> ask_checked(question<result<T>> put);
  /// Has the directory enter an operator's value, or drop what has a name.
  template <class Msg, class T>
  status enter(const char* what, const T& value);
  template <class Msg, class Name>
  status drop(const char* what, const Name& name);
  std::optional<failure> refuse_lessee(const char* what) const;
  failure unanswered(duration within) const;
  failure lost() const;

  std::shared_ptr<simulated_region> region_;
  node_index node_;
  std::string node_name_;
  principal who_;
};

} // namespace leasehold::sim
