// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// One thing that an operator may set is described once, here: its flag, its key
// in the configuration file, its environment variable, its help and its line in
// the operator's guide all come from that.

#include <cstdint>
#include <string>
#include <vector>

namespace leasehold {

struct setting {
  enum class kind : std::uint8_t {
    text,
    /// A file or a folder.
    path,
    number,
    time,
    yes_no,
    /// Any number of names.
    names,
  };

  /// The key in the file; behind "--" it is the flag.
  std::string name;
  kind what = kind::text;
  /// What its value is called where it is explained: "HOST:PORT".
  std::string value;
  /// Unless given, as it is written; empty where that is nothing.
  std::string preset;
  /// What that nothing means: "no TLS".
  std::string otherwise;
  std::string help;
};

/// "--tls-ca".
std::string flag_of(const setting& x);

/// "LEASEHOLD_NODE_TLS_CA". Commands that talk to a node have variables of
/// their own, and a shell has both.
std::string variable_of(const setting& x);

/// What all variables of a node begin with.
inline constexpr const char* node_variable_prefix = "LEASEHOLD_NODE_";

/// One setting with that name, or null.
const setting* find_setting(const std::vector<setting>& table,
                            const std::string& name);

/// Its lines in a help text, 80 columns wide.
std::string help_line(const std::string& words, const std::string& help);

/// Its help with what holds unless it is given.
std::string full_help(const setting& x);

} // namespace leasehold
