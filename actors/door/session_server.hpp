// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "messages/service.hpp"

namespace leasehold {

/// What one lessee may do, as long as its connection lasts. What it sends is
/// bounded and checked before an actor sees it.
class session_server final : public rpc::Session::Server {
public:
  session_server(std::shared_ptr<door_context> door, principal who,
                 std::shared_ptr<answer_gate::session> answers);
  ~session_server() noexcept;
  KJ_DISALLOW_COPY(session_server);

  kj::Promise<void> requestLeases(RequestLeasesContext context) override;
  kj::Promise<void> renewLeases(RenewLeasesContext context) override;
  kj::Promise<void> changeLeases(ChangeLeasesContext context) override;
  kj::Promise<void> releaseLeases(ReleaseLeasesContext context) override;
  kj::Promise<void> lease(LeaseContext context) override;
  kj::Promise<void> listLeases(ListLeasesContext context) override;
  kj::Promise<void> readEvents(ReadEventsContext context) override;
  kj::Promise<void> subscribe(SubscribeContext context) override;
  kj::Promise<void> readTopology(ReadTopologyContext context) override;
  kj::Promise<void> listResources(ListResourcesContext context) override;
  kj::Promise<void> readCalendar(ReadCalendarContext context) override;
  kj::Promise<void> acknowledge(AcknowledgeContext context) override;
  kj::Promise<void> explain(ExplainContext context) override;
  kj::Promise<void> listGateways(ListGatewaysContext context) override;
  kj::Promise<void> listNodes(ListNodesContext context) override;
  kj::Promise<void> listRules(ListRulesContext context) override;
  kj::Promise<void> listClasses(ListClassesContext context) override;
  kj::Promise<void> status(StatusContext context) override;
  kj::Promise<void> readTraffic(ReadTrafficContext context) override;
  kj::Promise<void> readUsage(ReadUsageContext context) override;
  kj::Promise<void> runAction(RunActionContext context) override;
  kj::Promise<void> readStatuses(ReadStatusesContext context) override;
  kj::Promise<void> cancelAction(CancelActionContext context) override;
  kj::Promise<void> listActions(ListActionsContext context) override;
  kj::Promise<void> locate(LocateContext context) override;

private:
  time_base now() const {
    return door_->node().clock->base();
  }

  /// A capability for the lease, or null where the session holds as many as it
  /// may.
  kj::Maybe<rpc::Lease::Client> handle_of(lease_id id);
  kj::Promise<result<std::monostate>> check_subscription(event_query query);

  std::shared_ptr<door_context> door_;
  principal who_;
  std::shared_ptr<answer_gate::session> answers_;
  std::shared_ptr<std::uint32_t> subscriptions_;
  std::shared_ptr<std::uint32_t> leases_held_;
};

} // namespace leasehold
