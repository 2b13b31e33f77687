// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "actors/lease/manager_actor.hpp"

// The parts of the LEASE MANAGER, each in a file of its own.
namespace leasehold::manager {

using pointer = lease_manager_actor::stateful_pointer<manager_state>;

// -- manager_requests.cpp: from a request to a grant -------------------------

void request(pointer self, request_leases& msg);
void planned(pointer self, route_plan& msg);
void refused(pointer self, const setup_refused& msg);
/// The first change of a lease that was being set up is durable.
void granted(pointer self, const lease_record& record);
/// The chain of a set-up died and left nothing durable.
void interrupted(pointer self, lease_id lease);

// -- manager_changes.cpp: renewals and ends ----------------------------------

void renew(pointer self, renew_leases& msg);
void renewal_refused(pointer self, const renewal_failed& msg);
void release(pointer self, release_leases& msg);
void holder_lives(pointer self, const holder_seen& msg);
/// Tells the chain of an infinite lease until when its holder is taken to
/// live: what `describe` says must hold at the hops (C2).
void keep(pointer self, const lease_record& record);
/// Those that were last seen too long ago to matter.
void forget_holders(pointer self);
/// Answers whoever waits for this change.
void answer_change(pointer self, const lease_recorded& msg);

// -- manager_chains.cpp: supervision -----------------------------------------

void start_chain(pointer self, chain_machine machine);
void chain_down(pointer self, const caf::down_msg& msg);
void recorded(pointer self, const lease_recorded& msg);
void settled(pointer self, const lease_settled& msg);
void restore(pointer self);
void find_root_of(pointer self, const ask_root& msg);
void pass_on(pointer self, const hop_lost& msg);

// -- shared ------------------------------------------------------------------

inline refusal refuse(errc code, std::string message) {
  refusal answer;
  answer.code = code;
  answer.message = std::move(message);
  return answer;
}

/// The terms as a lessee sees them now.
lease_info describe(const manager_state& state, const lease_record& record,
                    instant now);

/// A grant of the terms as they are now.
lease_grant grant_of(const manager_state& state, const lease_record& record);

} // namespace leasehold::manager
