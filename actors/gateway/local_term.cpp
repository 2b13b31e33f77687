// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/local_term.hpp"

#include <algorithm>

namespace leasehold {

namespace {

/// What the root asked for.
duration length_at_root(const local_term& x) {
  return x.over.end == forever ? duration::max()
                               : x.over.end - x.over.start - x.shift;
}

duration length_of(const window& x) {
  return length_at_root({x, duration{0}});
}

} // namespace

local_term localise(const hop_record& known, const window& asked) {
  const auto length = length_of(asked);
  local_term longest{known.term, known.shift};
  if (length_at_root(longest) == length)
    return longest;
  if (known.next) {
    const local_term other{known.next->term, known.next->shift};
    if (length_at_root(other) == length)
      return other;
    if (longest.over.end < other.over.end)
      longest = other;
  }
  local_term result{{known.term.start, forever}, longest.shift};
  if (asked.end == forever)
    return result;
  const auto unshifted = known.term.start + length;
  if (longest.over.end < unshifted + result.shift
      || longest.over.end == forever)
    result.shift = std::max(result.shift, asked.end - unshifted);
  result.over.end = unshifted + result.shift;
  return result;
}

instant deadline_of(const hop_record& known, instant told) {
  auto end = known.term.end;
  if (known.next)
    end = std::max(end, known.next->term.end);
  return end == forever ? told : end;
}

} // namespace leasehold
