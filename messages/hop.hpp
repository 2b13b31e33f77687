// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "messages/amount.hpp"
#include "messages/circuit.hpp"
#include "messages/errc.hpp"
#include "messages/ids.hpp"
#include "messages/resource.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

// What the root of a lease and the gateways of its route say to each other.
//
// Every order names its lease, gateway and epoch, may arrive twice, late or
// never, and is answered with one hop_answer that repeats these names. An
// order of an older epoch than the hop's changes nothing. The root is the only
// one that makes epochs.
namespace leasehold {

/// Where an order or an answer belongs.
struct hop_key {
  lease_id lease;
  leasehold::epoch epoch;
  gateway_name gateway;
};

/// What another lease will take at this gateway once it has given back.
struct pledge {
  lease_id lease;
  /// Nothing where it will be gone.
  std::vector<resource_use> uses;
  instant from;
};

/// How a hop counts the end of the terms that an order names. Durations travel,
/// so an order that is under way for a second says a second more than it did
/// when it was sent; and the timeline of a root that was off is behind.
enum class reckoning : std::uint8_t {
  /// From the start that the hop has: what is taken away ends when it would
  /// have ended. The same order gives the same end, however late it arrives.
  as_before,
  /// The same, but what is taken away ends no sooner than the order says when
  /// it arrives: the root may have started again since it first said the start.
  no_sooner,
  /// The root counts on it from when it sent this: the hop ends no sooner than
  /// the order says when it arrives, and takes more time where it needs that.
  anew,
};

/// Reserves all of `uses` over `term` in one step, until `hold_until`. Where
/// that fits only without what is pledged, the hold can't be committed before
/// the pledges were kept; nobody else can be granted it meanwhile.
///
/// Where the lease is active at this gateway under an older epoch, these terms
/// are held beside those that it has, and what both take is booked once. A
/// commit makes them as durable; then the next `renew_hop` says which count.
struct hold_hop {
  hop_key key;
  /// The gateway that answers for the lease.
  gateway_name root;
  std::vector<resource_use> uses;
  window term;
  instant hold_until;
  std::vector<pledge> pledges;
  /// Of a hop that is active already; another has no count of its own.
  reckoning counts = reckoning::as_before;
  /// What the uses of NICs carry, where that is enforced.
  shared_circuit carries{};
};

/// Makes a held hop active. After `hold_until` it is `errc::hold_expired`.
/// `deadline` is when the owner ends the hop unless it hears otherwise: the
/// end of a finite term, a liveness deadline of an infinite one.
struct commit_hop {
  hop_key key;
  instant deadline;
};

/// The root's grant is durable, or its holder is still there.
struct confirm_hop {
  hop_key key;
  instant deadline;
};

/// Sets the terms of an active hop under a new epoch: its end, later or
/// earlier, and what it takes, none of it more than before, or than the terms
/// committed beside them; where `uses` is empty, as before. The way back for a
/// renewal or a move that another hop refused is the same order with the old
/// terms.
struct renew_hop {
  hop_key key;
  window term;
  instant deadline;
  std::vector<resource_use> uses;
  reckoning counts = reckoning::as_before;
};

/// Frees a hop, held or active. A hop that is not there is free already.
struct release_hop {
  hop_key key;
};

/// Goes to the gateway that the order's key names.
using hop_order =
    std::variant<hold_hop, commit_hop, confirm_hop, renew_hop, release_hop>;

inline const hop_key& key_of(const hop_order& order) {
  return std::visit([](auto& x) -> const hop_key& { return x.key; }, order);
}

enum class hop_step : std::uint8_t { hold, commit, renew, release };

/// The owner's word on one order; `errc::none` where it is done and, for all
/// but a hold, durable and in force.
struct hop_answer {
  hop_key key;
  hop_step step = hop_step::hold;
  errc code = errc::none;
  /// Where refused: the hop's current epoch for `errc::stale_epoch`, and the
  /// resource that bound, with what is free of it over the asked window.
  leasehold::epoch current;
  resource_name resource;
  amounts free;
  /// With `errc::conflict`: whose circuit has the same packets there.
  lease_id in_the_way{};
  /// Of a commit or a renewal that is done: of the newest terms.
  enforcement enforced = enforcement::unknown;
};

/// The owner's word to the root that an active hop has ended by itself.
struct hop_lost {
  hop_key key;
  /// The gateway that answers for the lease.
  gateway_name root;
  errc code = errc::lease_over;
};

/// A hop asks its root whether the lease lives, when it was not confirmed.
struct find_root {
  hop_key key;
  /// The gateway that answers for the lease.
  gateway_name root;
};

enum class root_state : std::uint8_t {
  /// No such lease, or it is over: the hop frees itself.
  gone,
  /// Its set-up is under way: ask again.
  pending,
  alive,
};

struct root_answer {
  hop_key key;
  /// As asked.
  gateway_name root;
  root_state state = root_state::gone;
  instant deadline;
};

enum class probe_detail : std::uint8_t { minimum, steps };

/// Asks what is free of every resource of a gateway over a window.
struct probe {
  std::uint64_t token = 0;
  window over;
  probe_detail detail = probe_detail::minimum;
};

struct probe_answer {
  std::uint64_t token = 0;
  gateway_name gateway;
  std::vector<resource_view> resources;
};

} // namespace leasehold
