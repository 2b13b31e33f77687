// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "messages/result.hpp"
#include "tools/client/session.hpp"
#include "tools/client/session_config.hpp"

namespace leasehold {

/// Connects and logs in. Fails with `errc::unavailable` where nobody listens
/// or the connection is lost, `errc::timed_out` where nobody answers or the
/// caller is interrupted, `errc::unauthenticated` where the node refuses the
/// name, and `errc::invalid_request` for a configuration that can't work.
///
/// The connection lives on a thread of the session's own, so that it stays up
/// between calls and a thread may have several sessions; what the caller gives
/// (`interrupted`, the listener of `watch`) is called on the caller's thread.
result<std::unique_ptr<session>> connect(const session_config& config);

} // namespace leasehold
