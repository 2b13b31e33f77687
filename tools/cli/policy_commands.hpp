// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The administrator's rules and classes.

#include <string>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

exit_code list_rules(context& run);

exit_code list_classes(context& run);

/// Sets each class and each rule of a file; those of other names stay.
exit_code set_policy(context& run, const std::string& path);

exit_code remove_rule(context& run, const std::string& name);

exit_code remove_class(context& run, const std::string& name);

} // namespace leasehold::cli
