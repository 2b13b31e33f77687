// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The administrator's rules.

#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

exit_code list_rules(context& run);

/// Sets each rule of a file; rules of other names stay.
exit_code set_rules(context& run, const std::string& path);

exit_code remove_rule(context& run, const std::string& name);

} // namespace leasehold::cli
