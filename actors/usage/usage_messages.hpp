// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>

#include "messages/service.hpp"
#include "messages/usage.hpp"
#include "runtime/rpc/reply.hpp"

namespace leasehold {

struct read_traffic;
struct read_usage;
struct settle_usage;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_traffic)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_usage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::settle_usage)

namespace leasehold {

/// What passed, as far as the caller may know.
struct read_traffic {
  traffic_query question;
  principal who;
  reply_to<std::vector<nic_traffic>> reply;
};

/// What lessees used, as far as the caller may know.
struct read_usage {
  usage_query question;
  principal who;
  reply_to<usage_report> reply;
};

/// Asks for a word once all that was counted so far is durable.
struct settle_usage {
  reply_to<std::monostate> reply;
};

} // namespace leasehold
