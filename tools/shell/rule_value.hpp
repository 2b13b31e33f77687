// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rules of the administrator as scripts write and read them:
//
//   policy.set{name = "nights", kind = "printer", weekdays = {"sat", "sun"},
//              hours = "20:00-06:00", period_max = "2h", infinite = false}

#include <vector>

#include "messages/limit.hpp"
#include "tools/shell/named_arguments.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

/// What `read_rule` understands.
const std::vector<parameter>& rule_parameters();

/// @throws bad_value
limit_rule read_rule(const named_arguments& given);

template <>
struct converter<limit_rule> {
  static void push(lua_State* lua, const limit_rule& value);
};

} // namespace leasehold::shell
