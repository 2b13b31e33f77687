// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What was set, where: flags go before environment variables, and these before
// the configuration file. Whoever reads one goes on after a mistake, so that an
// operator hears of all of them at once. Pure.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/leasehold/setting.hpp"

namespace leasehold {

/// One setting as it was given, not judged yet.
struct given_setting {
  /// One, but for a setting that takes names.
  std::vector<std::string> values;
  /// "--data", "LEASEHOLD_NODE_DATA" or "node.toml:3:8".
  std::string from;
  /// What a complaint about the value begins with.
  std::string place;
};

struct given_settings {
  /// By name of the setting.
  std::map<std::string, given_setting> values;
  /// What can't be, each a line that names its place, the rule and the way out.
  std::vector<std::string> problems;
  /// What is ignored.
  std::vector<std::string> warnings;
};

/// Reads a file; paths in it begin at the folder that it lies in.
void read_settings_file(std::string_view toml, const std::string& file_name,
                        const std::vector<setting>& table, given_settings& to);

/// Reads those of the variables that begin with LEASEHOLD_NODE_. Empty ones
/// count as absent. Names are separated by commas.
void read_settings_variables(const std::map<std::string, std::string>& all,
                             const std::vector<setting>& table,
                             given_settings& to);

/// Reads "--name value" and "--name=value". The last one counts, and names add
/// up.
void read_settings_words(const std::vector<std::string>& words,
                         const std::vector<setting>& table, given_settings& to);

/// The variables of a process's environment that begin with the prefix.
std::map<std::string, std::string> variables_of(const char* const* environment,
                                                std::string_view prefix);

} // namespace leasehold
