// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/lease.hpp"

#include <algorithm>

#include "messages/digest.hpp"

namespace leasehold {

const char* to_string(lease_state x) noexcept {
  switch (x) {
  case lease_state::booked:
    return "booked";
  case lease_state::active:
    return "active";
  case lease_state::restricted:
    return "restricted";
  case lease_state::over:
    return "over";
  case lease_state::suspended:
    return "suspended";
  }
  return "unknown";
}

std::uint64_t fingerprint_of(const lease_request& x) {
  constexpr std::int64_t absent = -1;
  digest all;
  all.add(x.target.str());
  all.add(x.source.str());
  all.add(x.amount);
  all.add(x.minimum);
  all.add(static_cast<std::int64_t>(x.wanted.type()));
  all.add(x.wanted.length().count());
  all.add(x.start ? x.start->time_since_epoch().count() : absent);
  all.add(x.service.str());
  all.add(x.setup ? std::int64_t{*x.setup} : absent);
  all.add(x.hold ? std::int64_t{*x.hold} : absent);
  all.add(x.constraints.include);
  all.add(x.constraints.exclude);
  all.add(static_cast<std::int64_t>(x.labels.size()));
  for (auto& [key, value] : x.labels) {
    all.add(key);
    all.add(value);
  }
  // Last, and only where it is said: numbers of older requests are known again.
  if (x.flow != flow_selector{}) {
    all.add(static_cast<std::int64_t>(x.flow.is));
    all.add(std::int64_t{x.flow.port});
  }
  return std::max<std::uint64_t>(all.value(), 1);
}

} // namespace leasehold
