// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

namespace leasehold {

struct policy;

/// Told by the DIRECTORY.
struct policy_changed {
  std::shared_ptr<const policy> laws;
};

} // namespace leasehold
