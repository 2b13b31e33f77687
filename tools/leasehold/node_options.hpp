// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tools/leasehold/node_server.hpp"
#include "tools/leasehold/node_settings.hpp"
#include "tools/leasehold/setting_sources.hpp"

namespace leasehold {

/// Where `leasehold node run` was called.
struct node_surroundings {
  file_reader read;
  /// The environment variables that begin with LEASEHOLD_NODE_.
  std::map<std::string, std::string> variables;
};

/// What `leasehold node run` was told.
struct node_options {
  enum class wanted : std::uint8_t { run, help, check, dump };
  wanted what = wanted::run;
  server_config config;
  log_settings log;
  /// What was set and where, with all that is wrong with it. The configuration
  /// is as good as its values where there are problems.
  given_settings given;
};

/// Reads the words behind `leasehold node`, the environment and the file that
/// one of them names.
node_options read_node_options(const std::vector<std::string>& words,
                               const node_surroundings& from);

/// What `leasehold node run --help` prints.
std::string node_usage();

/// The configuration that is in effect, as a file that says the same wherever
/// it lies, and where each value came from.
/// @param folder Where relative paths of the command line begin.
std::string dump_of(const node_options& options, const std::string& folder);

} // namespace leasehold
