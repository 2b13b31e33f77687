// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "messages/result.hpp"

namespace leasehold {

/// The value of the option that `at` is at, "--data DIR" or "--data=DIR"; moves
/// `at` on to the last word of it. `help` is said where there is none.
///
/// Fails where the value is missing or empty, and where the next word begins
/// with '-': an option is never the value of another.
/// @pre `at` is not `end`
result<std::string>
take_option_value(std::vector<std::string>::const_iterator& at,
                  std::vector<std::string>::const_iterator end,
                  const std::string& help);

} // namespace leasehold
