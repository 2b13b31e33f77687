// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "messages/usage.capnp.h"
#include "messages/usage.hpp"

namespace leasehold {

/// Those after `after`, as many as fit into an answer.
void write_usage(const usage_report& x, const std::string& after,
                 rpc::UsageResult::Builder to);

} // namespace leasehold
