// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "messages/result.hpp"

namespace leasehold {

/// What a process may do beyond what any user may.
enum class privileges : std::uint8_t {
  none,
  /// CAP_NET_ADMIN, where it has that.
  network_admin,
};

/// Gives up all other capabilities, for good: in each of the five sets, and for
/// the programs that it runs, which have what is kept and can't gain more. A
/// process of root stays root, whose files are its own, and can do no more with
/// that than others. Capabilities belong to threads, so this has to come before
/// a second one is made. Fails with `errc::permission_denied` where the kernel
/// does not let it; then the process may still have all.
status give_up_privileges_but(privileges kept);

} // namespace leasehold
