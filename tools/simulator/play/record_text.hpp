// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "messages/time.hpp"
#include "runtime/store/record.hpp"

namespace leasehold::sim {

/// What a reader of a story wants to know of a record; empty where nothing.
std::string told_of(const record& x, instant now);

} // namespace leasehold::sim
