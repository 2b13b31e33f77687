// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kj/async-io.h>

namespace leasehold {

/// Sets what every TCP connection of ours needs: small frames leave at once,
/// and a peer whose machine vanished is noticed within a minute or so.
void set_socket_options(kj::AsyncIoStream& socket);

/// A peer that leaves while we write is an error of that write, not a signal
/// to the process.
void ignore_sigpipe();

} // namespace leasehold
