// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace leasehold {

/// Writes what was broken, and where, to standard error, and aborts.
[[noreturn]] void check_failed(const char* condition, const char* meaning,
                               const char* file, int line) noexcept;

} // namespace leasehold

/// An assertion that stays in release builds: memory that contradicts itself
/// must not go on promising, and the journal has all that was promised. Guards
/// what the program alone can break; input and stored data are errors, never
/// failed checks.
#define LEASEHOLD_CHECK(condition, meaning)                                    \
  (static_cast<bool>(condition)                                                \
       ? void()                                                                \
       : ::leasehold::check_failed(#condition, meaning, __FILE__, __LINE__))
