// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What may be done to a lease when not everything fits (Figure 8 of the
/// source document). Stored: never renumber.
enum class remedy : std::uint8_t {
  /// Move it to another route with the same terms; it has one or the other.
  reroute = 4,
  /// Reduce it, at once, to no less than its minimum. Leases without one can't
  /// be.
  shrink = 1,
  /// Let it end earlier, after the class's notice.
  shorten = 2,
  /// Let it run to its end, and not be renewed.
  refuse_renewal = 5,
  /// End it at once.
  terminate = 3,
};

/// Mildest first, as they are tried where a class does not say otherwise.
inline constexpr remedy all_remedies[] = {
    remedy::reroute, remedy::shrink, remedy::shorten, remedy::refuse_renewal,
    remedy::terminate};

const char* to_string(remedy x) noexcept;

/// "reroute, shrink, shorten, refuse-renewal, terminate".
std::string remedy_words();
std::optional<remedy> parse_remedy(std::string_view word);

/// Whom a request takes from, of those that are weaker than it. Stored: never
/// renumber.
enum class victim_objective : std::uint8_t {
  /// The weakest hold first, then the youngest.
  weakest = 0,
  /// Those with most of what is short first, so that few are touched.
  fewest = 1,
  /// Those with least of it first, so that little is given up in vain.
  least_waste = 2,
  /// Those with most other routes first.
  most_reroutable = 3,
};

inline constexpr victim_objective all_victim_objectives[] = {
    victim_objective::weakest, victim_objective::fewest,
    victim_objective::least_waste, victim_objective::most_reroutable};

const char* to_string(victim_objective x) noexcept;
std::optional<victim_objective> parse_victim_objective(std::string_view word);

/// How leases of the same hold priority share what is left for them when they
/// are reduced or grow back. Stored: never renumber.
enum class share_scheme : std::uint8_t {
  /// The oldest has all it can.
  oldest_first = 0,
  /// The smallest get as much as can be, for each unit of weight (weighted
  /// max-min fairness).
  max_min = 1,
  /// All have the same part of what they want, for each unit of weight.
  proportional = 2,
};

inline constexpr share_scheme all_share_schemes[] = {
    share_scheme::oldest_first, share_scheme::max_min,
    share_scheme::proportional};

const char* to_string(share_scheme x) noexcept;
std::optional<share_scheme> parse_share_scheme(std::string_view word);

/// "weakest, fewest, least-waste, most-reroutable".
std::string victim_objective_words();
/// "oldest-first, max-min, proportional".
std::string share_scheme_words();

using share_weight = std::uint16_t;
inline constexpr share_weight share_weight_max = 1000;

/// A level of service, as the administrator defines it. A lease has the class
/// that its request named: the priorities as they were when it was granted, the
/// rest as it is now. One whose class was removed counts as "standard".
struct service_class {
  class_name name;
  /// Strength to take what others have, and to keep one's own: 0 is the
  /// strongest, 7 the weakest. A lease of setup S may displace one of hold H
  /// where S < H; so `hold <= setup`, or two leases would displace each other
  /// for ever.
  priority setup = 4;
  priority hold = 4;
  /// What may be done to its leases, in this order. None: nothing, unless the
  /// resource itself is gone.
  std::vector<remedy> remedies;
  /// So long after its grant a lease is left alone.
  duration tenure_min{};
  /// So long before a lease ends earlier its lessee is told.
  duration notice{};
  /// What is taken from its leases for others stays theirs until their lessees
  /// acknowledge that, so long at most; up to `bounds::ack_within`.
  duration ack_within{};
  /// From whom its requests take.
  victim_objective victims = victim_objective::weakest;
  /// How its leases share with others of the same hold and scheme.
  share_scheme sharing = share_scheme::oldest_first;
  /// 1 to `share_weight_max`.
  share_weight weight = 1;
};

using class_map = std::map<class_name, service_class>;

/// The classes that a region begins with: "guaranteed" (setup and hold 0,
/// nothing may be done), "standard" (4, nothing), "elastic" (5: reroute,
/// shrink) and "best-effort" (7: reroute, shrink, shorten, terminate; notice
/// 10 s).
class_map shipped_classes();

} // namespace leasehold
