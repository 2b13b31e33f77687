// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/typed_actor.hpp>

#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/stored.hpp"
#include "messages/time.hpp"

// What the EVENT LOG tells USAGE, which adds up what lessees had. It does not
// send a message for each grant: it gathers changes until USAGE asks for them,
// or until there are many.
namespace leasehold {

struct changes_noted;
struct hand_over_changes;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::changes_noted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::hand_over_changes)

namespace leasehold {

/// A lease has had these terms since `at`; the change is durable.
struct noted_change {
  std::shared_ptr<const lease_record> record;
  event_kind what = event_kind::granted;
  instant at;
};

struct changes_noted {
  std::vector<noted_change> changes;
  /// Whose requests were refused, each as often as they were.
  std::vector<lessee_name> denied;
  enum class why : std::uint8_t { many, asked };
  why sent = why::many;
};

/// USAGE, as the EVENT LOG knows it.
using account_actor = caf::typed_actor<
    // Changes of leases and refused requests since the last message.
    caf::reacts_to<changes_noted>>;

/// Asks for what was not sent yet, and for what comes from now on. The first
/// one asks for what comes only: USAGE knows the rest from the journal.
struct hand_over_changes {
  account_actor to;
};

} // namespace leasehold
