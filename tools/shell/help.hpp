// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The manual, where the question comes up: `help()` lists everything,
// `help(lease)`, `help("lease:renew")` and `help(l)` for a lease `l` explain
// one thing with an example.

#include <string>

#include "tools/shell/api.hpp"
#include "tools/shell/catalogue.hpp"
#include "tools/shell/script_host.hpp"

namespace leasehold::shell {

/// Everything there is, one line each.
std::string overview(const catalogue& known);

/// One entry, and the members of a module or object.
std::string explain(const catalogue& known, const entry& subject);

/// @pre The catalogue and the host outlive the state.
void bind_help(api& bindings, const catalogue& known, script_host& host);

} // namespace leasehold::shell
