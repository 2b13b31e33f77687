// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/gateway/local_term.hpp"

#include <algorithm>
#include <optional>

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

local_term localise(const hop_record& known, const window& asked,
                    reckoning counts) {
  const auto length = length_of(asked);
  local_term last{known.term, known.shift};
  auto found =
      length_at_root(last) == length ? std::optional{last} : std::nullopt;
  if (known.next) {
    const local_term other{known.next->term, known.next->shift};
    const auto later = last.over.end < other.over.end;
    if (length_at_root(other) == length && (later || !found))
      found = other;
    if (later)
      last = other;
  }
  const auto enough =
      counts != reckoning::anew || (found && asked.end <= found->over.end);
  if (found && enough)
    return *found;
  local_term result{{known.term.start, forever}, last.shift};
  if (asked.end == forever)
    return result;
  const auto unshifted = known.term.start + length;
  const auto is_more =
      last.over.end == forever || last.over.end < unshifted + result.shift;
  auto least = unshifted + result.shift;
  if (is_more || counts == reckoning::anew)
    least = asked.end;
  else if (counts == reckoning::no_sooner)
    least = std::min(asked.end, last.over.end);
  result.shift = std::max(result.shift, least - unshifted);
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
