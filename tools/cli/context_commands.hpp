// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/cli/context.hpp"
#include "tools/cli/context_file.hpp"
#include "tools/cli/environment.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// The user's file; an empty one where there is none.
result<context_file> read_contexts(const cli_environment& env);

exit_code list_contexts(context& run);
/// From now on that one counts.
exit_code use_context(context& run, const std::string& name);
exit_code add_context(context& run, const named_context& wanted);
exit_code remove_context(context& run, const std::string& name);

} // namespace leasehold::cli
