// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <caf/system_messages.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/gateway/gateway_actor.hpp"

// What a GATEWAY says to its RESOURCEs and hears from them. The ledger books,
// the RESOURCEs know the rest: each hears what it was given, and after each
// wave of orders what the ledger did with it.
namespace leasehold::resources {

using pointer = role_pointer<gateway_actor, gateway_state>;

/// What there is to give out of a capacity that was placed: no more than the
/// RESOURCE has by its own account.
amounts given_out(const gateway_state& state, const resource_name& resource,
                  const amounts& placed);
/// These were placed; what the ledger has no more is gone.
void placed(pointer self, const place_resources& wanted);

/// Tells RESOURCEs that are new, or have another interface, what leases are to
/// have there. At the start that is known when all hops are back.
void tell_circuits(pointer self);

/// The hop takes this from now on.
void granted(pointer self, const std::vector<resource_use>& uses);
void refused(pointer self, const note_refusal& msg);
/// Something of these was taken or given back.
void touched(pointer self, const std::vector<resource_use>& uses);
/// Looks at all that is watched, where it is time: bookings come nearer by
/// themselves.
void look_again(pointer self, instant now);
/// Tells the RESOURCEs what happened to them.
void flush(pointer self);

void watch(pointer self, const watch_demand& msg);
void listen(pointer self, const watch_load& msg);
/// Asks the RESOURCEs.
caf::typed_response_promise<gateway_demand> tell(pointer self,
                                                 const describe_demand& msg);
void told(pointer self, demand_told& msg);
void serves(pointer self, const resource_serves& msg);
/// Spawns another in place of one that died.
void died(pointer self, const caf::down_msg& msg);

} // namespace leasehold::resources
