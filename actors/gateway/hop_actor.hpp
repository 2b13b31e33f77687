// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "actors/gateway/hop_interface.hpp"
#include "runtime/actor/role.hpp"

// A HOP is the gateway's half of a CHAIN's tree, for as long as something
// happens to their leases. The gateway's ledger decides and the gateway writes,
// in the order of its decisions; the hop says what came of it once that is
// durable and in force, and quits. It keeps no state that the ledger does not
// have: where one dies nothing is lost but words, which roots ask for again.
namespace leasehold {

struct hop_actor_state {
  static inline const char* name = "hop";

  hop_words words;
  enum class write : std::uint8_t { waited_for, durable };
  write journal = write::waited_for;

  std::string in_words() const;
};

hop_actor::behavior_type hop(role_pointer<hop_actor, hop_actor_state> self,
                             hop_words words);

} // namespace leasehold
