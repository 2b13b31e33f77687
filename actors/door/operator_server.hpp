// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"

namespace leasehold {

/// What operators may do besides.
class operator_server final : public rpc::Operator::Server {
public:
  explicit operator_server(std::shared_ptr<door_context> door);

  kj::Promise<void> loadTopology(LoadTopologyContext context) override;
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

private:
  std::shared_ptr<door_context> door_;
};

} // namespace leasehold
