// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Actions for scripts: things that are done with many endpoints.

#include <memory>

#include "messages/action.hpp"
#include "tools/shell/api.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {

/// An action as a script holds it. It goes on when the script lets go of it.
struct action_handle {
  std::shared_ptr<session> connection;
  action_id id;
};

template <>
struct object_name<action_handle> {
  static constexpr auto value = "action";
};

template <>
struct converter<target_status> {
  static void push(lua_State* lua, const target_status& value);
};

template <>
struct converter<location> {
  static void push(lua_State* lua, const location& value);
};

/// @pre `current` outlives the state.
void bind_action_library(api& bindings, default_session& current);

} // namespace leasehold::shell
