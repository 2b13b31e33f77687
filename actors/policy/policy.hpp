// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/policy/limits.hpp"
#include "messages/service_class.hpp"

namespace leasehold {

/// What the administrators of a region have laid down.
struct policy {
  rule_map rules;
  class_map classes = shipped_classes();
};

} // namespace leasehold
