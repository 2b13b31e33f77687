// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "messages/service.hpp"

namespace leasehold {

/// What operators may do besides.
class operator_server final : public rpc::Operator::Server {
public:
  operator_server(std::shared_ptr<door_context> door, principal who,
                  std::shared_ptr<answer_gate::session> answers);

  kj::Promise<void> loadTopology(LoadTopologyContext context) override;
  kj::Promise<void> checkTopology(CheckTopologyContext context) override;
  kj::Promise<void> setCapacity(SetCapacityContext context) override;
  kj::Promise<void> setOutage(SetOutageContext context) override;
  kj::Promise<void> endOutage(EndOutageContext context) override;
  kj::Promise<void> planOutage(PlanOutageContext context) override;
  kj::Promise<void> planCapacity(PlanCapacityContext context) override;
  kj::Promise<void> setRule(SetRuleContext context) override;
  kj::Promise<void> removeRule(RemoveRuleContext context) override;
  kj::Promise<void> setClass(SetClassContext context) override;
  kj::Promise<void> removeClass(RemoveClassContext context) override;
  kj::Promise<void> setThreshold(SetThresholdContext context) override;
  kj::Promise<void> readDemand(ReadDemandContext context) override;
  kj::Promise<void> audit(AuditContext context) override;
  kj::Promise<void> readActors(ReadActorsContext context) override;
  kj::Promise<void> killActor(KillActorContext context) override;
  kj::Promise<void> traceLease(TraceLeaseContext context) override;

private:
  /// Goes on with an act that changes the region; the log then tells who did
  /// what, and how it went.
  template <class Context, class Handle, class Question>
  kj::Promise<void> act(Context context, const Handle& whom, std::string what,
                        Question question);

  std::shared_ptr<door_context> door_;
  principal who_;
  std::shared_ptr<answer_gate::session> answers_;
};

} // namespace leasehold
