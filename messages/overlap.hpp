// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/time.hpp"

namespace leasehold {

/// Whether both have an instant in common: what ends at an instant has none
/// with what begins at it.
constexpr bool overlap(const window& x, const window& y) noexcept {
  return x.start < y.end && y.start < x.end;
}

} // namespace leasehold
