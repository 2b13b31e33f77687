// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// Stays with a lease until Ctrl-C and then gives it back, or until it ends.
/// Renews it for `renewal`, where given, when half of its time is over.
exit_code hold_lease(context& run, session& node, const lease_info& lease,
                     std::optional<period> renewal);

} // namespace leasehold::cli
