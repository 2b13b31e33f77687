// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages about actions, known to CAF: see resource_type_ids.hpp.

#include <caf/allowed_unsafe_message_type.hpp>

namespace leasehold {

struct cancel_action;
struct child_end;
struct child_order;
struct child_progress;
struct child_word;
struct echoes_heard;
struct see_region;
struct list_actions;
struct locate_targets;
struct order_child;
struct origin_report;
struct permit_kept;
struct read_statuses;
struct run_action;
struct stop_action;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::cancel_action)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::child_end)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::child_order)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::child_progress)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::child_word)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::echoes_heard)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::see_region)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::list_actions)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::locate_targets)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::order_child)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::origin_report)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::permit_kept)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_statuses)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::run_action)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::stop_action)
