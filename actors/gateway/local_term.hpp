// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/stored.hpp"
#include "messages/time.hpp"

// Terms of roots on other nodes, on the timeline of this node's ledgers. Pure.
//
// Durations travel, so each order of such a root says a little later when the
// term starts and ends: by how long it was under way, and by what both clocks
// differ. Only how long the term is, it says exactly. So a hop's start stays
// where its hold put it, and orders are told apart by that length: the same
// order gives the same term, whenever and however often it arrives. Only where
// a root asks for more time, the end is moved to what it asks now, so that what
// the clocks differ by does not add up from one renewal to the next.
//
// A root that started again on another boot is behind: on its timeline, what it
// said before is longer ago than it truly is. What is more time to such a root
// may be a shorter term to a hop that has a renewal of which the root knows
// nothing any more. So each order says how it counts (`reckoning`).
//
// For a root on this node all of this changes nothing.
namespace leasehold {

struct local_term {
  window over;
  /// See `hop_terms`.
  duration shift{0};
};

/// The term that an order asks of a hop that is there. It never ends before
/// what was asked, unless it counts as before and the hop has a term of the
/// same length or a longer one.
/// @pre `asked.start < asked.end`
local_term localise(const hop_record& known, const window& asked,
                    reckoning counts);

/// When the owner ends the hop by itself: at the end of its terms, or where
/// they have none, when it was told.
instant deadline_of(const hop_record& known, instant told);

} // namespace leasehold
