// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <kj/compat/tls.h>

#include "messages/result.hpp"
#include "runtime/rpc/tls_config.hpp"

namespace leasehold {

enum class tls_side {
  /// Has a certificate and demands one.
  server,
  /// Demands a certificate; shows one if it has one.
  client,
};

/// Reads the files and builds a context: TLS 1.2 at least, no trust but in the
/// given CAs. Names the file and what is wrong with it.
result<kj::Own<kj::TlsContext>> make_tls_context(const tls_config& config,
                                                 tls_side side);

} // namespace leasehold
