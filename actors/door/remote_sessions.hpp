// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/door/door_context.hpp"
#include "messages/front_door.capnp.h"
#include "messages/ids.hpp"
#include "messages/result.hpp"

namespace leasehold {

/// What one lessee, who is logged in here, has at the other nodes: opened when
/// it is needed, and again when the link is another.
class remote_sessions {
public:
  /// @pre the door has links, which outlive it
  remote_sessions(std::shared_ptr<door_context> door, lessee_name who)
      : door_(std::move(door)), who_(std::move(who)) {}

  /// Each fails where the node is not reached, and says why.
  result<rpc::Session::Client> session_at(const std::string& node);
  result<rpc::Operator::Client> operator_at(const std::string& node);

  /// All nodes of the region, this one as an empty name.
  std::vector<std::string> nodes() const;

private:
  struct remote {
    line_id line;
    rpc::Session::Client session;
    rpc::Operator::Client operator_;
  };

  result<remote*> at(const std::string& node);

  std::shared_ptr<door_context> door_;
  lessee_name who_;
  std::map<std::string, remote> open_;
};

} // namespace leasehold
