// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Classes of service as scripts write and read them:
//
//   set_class{name = "gold", setup = 2, remedies = {"shorten"}, notice = "10s"}

#include <vector>

#include "messages/service_class.hpp"
#include "tools/shell/named_arguments.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

/// What `read_class` understands.
const std::vector<parameter>& class_parameters();

/// @throws bad_value
service_class read_class(const named_arguments& given);

template <>
struct converter<service_class> {
  static void push(lua_State* lua, const service_class& value);
};

} // namespace leasehold::shell
