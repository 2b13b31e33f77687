// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <caf/typed_actor.hpp>

#include "actors/action/action_type_ids.hpp"
#include "actors/action/locator.hpp"
#include "messages/action.hpp"
#include "messages/service.hpp"
#include "runtime/icmp/echo_port.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

// -- asked of ACTIONS by sessions ---------------------------------------------

/// Begins an action; answered once it is durable.
struct run_action {
  action_request request;
  principal who;
  reply_to<result<action_info>> reply;
};

/// What came of an action after the first `from` statuses. Where there is
/// nothing yet, answered when there is, or at `until`.
struct read_statuses {
  action_id action;
  std::uint32_t from = 0;
  instant until;
  principal who;
  reply_to<result<status_page>> reply;
};

struct cancel_action {
  action_id action;
  principal who;
  reply_to<result<action_info>> reply;
};

struct list_actions {
  action_id after;
  principal who;
  reply_to<action_list> reply;
};

struct locate_targets {
  std::vector<std::string> targets;
  principal who;
  reply_to<result<std::vector<location>>> reply;
};

// -- between ORIGINs, ACTIONS and QUEUEs --------------------------------------

/// From an ORIGIN: whom to ask, whom not to ask any more, who is to be
/// permitted to begin, and what came of targets.
struct origin_report {
  action_id action;
  std::vector<child_order> orders;
  std::vector<child_end> ends;
  std::vector<permit_record> permits;
  std::vector<target_status> statuses;
};

/// To an ORIGIN: the permit of one of its children is durable.
struct permit_kept {
  child_key key;
};

/// Hears what comes of children: ACTIONS, or the PEER of their origin's node.
using origin_listener_actor = caf::typed_actor<
    // What came of some targets of a child.
    caf::reacts_to<child_word>>;

/// An order for a gateway of this node.
struct order_child {
  child_order order;
  origin_listener_actor origin;
};

/// To an ORIGIN: its action was cancelled.
struct stop_action {};

/// To an ORIGIN: the region as it is now.
struct see_region {
  std::shared_ptr<const locator> region;
};

/// To a PERFORMER's QUEUE: what came of some targets.
struct child_progress {
  child_key key;
  std::vector<child_status> statuses;
};

/// INTERNAL to a PERFORMER, from the echo port's thread.
struct echoes_heard {
  std::vector<echo_answer> answers;
};

} // namespace leasehold
