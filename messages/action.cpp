// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/action.hpp"

#include <algorithm>

#include "messages/digest.hpp"

namespace leasehold {

namespace {

template <class... Arms>
struct arms : Arms... {
  using Arms::operator()...;
};
template <class... Arms>
arms(Arms...) -> arms<Arms...>;

} // namespace

const char* name_of(const verb& x) noexcept {
  return std::visit(arms{[](const ping&) { return "ping"; },
                         [](const wake&) {
                           return "wake";
                         }},
                    x);
}

bool is_repeatable(const verb& x) noexcept {
  return std::holds_alternative<ping>(x);
}

duration longest_of(const verb& x) noexcept {
  return std::visit(
      arms{[](const ping& x) { return x.interval * (x.count - 1) + x.timeout; },
           [](const wake&) {
             return duration{0};
           }},
      x);
}

std::uint64_t fingerprint_of(const action_request& x) {
  digest all;
  all.add(static_cast<std::int64_t>(x.verb.index()));
  std::visit(arms{[&all](const ping& x) {
                    all.add(std::int64_t{x.count});
                    all.add(x.interval.count());
                    all.add(x.timeout.count());
                    all.add(std::int64_t{x.payload});
                  },
                  [](const wake&) {
                  }},
             x.verb);
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
  case child_state::ready:
    return "ready";
  }
  return "?";
}

} // namespace leasehold
