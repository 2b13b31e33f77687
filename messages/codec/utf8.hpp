// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// Text from outside ends on terminals, in logs and in JSON: what is not UTF-8
// would break the last, and control characters could rewrite the first.
namespace leasehold {

/// Whether all of it is UTF-8 without control characters.
bool is_plain_utf8(std::string_view text) noexcept;

/// The same text with "?" for each byte that is not. New lines and tabs stay.
std::string to_plain_utf8(std::string_view text);

} // namespace leasehold
