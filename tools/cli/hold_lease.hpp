// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "messages/lease.hpp"
#include "messages/period.hpp"
#include "messages/time.hpp"
#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// Stays with a granted lease until Ctrl-C, SIGTERM or SIGHUP and then gives it
/// back, or until it ends. Renews it for `renewal`, where given, when half of
/// its time is over.
///
/// Says `jeopardy` when the node is silent and `lost` when the lease may not be
/// relied on any more, whatever call waits for the node then. `sent` is when it
/// was asked for: the grant counts from there.
exit_code hold_lease(context& run, session& node, const lease_grant& grant,
                     instant sent, std::optional<period> renewal);

} // namespace leasehold::cli
