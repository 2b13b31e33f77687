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
};

using class_map = std::map<class_name, service_class>;

/// The classes that a region begins with: "guaranteed" (setup and hold 0,
/// nothing may be done), "standard" (4, nothing), "elastic" (5: reroute,
/// shrink) and "best-effort" (7: reroute, shrink, shorten, terminate; notice
/// 10 s).
class_map shipped_classes();

} // namespace leasehold
