// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The session API for scripts. Each function works in the default session,
// which is opened when it is first needed, and is a method of session objects
// too, so one script can play several lessees.

#include <memory>

#include "tools/client/session.hpp"
#include "tools/shell/api.hpp"
#include "tools/shell/lua_object.hpp"
#include "tools/shell/session_source.hpp"

namespace leasehold::shell {

/// A session as a script holds it.
struct session_handle {
  std::shared_ptr<session> connection;
};

template <>
struct object_name<session_handle> {
  static constexpr auto value = "session";
};

/// The session that functions without an object use.
class default_session {
public:
  /// @pre The source outlives it.
  explicit default_session(session_source& source) : source_(&source) {}

  /// Connects when nobody has yet.
  /// @throws std::runtime_error when that fails.
  std::shared_ptr<session> get();

  void use(std::shared_ptr<session> chosen) {
    chosen_ = std::move(chosen);
  }

  session_source& source() {
    return *source_;
  }

private:
  session_source* source_;
  std::shared_ptr<session> chosen_;
};

/// @pre `current` outlives the state.
void bind_session_library(api& bindings, default_session& current);

} // namespace leasehold::shell
