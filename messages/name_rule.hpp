// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace leasehold {

/// Whether a text may name something: from 1 byte to `bytes_max`, visible ASCII
/// without spaces, and no '-' in front, which would be an option to every
/// command line. Holds for every name wherever it comes from, so that what
/// one edge took in another can give out.
bool is_name(std::string_view text, std::size_t bytes_max) noexcept;

} // namespace leasehold
