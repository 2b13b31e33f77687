// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/gateway/gateway_actor.hpp"

// What a GATEWAY carries between its ledger and its book of demand.
namespace leasehold::demand {

using pointer = gateway_actor::stateful_pointer<gateway_state>;

/// The hop takes this from now on.
void granted(pointer self, const std::vector<resource_use>& uses, instant now);
void refused(pointer self, const note_refusal& msg, instant now);
/// Something of these was taken or given back.
void look(pointer self, const std::vector<resource_use>& uses, instant now);
/// Looks at all that is watched, where it is time.
void look_again(pointer self, instant now);
void watch(pointer self, const watch_demand& msg, instant now);
gateway_demand tell(pointer self, const describe_demand& msg, instant now);

} // namespace leasehold::demand
