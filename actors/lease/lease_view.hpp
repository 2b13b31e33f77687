// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "actors/lease/lease_context.hpp"
#include "messages/hop.hpp"
#include "messages/lease.hpp"
#include "messages/service.hpp"

// A lease as its lessee sees it, and why it can't be acted on.
namespace leasehold {

/// Whether some of the path is at gateways of other nodes.
bool is_spread(const lease_context& x, const route& path);

/// The terms as a lessee sees them now.
lease_info describe(const lease_context& x, const lease_record& record);

/// A grant of the terms as they are now. What hops of other nodes count from
/// an unknown moment is not believed at all.
lease_grant grant_of(const lease_context& x, const lease_record& record,
                     const std::optional<belief_origin>& believed);
/// The same for a lease of the book.
lease_grant grant_of(const lease_context& x, const lease_record& record);

/// How much sooner than here a term that is cut at `end` may be over at
/// gateways of other nodes; all that is left where that is unknown.
duration ends_sooner(const lease_context& x, const lease_record& record,
                     instant end);

refusal refuse(errc code, std::string message);

/// A lease that can't be acted on right now: `unavailable`.
refusal not_yet(const lease_context& x, lease_id lease);

/// A lease that `who` can't act on at all: `lease_over` or
/// `unknown_lease`.
refusal absent(const lease_context& x, lease_id lease, const principal& who);

refusal over(lease_id lease);

/// Why what was asked can't be enforced, after a hop's answer; nothing where it
/// was refused for something else.
std::optional<refusal> unenforceable(const hop_answer& why);

/// Why a lease keeps its terms after a hop's answer: `booked` where others
/// have booked what it asked for, `otherwise` for codes without words of their
/// own.
refusal keeps_terms(lease_id lease, const hop_answer& why, std::string booked,
                    std::string otherwise);

} // namespace leasehold
