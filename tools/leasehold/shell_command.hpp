// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "messages/result.hpp"
#include "tools/leasehold/node_sessions.hpp"
#include "tools/shell/session_source.hpp"
#include "tools/shell/shell.hpp"

namespace leasehold {

/// What `leasehold shell` was told.
struct shell_command {
  enum class wanted { run, help };
  wanted what = wanted::run;
  session_defaults sessions;
  /// The node to start inside before anything else, if one is wanted.
  std::optional<shell::start_request> inside;
  /// Where scripts may send traffic: the file of an endpoint's network
  /// namespace is this and its name. Empty for nowhere.
  std::string namespaces;
  shell::shell_options shell;
};

/// Reads the words around `shell`: options up to the script, and behind it
/// the script's own words. Fails with `errc::invalid_request`; the message
/// names the word and the way out.
result<shell_command> parse_shell_command(const std::vector<std::string>& words,
                                          session_defaults defaults);

/// What `leasehold shell --help` prints.
std::string shell_usage();

} // namespace leasehold
