// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "actors/door/answer.hpp"
#include "actors/door/remote_sessions.hpp"
#include "actors/door/session_server.hpp"
#include "messages/front_door.capnp.h"

namespace leasehold {

/// A session at a node of a region that is spread over several: what another
/// node has to decide goes there, on behalf of the same lessee, and comes back
/// as it was answered. On the way nothing is read but whom it is for.
class region_session final : public rpc::Session::Server {
public:
  /// @pre the door has links, which outlive the session
  region_session(std::shared_ptr<door_context> door,
                 std::shared_ptr<remote_sessions> elsewhere,
                 kj::Own<session_server> here);
  KJ_DISALLOW_COPY(region_session);

  kj::Promise<void> requestLeases(RequestLeasesContext context) override;
  kj::Promise<void> renewLeases(RenewLeasesContext context) override;
  kj::Promise<void> changeLeases(ChangeLeasesContext context) override;
  kj::Promise<void> releaseLeases(ReleaseLeasesContext context) override;
  kj::Promise<void> lease(LeaseContext context) override;
  kj::Promise<void> listLeases(ListLeasesContext context) override;
  kj::Promise<void> readEvents(ReadEventsContext context) override;
  kj::Promise<void> subscribe(SubscribeContext context) override;
  kj::Promise<void> acknowledge(AcknowledgeContext context) override;
  kj::Promise<void> explain(ExplainContext context) override;
  kj::Promise<void> listResources(ListResourcesContext context) override;
  kj::Promise<void> listGateways(ListGatewaysContext context) override;
  kj::Promise<void> readCalendar(ReadCalendarContext context) override;
  kj::Promise<void> readTraffic(ReadTrafficContext context) override;
  kj::Promise<void> readUsage(ReadUsageContext context) override;
  kj::Promise<void> readStatuses(ReadStatusesContext context) override;
  kj::Promise<void> cancelAction(CancelActionContext context) override;
  kj::Promise<void> listActions(ListActionsContext context) override;

  // -- of this node alone -----------------------------------------------------

  kj::Promise<void> readTopology(ReadTopologyContext context) override {
    return here_.readTopology(context);
  }
  kj::Promise<void> listNodes(ListNodesContext context) override {
    return here_.listNodes(context);
  }
  kj::Promise<void> listRules(ListRulesContext context) override {
    return here_.listRules(context);
  }
  kj::Promise<void> listClasses(ListClassesContext context) override {
    return here_.listClasses(context);
  }
  kj::Promise<void> status(StatusContext context) override {
    return here_.status(context);
  }
  kj::Promise<void> runAction(RunActionContext context) override {
    return here_.runAction(context);
  }
  kj::Promise<void> locate(LocateContext context) override {
    return here_.locate(context);
  }

private:
  class page_walk;
  /// Where a lease is known; empty for this node.
  std::string node_of(std::uint64_t lease) const;
  /// The lessee's session at a node, or why there is none now.
  result<rpc::Session::Client> session_at(const std::string& node);

  /// Asks each node that decides for its part of a batch, and answers as one.
  template <class Call, class Context, class NodeOf>
  kj::Promise<void> spread(Context context, NodeOf node_of);
  /// Asks the node of a lease what `request(its session)` is.
  template <class Context, class Request>
  kj::Promise<void> pass_on(Context context, std::uint64_t lease,
                            Request request);
  /// Likewise a node.
  template <class Context, class Request>
  kj::Promise<void> ask_node(Context context, const std::string& node,
                             Request request);
  /// Lists what each node has.
  template <class Call, class Context>
  kj::Promise<void> merge(Context context);

  std::shared_ptr<door_context> door_;
  std::shared_ptr<remote_sessions> elsewhere_;
  session_server& here_;
  rpc::Session::Client here_client_;
};

template <class Context, class Request>
kj::Promise<void> region_session::ask_node(Context context,
                                           const std::string& node,
                                           Request request) {
  auto at = session_at(node);
  if (!at)
    return answer(context, at.error());
  return context.tailCall(request(*at));
}

} // namespace leasehold
