// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <kj/async.h>

#include "actors/link/link_config.hpp"
#include "actors/link/link_machine.hpp"
#include "actors/peer/exchange_interface.hpp"
#include "messages/node_info.hpp"
#include "messages/peer_link.capnp.h"
#include "messages/result.hpp"
#include "runtime/peer/peer_port.hpp"
#include "runtime/rpc/connection_context.hpp"
#include "runtime/rpc/dialler.hpp"
#include "runtime/rpc/loop_context.hpp"

namespace leasehold {

struct numbered_node {
  std::uint32_t number = 0;
  std::string name;
};

/// The links of a node to all others of its region: makes connections and takes
/// those that others make, as the link machines decide, and carries frames
/// between PEERs here and the EXCHANGE there. Belongs to the thread of the
/// event loop.
class link_hub final : private kj::TaskSet::ErrorHandler {
public:
  /// @pre `loop` outlives the hub
  link_hub(loop_context& loop, link_config config, exchange_actor exchange);
  ~link_hub() noexcept;
  KJ_DISALLOW_COPY(link_hub);

  /// Who the others are from now on. Until then nobody is let in.
  void know(peer_nodes nodes);

  /// Hands a frame to a node, or drops it where no connection leads there.
  void send(const std::string& to_node, std::string frame);

  /// Another node has connected and says who it is. Answers with our end.
  result<rpc::PeerLink::Client>
  join(rpc::Hello::Reader hello, rpc::PeerLink::Client link,
       std::shared_ptr<connection_context> connection);
  /// What this node says of itself.
  void introduce(rpc::Hello::Builder hello) const;

  // -- for those who are logged in here ---------------------------------------

  /// Whether no other node has a part of the region.
  bool alone() const {
    return peers_.empty();
  }
  /// Which node grants leases of a target, as people name it; empty for this
  /// one, which also says so where there is no such target.
  std::string node_of_target(const std::string& target) const;
  /// Which nodes run a gateway, a resource or the ends of a link; this one as
  /// an empty name. None where there is no such thing.
  std::vector<std::string> nodes_of_subject(const std::string& subject) const;
  /// Of what one node runs; this one also where there is no such thing.
  std::string node_of_subject(const std::string& subject) const;
  /// Which node granted a lease; empty for this one.
  std::string node_of(lease_id lease) const;
  /// This node, without a name, and all others whose number is known.
  std::vector<numbered_node> by_number() const;
  /// Those whose number is not known, because they were never reached.
  std::vector<std::string> never_reached() const;

  /// What frames and calls to a node go over now, if anything does.
  std::optional<line_id> carrier_of(const std::string& node) const;
  /// Why nothing does.
  std::string why_not(const std::string& node) const;
  /// What a lessee has at another node, for as long as it is held. Calls of an
  /// operator fail where the node does not take the lessee for one.
  struct delegation {
    capnp::Capability::Client session;
    capnp::Capability::Client operator_;
  };
  /// @pre the node has a carrier
  delegation act_for(const lessee_name& who, const std::string& node);

  /// Tells all nodes that these are logged in here.
  void say_seen(const std::vector<lessee_name>& lessees);

  /// Who sees to lessees that are logged in at another node.
  struct lessee_service {
    std::function<result<delegation>(
        const lessee_name& who, std::shared_ptr<connection_context> connection)>
        open_session;
    std::function<void(const lessee_name& who)> seen;
  };
  /// @param service Nothing once nobody does any more.
  void serve(std::optional<lessee_service> service) {
    service_ = std::move(service);
  }

  /// All other nodes, by name.
  std::vector<node_info> links() const;

  // -- for the ends of links --------------------------------------------------

  void beaten(const std::string& node, line_id line, line_beat beat,
              std::uint32_t topology);
  kj::Promise<void> delivered(const std::string& node, std::string frame);
  result<delegation> open_session(const std::string& node, line_id line,
                                  const lessee_name& who);
  void seen(const std::vector<lessee_name>& lessees);
  void line_ended(const std::string& node, line_id line);

private:
  struct peer;
  struct carrier;

  milliseconds now() const;
  peer* find(const std::string& node) const;
  /// The name of the node, where both can be nodes of one region.
  result<std::string> check(rpc::Hello::Reader hello) const;
  kj::Promise<void> keep_looking();
  void apply(peer& x, const link_effects& effects);
  void say_silent() const;
  void dial_to(peer& x);
  kj::Promise<void> introduce_to(const std::string& node,
                                 kj::Own<dialled> connection);
  void dial_failed(const std::string& node, std::string why);
  void say(peer& x, const send_beat& beat);
  void pump(peer& x);
  void taskFailed(kj::Exception&& exception) override;

  loop_context& loop_;
  const link_config config_;
  const exchange_actor exchange_;
  peer_nodes nodes_;
  std::map<std::string, std::unique_ptr<peer>> peers_;
  std::uint64_t last_line_ = 0;
  std::optional<lessee_service> service_;
  /// Holds null once the hub is gone.
  std::shared_ptr<link_hub*> self_;
  // Last: what runs refers to the members above.
  kj::TaskSet tasks_;
};

} // namespace leasehold
