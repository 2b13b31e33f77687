// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include <caf/typed_actor.hpp>

#include "actors/gateway/gateway_messages.hpp"
#include "actors/type_ids.hpp"
#include "messages/hop.hpp"
#include "runtime/store/store_interface.hpp"

namespace leasehold {

/// What a hop says once the write is durable.
struct await_durable {
  enum class then : std::uint8_t {
    go_on,
    /// The hop is gone: it was the last write.
    quit,
  };

  std::uint64_t token = 0;
  /// An answer to the root that gave the order, or the news that the hop
  /// ended by itself.
  std::variant<hop_answer, hop_lost> word;
  root_actor root;
  then after = then::go_on;
};

/// The root has not confirmed the hop.
struct find_my_root {
  find_root question;
};

/// The HOP LEASE actor: what one gateway has to say about one lease.
using hop_actor = caf::typed_actor<
    // A word that must wait for the journal.
    caf::reacts_to<await_durable>,
    // The journal has the write of this token, and all before.
    caf::reacts_to<records_durable>,
    // Asks the root whether the lease lives.
    caf::reacts_to<find_my_root>,
    // The root's word, for the gateway.
    caf::reacts_to<root_answer>>;

} // namespace leasehold
