// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kj/async-io.h>

#include "messages/result.hpp"
#include "runtime/rpc/address.hpp"

namespace leasehold {

/// Listens at a numeric address or localhost. Fails with `errc::unavailable`,
/// naming it, where it is taken or not this machine's.
result<kj::Own<kj::ConnectionReceiver>>
listen_on(kj::Network& network, const socket_address& address);

} // namespace leasehold
