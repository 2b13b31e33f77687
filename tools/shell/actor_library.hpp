// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "tools/client/session.hpp"
#include "tools/shell/api.hpp"
#include "tools/shell/session_library.hpp"

namespace leasehold::shell {

/// An actor of a node as a script holds it: whoever is at its path now.
struct actor_handle {
  std::shared_ptr<session> connection;
  std::string path;
};

template <>
struct object_name<actor_handle> {
  static constexpr auto value = "actor";
};

/// @pre `current` outlives the state.
void bind_actor_library(api& bindings, default_session& current);

} // namespace leasehold::shell
