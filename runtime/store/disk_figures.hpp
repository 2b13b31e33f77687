// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "runtime/store/journal_backend.hpp"

namespace leasehold {

/// Sets what the journal in `folder` takes of its disk and what is free there.
/// What can't be read counts as 0, so an unreadable disk counts as full.
void measure_disk(const std::string& folder, journal_figures& figures);

} // namespace leasehold
