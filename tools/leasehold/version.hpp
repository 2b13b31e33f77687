// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace leasehold {

inline constexpr auto program_version = "0.1.0";

} // namespace leasehold
