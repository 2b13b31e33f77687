// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Days and hours of civil time in one zone. `from` after `to` runs over
/// midnight and belongs to the day on which it begins.
struct schedule {
  /// Bit 0 is Monday, bit 6 Sunday.
  std::uint8_t weekdays = 0x7f;
  /// Minutes after midnight, [from, to); 0 and 1440 are the whole day.
  std::uint16_t from = 0;
  std::uint16_t to = 1440;
  /// Minutes east of UTC, -840 to 840.
  std::int16_t utc_offset = 0;
};

enum class permission : std::uint8_t { unset, allowed, forbidden };

/// One rule of the administrator (step 658 of the source document): whom it
/// concerns, and what it does to a request. An absent condition holds for
/// everyone. Every rule that applies counts, and the tightest wins.
struct limit_rule {
  rule_name name;

  std::optional<lessee_name> lessee;
  std::optional<group_name> group;
  std::optional<kind_name> kind;
  std::optional<resource_name> resource;
  std::optional<endpoint_name> source;
  std::optional<schedule> when;

  /// A longer period is shortened to this; infinite as well, unless allowed.
  std::optional<duration> period_max;
  /// A shorter finite period is lengthened to this.
  std::optional<duration> period_min;
  /// More is refused.
  std::optional<amounts> amount_max;
  /// How many leases one lessee may have at a time under this rule.
  std::optional<std::uint32_t> leases_max;
  permission infinite = permission::unset;
  permission zero = permission::unset;
  /// `forbidden` refuses every request that the rule concerns.
  permission any_lease = permission::unset;
  /// `forbidden` lets nobody whom the rule concerns act on an endpoint that
  /// offers such a resource: to them it is none.
  permission any_action = permission::unset;
};

} // namespace leasehold
