// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/action.hpp"

#include <algorithm>

#include "messages/digest.hpp"

namespace leasehold {

const char* name_of(const verb& x) noexcept {
  static_assert(std::variant_size_v<verb> == 1);
  return std::holds_alternative<ping>(x) ? "ping" : "";
}

duration longest_of(const verb& x) noexcept {
  const auto& each = std::get<ping>(x);
  return each.interval * (each.count - 1) + each.timeout;
}

std::uint64_t fingerprint_of(const action_request& x) {
  digest all;
  all.add(static_cast<std::int64_t>(x.verb.index()));
  const auto& each = std::get<ping>(x.verb);
  all.add(std::int64_t{each.count});
  all.add(each.interval.count());
  all.add(each.timeout.count());
  all.add(std::int64_t{each.payload});
  all.add(x.targets);
  all.add(std::int64_t{x.priority});
  return std::max<std::uint64_t>(all.value(), 1);
}

const char* to_string(outcome x) noexcept {
  switch (x) {
  case outcome::ok:
    return "ok";
  case outcome::failed:
    return "failed";
  case outcome::unknown:
    return "unknown";
  }
  return "?";
}

const char* to_string(child_state x) noexcept {
  switch (x) {
  case child_state::unknown:
    return "unknown";
  case child_state::queued:
    return "queued";
  case child_state::running:
    return "running";
  case child_state::done:
    return "done";
  case child_state::refused:
    return "refused";
  }
  return "?";
}

} // namespace leasehold
