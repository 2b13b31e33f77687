// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <caf/type_erased_tuple.hpp>

namespace leasehold {

/// Whether a message between actors is about the lease of this id, and what of
/// it matters most: the order, the answer, how many changes are written.
bool is_about(const caf::type_erased_tuple& content, const std::string& lease,
              std::string& detail);

} // namespace leasehold
