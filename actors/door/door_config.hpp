// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "actors/door/answer_gate.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"
#include "runtime/rpc/listener_config.hpp"

namespace leasehold {

struct door_config {
  listener_config listen;
  /// Who is given the rights of an operator; absent: everybody who logs in,
  /// for development.
  std::optional<std::set<lessee_name>> operators;
  std::uint32_t sessions_max = 1024;
  /// How many of them one lessee may have, and how many are kept for operators:
  /// nobody keeps the others out.
  std::uint32_t sessions_per_lessee_max = 256;
  std::uint32_t sessions_of_operators = 32;
  /// Capabilities of leases that one session may hold.
  std::uint32_t leases_held_max = 16'384;
  /// What answers may cost.
  answer_limits answers;
  std::uint32_t subscriptions_per_session_max = 16;
  /// How often lessees with a session are said to live.
  duration seen_every{10'000};
  /// How long a call may wait for the node's actors.
  duration answer_within{30'000};
  /// How long one look for new events lasts.
  duration poll_within{10'000};
};

} // namespace leasehold
