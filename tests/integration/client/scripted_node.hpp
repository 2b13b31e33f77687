// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <capnp/capability.h>

#include "messages/front_door.capnp.h"
#include "messages/lease.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/rpc/event_loop.hpp"
#include "tests/support/rpc/rpc_test.hpp"

namespace leasehold::test {

template <class Params, class Results>
using scripted =
    std::function<kj::Promise<void>(capnp::CallContext<Params, Results>)>;

/// What a scripted node answers. What is not here it does not know. Runs on
/// the node's loop.
struct node_script {
  std::optional<failure> refuse_login;
  /// Whom it gives the capability of operators.
  std::string operator_name = "admin";

  scripted<rpc::Session::RequestLeasesParams, rpc::OutcomesResult> request;
  scripted<rpc::Session::RenewLeasesParams, rpc::OutcomesResult> renew;
  scripted<rpc::Session::ReleaseLeasesParams, rpc::ReleasesResult> release;
  scripted<rpc::Session::ListLeasesParams, rpc::LeasePageResult> list;
  scripted<rpc::Session::ReadEventsParams, rpc::EventPageResult> events;
  scripted<rpc::Session::SubscribeParams, rpc::SubscribeResult> subscribe;
  scripted<rpc::Session::StatusParams, rpc::NodeStatusResult> status;
  scripted<rpc::Session::ListClassesParams, rpc::ClassesResult> list_classes;
  scripted<rpc::Operator::LoadTopologyParams, rpc::Done> load_topology;
  scripted<rpc::Operator::RemoveRuleParams, rpc::Done> remove_rule;
  scripted<rpc::Operator::SetClassParams, rpc::Done> set_class;
  scripted<rpc::Operator::RemoveClassParams, rpc::Done> remove_class;
  scripted<rpc::Operator::AuditParams, rpc::AuditResult> audit;
  /// Of the capability that each grant brings in `request`.
  scripted<rpc::Lease::RenewParams, rpc::OutcomeResult> renew_lease;
  scripted<rpc::Lease::ReleaseParams, rpc::Done> release_lease;
};

/// A node that says what a test tells it to, on a real socket.
class scripted_node {
public:
  explicit scripted_node(node_script script);
  ~scripted_node();

  std::string address() const {
    return "127.0.0.1:" + std::to_string(port_);
  }

  /// Who has logged in, as "NAME PROGRAM"; nothing when nobody comes.
  std::optional<std::string> next_login() {
    return logins_.take();
  }

  /// Waits until somebody asked for the version.
  bool heard_of_version() {
    return versions_.take().has_value();
  }

  /// Ends all connections.
  void stop();

private:
  const node_script script_;
  handover<std::string> logins_;
  handover<int> versions_;
  std::uint16_t port_ = 0;
  event_loop loop_;
};

/// The clocks of the scripted node, which are not those of its clients.
inline constexpr time_base node_time{
    instant{std::chrono::hours{1000}},
    wall_time{std::chrono::hours{24 * 365 * 57}}};

/// A lease that the node might have given.
lease_info granted_lease(std::uint64_t id);

/// Puts the capability of a lease into an outcome that grants one.
rpc::Lease::Client lease_capability(const node_script& script);

} // namespace leasehold::test
