// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "actors/lease/manager_actor.hpp"
#include "messages/peer.hpp"

// The parts of the LEASE MANAGER, each in a file of its own.
namespace leasehold::manager {

using pointer = lease_manager_actor::stateful_pointer<manager_state>;

// -- manager_requests.cpp: from a request to a grant -------------------------

void request(pointer self, request_leases& msg);
void planned(pointer self, route_plan& msg);
void refused(pointer self, const setup_refused& msg);
/// What a chain begins with.
lease_record draft_of(lease_id id, const admission& x, const route_graph& graph,
                      instant now);
/// The first change of a lease that was being set up is durable.
void granted(pointer self, const lease_record& record);
/// The chain of a set-up died and left nothing durable.
void interrupted(pointer self, lease_id lease);

// -- manager_changes.cpp: renewals and ends ----------------------------------

void renew(pointer self, renew_leases& msg);
void renewal_refused(pointer self, const renewal_failed& msg);
void release(pointer self, release_leases& msg);
void acknowledge(pointer self, const acknowledge_lease& msg);
void holder_lives(pointer self, const holder_seen& msg);
/// Tells the chain of an infinite lease until when its holder is taken to
/// live: what `describe` says must hold at the hops (C2).
void keep(pointer self, const lease_record& record);
/// Those that were last seen too long ago to matter.
void forget_holders(pointer self);
/// Answers whoever waits for this change.
void answer_change(pointer self, const lease_recorded& msg);

// -- manager_terms.cpp: leases that change while they run ---------------------

void change(pointer self, change_leases& msg);
void change_planned(pointer self, route_plan& msg);
void change_refused(pointer self, const change_failed& msg);
/// The lease has these terms; answers whoever waits for that.
void change_settled(pointer self, const lease_recorded& msg);
/// Answers whoever waits for a change, if anybody does.
void answer_pending_change(pointer self, lease_id lease,
                           const lease_outcome& outcome);
/// Has the chain take other terms.
void send_change(pointer self, lease_id lease, new_terms terms,
                 manager_state::change_cause cause, pledge_map pledges = {});

// -- manager_contention.cpp: when not everything fits ------------------------

/// What weaker leases could give up for the set-up; none: nothing.
std::map<resource_name, amounts> relief_for(pointer self,
                                            const admission& admitted);
/// The route on which others could make room.
std::optional<route> could_make_room(const manager_state& state,
                                     const admission& admitted,
                                     std::vector<route> routes);
/// Begins a set-up on the route where the fewest make room, and answers whether
/// there is one.
enum class making_room { yes, no };
making_room make_room(pointer self, lease_id id, std::vector<route> routes);
/// Tells weaker leases, where their class says so, that they are not renewed,
/// if what was refused would fit once they end.
void refuse_renewals(pointer self, const admission& admitted,
                     const refusal& why);
// -- manager_loss.cpp: when there is less, or more ---------------------------

/// Moves and trims leases where a capacity is less than it was, or is to go,
/// or, without a region before, than what they take.
void fit_in(pointer self, const region* before);
/// Says what that would be, and does nothing.
void tell_plan(pointer self, const plan_region& msg);
/// Looks again where some could not be moved, and lets others grow back.
void look_around(pointer self);

// -- manager_displacement.cpp: carries out what makes room -------------------

/// Why the lease is changed: the first resource on its route that is short.
event_origin origin_of(const lease_info& lease,
                       const std::set<resource_name>& short_of);
/// Tells the chain of a lease what it gives up for the newcomer, if there is
/// one; whether there is such a chain.
enum class told { yes, nobody };
told tell(pointer self, const planned_change& change,
          const std::set<resource_name>& short_of, lease_id newcomer);
/// A newcomer, or a lease that is to move, holds all.
void holds_all(pointer self, const lease_waits& msg);
/// The lease has given back what it was asked to, or all.
void yielded(pointer self, lease_id victim);
/// The lease did not move.
void not_moved(pointer self, lease_id lease);
/// The newcomer is not coming.
void abandon(pointer self, lease_id newcomer);

// -- manager_explain.cpp: why ------------------------------------------------

using considered = manager_state::considered;
considered consider(const manager_state& state, const contention& problem,
                    const std::optional<contention_plan>& plan,
                    const std::set<resource_name>& short_of);
void why_refused(pointer self, const lease_request& asked, const refusal& why);
void why_refused(pointer self, lease_id id, const manager_state::setup& done,
                 const refusal& why);
/// Before the chain that makes the lease begins.
void why_granted(pointer self, lease_id id, const manager_state::setup& done,
                 const route& path);
/// Before the chain of the lease is told.
void why_changed(pointer self, const lease_record& record,
                 const event_origin& origin, remedy what, lease_id cause);

// -- manager_quotas.cpp ------------------------------------------------------

/// Leases take more than a gateway of this node has: divides what there is.
void ration(pointer self, const resource_short& msg);
/// What is left for leases of roots here: some give way.
void curtail(pointer self, const curtail_leases& msg);
void forget_quotas(manager_state& state);

// -- manager_chains.cpp: supervision -----------------------------------------

void start_chain(pointer self, chain_machine machine);
void chain_down(pointer self, const caf::down_msg& msg);
void recorded(pointer self, const lease_recorded& msg);
void settled(pointer self, const lease_settled& msg);
void restore(pointer self);
void find_root_of(pointer self, const ask_root& msg);
void pass_on(pointer self, const hop_lost& msg);
void pass_on(pointer self, const hop_answer& msg);

// -- shared ------------------------------------------------------------------

inline refusal refuse(errc code, std::string message) {
  refusal answer;
  answer.code = code;
  answer.message = std::move(message);
  return answer;
}

/// Why a lease can't be acted on right now.
refusal not_yet(const manager_state& state, lease_id lease);

/// Why there is no such lease to act on.
refusal absent(const manager_state& state, lease_id lease,
               const principal& who);

/// Why a lease has the terms that it had. What was asked says it in its own
/// words where something is `booked`, and where a hop answered `otherwise`.
refusal keeps_terms(lease_id lease, const hop_answer& why, std::string booked,
                    std::string otherwise);

/// What the rules say to a lease with other terms.
std::variant<limit_verdict, refusal> judge(const manager_state& state,
                                           const lease_info& info,
                                           const amounts& amount, period wanted,
                                           const time_base& now);

/// Whether a lease may have this later end.
std::optional<refusal> check_renewable(const lease_record& record, instant end);

/// Whether a lease can go on for this period.
std::optional<refusal> check_terms(const lease_record& record, period given,
                                   instant now);

/// This moment, before any hop is told of a term.
manager_state::origin begin_to_count(const manager_state& state);

/// The terms as a lessee sees them now.
lease_info describe(const manager_state& state, const lease_record& record,
                    instant now);

/// A grant of the terms as they are now.
lease_grant grant_of(const manager_state& state, const lease_record& record);

/// The same, counted from that moment by hops of other nodes; from none that is
/// known, nothing is believed of them.
lease_grant grant_of(const manager_state& state, const lease_record& record,
                     const std::optional<manager_state::origin>& counted);

/// How much sooner than here a term that is cut at `end` may be over at
/// gateways of other nodes; all that is left where nobody knows.
duration ends_sooner(const manager_state& state, const lease_record& record,
                     instant end);

} // namespace leasehold::manager
