// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/errc.hpp"

namespace leasehold::cli {

/// What scripts act on. Never renumber.
enum class exit_code : int {
  ok = 0,
  failed = 1,
  usage = 2,
  not_found = 3,
  refused = 4,
  unreachable = 5,
};

/// How a command ends that met `code`.
exit_code exit_for(errc code) noexcept;

} // namespace leasehold::cli
