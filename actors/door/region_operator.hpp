// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actors/door/operator_server.hpp"
#include "actors/door/remote_sessions.hpp"
#include "messages/front_door.capnp.h"

namespace leasehold {

/// Whether nodes are given an order, or asked whether they would obey.
enum class asking : std::uint8_t { to_do_it, whether_it_fits };

/// What operators may do at a node of a region that is spread over several. An
/// order goes to the nodes that run what it names, or to all where it is about
/// all of the region; a question about the region, to all.
class region_operator final : public rpc::Operator::Server {
public:
  /// @pre the door has links, which outlive it
  region_operator(std::shared_ptr<door_context> door,
                  std::shared_ptr<remote_sessions> elsewhere,
                  kj::Own<operator_server> here);
  KJ_DISALLOW_COPY(region_operator);

  // -- of the node that runs what is named -----------------------------------

  kj::Promise<void> setCapacity(SetCapacityContext context) override;
  kj::Promise<void> planCapacity(PlanCapacityContext context) override;
  kj::Promise<void> setOutage(SetOutageContext context) override;
  kj::Promise<void> endOutage(EndOutageContext context) override;
  kj::Promise<void> planOutage(PlanOutageContext context) override;
  kj::Promise<void> traceLease(TraceLeaseContext context) override;

  // -- of all nodes ----------------------------------------------------------

  kj::Promise<void> readDemand(ReadDemandContext context) override;
  kj::Promise<void> audit(AuditContext context) override;

  // -- for all nodes, one after the other ------------------------------------

  /// Once all have checked it.
  kj::Promise<void> loadTopology(LoadTopologyContext context) override;
  kj::Promise<void> checkTopology(CheckTopologyContext context) override;
  kj::Promise<void> setRule(SetRuleContext context) override;
  kj::Promise<void> removeRule(RemoveRuleContext context) override;
  kj::Promise<void> setClass(SetClassContext context) override;
  kj::Promise<void> removeClass(RemoveClassContext context) override;
  /// Of a resource, for its node alone.
  kj::Promise<void> setThreshold(SetThresholdContext context) override;

  // -- of this node alone ----------------------------------------------------

  kj::Promise<void> readActors(ReadActorsContext context) override {
    return here_.readActors(context);
  }
  kj::Promise<void> killActor(KillActorContext context) override {
    return here_.killActor(context);
  }

private:
  /// Whether the region has no other node, so that nothing is copied.
  bool alone() const {
    return door_->links()->alone();
  }
  result<rpc::Operator::Client> operator_at(const std::string& node);

  /// Asks a node what `request(its operator)` is.
  template <class Context, class Request>
  kj::Promise<void> pass_on(Context context, const std::string& node,
                            Request request);
  /// Gives one order to each node that runs a part of the subject.
  template <class Context, class Request>
  kj::Promise<void> order(Context context, const std::string& subject,
                          Request request);
  template <class Results, class Ask>
  auto ask(const std::vector<std::string>& nodes, Ask what);
  /// Gives one order to all nodes, this one first, until one refuses.
  template <class Context, class Request>
  kj::Promise<void> order_everywhere(Context context, Request request);
  template <class Request>
  kj::Promise<status> walk(Request request, asking what);

  std::shared_ptr<door_context> door_;
  std::shared_ptr<remote_sessions> elsewhere_;
  operator_server& here_;
  rpc::Operator::Client here_client_;
};

} // namespace leasehold
