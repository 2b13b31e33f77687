// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// `leasehold shell [script]`: a script from a file or a pipe, or a prompt.
// Scripts are tests too, so the exit code says how they went.

#include <functional>
#include <string>
#include <vector>

#include "tools/shell/environment.hpp"

namespace leasehold::shell {

// Exit codes beyond what a script passes to `exit`.
inline constexpr int exit_success = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_not_found = 3;
/// As shells report a program that SIGINT ended.
inline constexpr int exit_interrupted = 130;

struct shell_options {
  /// A file; "" is the prompt on a terminal, else as "-", standard input.
  std::string script;
  /// The script's own arguments.
  std::vector<std::string> arguments;
  script_limits limits;
};

/// Runs one script to its end; complaints go to the host.
int run_script(environment& env, const std::string& source,
               const std::string& chunk_name);

/// Runs the shell on this process's terminal or standard streams; `extend`
/// adds what scripts can do beyond the core.
/// @pre `host` writes there too.
int run_shell(const shell_options& options, script_host& host,
              const std::function<void(environment&)>& extend);

} // namespace leasehold::shell
