// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Reads the journal of a stopped node without changing a byte of it: opening
// a write-ahead log in place would recover and truncate it, so a copy is read.

#include <string>

#include "runtime/store/journal_backend.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold {

/// Verifies the whole journal in `folder` and visits its records as `replay`
/// does. The figures count what was visited: first records of the state, then
/// those that came after it. `store_errc::locked` if a node has it open. The
/// copy is made in the system's folder for temporary files, and removed.
store_result<journal_figures> audit_journal(const std::string& folder,
                                            const record_visitor& visit);

} // namespace leasehold
