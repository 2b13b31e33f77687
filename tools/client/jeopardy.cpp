// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/client/jeopardy.hpp"

namespace leasehold {

std::optional<jeopardy::state> jeopardy::heard(instant believed_until) {
  until_ = believed_until;
  return turn(state::safe);
}

std::optional<jeopardy::state> jeopardy::silent(instant now) {
  return turn(now < until_ ? state::in_jeopardy : state::lost);
}

std::optional<jeopardy::state> jeopardy::turn(state next) {
  if (next == state_)
    return std::nullopt;
  state_ = next;
  return next;
}

const char* to_string(jeopardy::state x) noexcept {
  switch (x) {
  case jeopardy::state::safe:
    return "safe";
  case jeopardy::state::in_jeopardy:
    return "jeopardy";
  case jeopardy::state::lost:
    return "lost";
  }
  return "unknown";
}

} // namespace leasehold
