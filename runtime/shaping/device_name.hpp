// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace leasehold {

inline constexpr std::size_t device_name_max = 15;

/// Whether the kernel takes it for the name of an interface, and it means
/// nothing else in a command: 1 to 15 of A-Z a-z 0-9 . _ -
bool is_device_name(std::string_view x) noexcept;

} // namespace leasehold
