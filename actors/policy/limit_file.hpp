// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actors/policy/policy_entries.hpp"
#include "messages/limit.hpp"
#include "messages/result.hpp"

// The administrator's rules and classes as a file, in TOML; docs/policy.md is
// the reference.
namespace leasehold {

/// Fails with `errc::invalid_request` and a message that begins with
/// "FILE:LINE:COLUMN: ".
result<policy_entries> parse_policy(std::string_view toml,
                                    std::string_view file_name);

/// The file from which `parse_policy` reads rules of the same effect: periods
/// that are longer than any lease are cut to `period::max`, and an `amount_max`
/// that bounds nothing is left out.
/// @pre names differ, and no schedule is empty.
std::string write_rules(const std::vector<limit_rule>& rules);

} // namespace leasehold
