// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "messages/ids.hpp"
#include "messages/outage.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Why a gateway promises nothing until `end`; empty where no limit is the
/// reason.
std::string limit_text(const gateway_name& gateway, const term_limit& limit,
                       instant end, instant now);

} // namespace leasehold
