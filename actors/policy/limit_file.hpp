// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/limit.hpp"
#include "messages/result.hpp"

// The administrator's rules as a file, in TOML; docs/policy.md is the
// reference.
namespace leasehold {

/// Rules with different names. Fails with `errc::invalid_request` and a message
/// that begins with "FILE:LINE:COLUMN: ".
result<std::vector<limit_rule>> parse_rules(std::string_view toml,
                                            std::string_view file_name);

/// The file from which `parse_rules` reads rules of the same effect: periods
/// that are longer than any lease are cut to `period::max`, and an `amount_max`
/// that bounds nothing is left out.
/// @pre names differ, and no schedule is empty.
std::string write_rules(const std::vector<limit_rule>& rules);

} // namespace leasehold
