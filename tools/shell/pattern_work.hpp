// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// How long Lua may look for a pattern in a text. It tries every way in which
// the parts of a pattern can share out the text, in one call that no limit
// and no Ctrl-C reaches: so the call is refused that might never end.

#include <cstddef>
#include <string_view>

namespace leasehold::shell {

/// More steps than these take seconds.
inline constexpr double pattern_steps_max = 1e9;

/// The most steps that it can take to look for the pattern everywhere in a
/// text of so many bytes.
double pattern_work(std::string_view pattern, std::size_t text_bytes);

/// The same for a pattern that is taken as it is.
double plain_work(std::size_t pattern_bytes, std::size_t text_bytes);

} // namespace leasehold::shell
