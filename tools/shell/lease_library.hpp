// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Leases and refusals as scripts see them.

#include <optional>
#include <tuple>

#include "tools/shell/api.hpp"
#include "tools/shell/lease_handle.hpp"
#include "tools/shell/lua_object.hpp"

namespace leasehold::shell {

template <>
struct object_name<lease_handle> {
  static constexpr auto value = "lease";
};

template <>
struct object_name<refused> {
  static constexpr auto value = "refusal";
};

/// The last known terms of a lease in one table; also what a dry run would
/// have been granted.
struct lease_table {
  lease_handle lease;
};

template <>
struct converter<lease_table> {
  static void push(lua_State* lua, const lease_table& value);
};

/// What asking for something returns: it, or nil and why not.
template <class T>
using granted_or_refused = std::tuple<std::optional<T>, std::optional<refused>>;

/// Declares both kinds of object.
void bind_lease_objects(api& bindings);

} // namespace leasehold::shell
