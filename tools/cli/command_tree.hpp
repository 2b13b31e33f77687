// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the command line understands, as data: for completion, and to find
// out what somebody meant.

#include <cstddef>
#include <string>
#include <vector>

namespace leasehold::cli {

enum class option_shape { flag, takes_value };

struct option_word {
  /// As typed: "-o", "--output".
  std::vector<std::string> names;
  std::string description;
  option_shape shape = option_shape::flag;
  /// What help calls its value, "PERIOD"; "HOP,..." for a list.
  std::string type;
  /// All that may be typed for the value; empty where that is open.
  std::vector<std::string> choices;
};

struct command_word {
  std::string name;
  std::string description;
  std::vector<option_word> options;
  /// All that may be typed behind it, where that is a choice.
  std::vector<std::string> choices;
  std::vector<command_word> commands;
};

/// How far the words of a command line lead into the tree.
struct command_path {
  /// From the root on; never empty.
  std::vector<const command_word*> commands;
  /// Of each command but the root, its place among the words.
  std::vector<std::size_t> places;
  /// The word that should have been a command of the last, if any.
  std::string unknown;

  /// "leasehold lease request"
  std::string text() const;
};

command_path find_command(const command_word& root,
                          const std::vector<std::string>& words);

/// What is wrong with the words before any of them is read, and what was
/// probably meant; empty where nothing is: a command or an option that there is
/// not, an option whose value is missing, empty or another option, a flag with
/// a value, an empty word. So an option that is given always has a value, and
/// one whose value is empty was not given.
std::string mistake_in(const command_path& path,
                       const std::vector<std::string>& words);

/// "table|json|name" in parts; none where there is nothing to choose.
std::vector<std::string> choices_in(const std::string& text);

} // namespace leasehold::cli
