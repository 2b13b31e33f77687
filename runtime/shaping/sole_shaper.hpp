// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/shaping/shaper.hpp"

namespace leasehold {

/// The same, but each interface belongs to whoever opened it last: to open it
/// waits for a call of the one before that is under way, and each later call of
/// that one fails with `errc::unavailable` and changes nothing. So what was
/// asked of an owner that has been replaced never undoes the work of the next.
/// May be called from any thread, and so may what it opens.
shaper_maker sole_shapers(shaper_maker open);

} // namespace leasehold
