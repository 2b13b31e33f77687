// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "messages/limit.hpp"
#include "messages/service_class.hpp"

namespace leasehold {

/// What a policy file lays down, in its order; names differ.
struct policy_entries {
  std::vector<limit_rule> rules;
  std::vector<service_class> classes;
};

} // namespace leasehold
