// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Traffic for scripts that test leases on the wire.

#include <memory>
#include <string>

#include "tools/shell/api.hpp"
#include "tools/shell/session_library.hpp"
#include "tools/shell/traffic_source.hpp"

namespace leasehold::shell {

/// Traffic as a script holds it. It goes on when the script lets go of it.
struct traffic_handle {
  std::shared_ptr<running_traffic> running;
  /// What was asked, in words.
  std::string what;
};

template <>
struct object_name<traffic_handle> {
  static constexpr auto value = "traffic";
};

/// @pre `current` and `source` outlive the state. Without a source, `traffic`
/// says where there is one.
void bind_traffic_library(api& bindings, default_session& current,
                          traffic_source* source);

} // namespace leasehold::shell
