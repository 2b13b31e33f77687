// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "runtime/clock/ledger_clock.hpp"
#include "runtime/store/record.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

/// The kind of record that the runtime keeps for itself. Its one key is empty.
inline constexpr std::uint16_t clock_stamp_kind = 0;

record to_record(const clock_stamp& stamp);

/// Reads what `to_record` wrote. `store_errc::wrong_version` for a form that
/// this version does not know, `store_errc::corrupt` for anything else.
store_result<clock_stamp> parse_clock_stamp(const record& stored);

} // namespace leasehold
