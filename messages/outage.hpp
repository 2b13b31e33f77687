// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "messages/time.hpp"

namespace leasehold {

/// Why a gateway, with all that it owns, or a link does not serve as its
/// topology says. Key: the subject. Capacities that an operator set are kept
/// beside it, and hold again when it is over.
struct outage {
  enum class kind : std::uint8_t {
    /// It has no capacity from a moment on.
    drained = 1,
    /// Leases stay, and only short terms are given, if any.
    in_error = 2,
  };

  std::string subject;
  kind what = kind::drained;
  /// When the capacity is gone; until then nothing is promised past it.
  instant from;
  /// In error: how long a term may last from the moment it is given; nothing
  /// where none is given at all.
  duration longest{0};
};

/// How a gateway serves, in a word.
inline const char* service_word(const std::optional<outage>& x, instant now) {
  if (!x)
    return "serving";
  if (x->what == outage::kind::in_error)
    return "in-error";
  return now < x->from ? "draining" : "drained";
}

/// Until when a resource may be promised.
struct term_limit {
  instant until = forever;
  duration longest = duration::max();

  instant latest_end(instant now) const {
    auto end = saturating_add(now, longest);
    return end < until ? end : until;
  }
};

inline term_limit tighter(const term_limit& x, const term_limit& y) {
  return {x.until < y.until ? x.until : y.until,
          x.longest < y.longest ? x.longest : y.longest};
}

} // namespace leasehold
