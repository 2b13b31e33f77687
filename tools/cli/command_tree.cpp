// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/command_tree.hpp"

#include <algorithm>

#include "tools/text/closest.hpp"

namespace leasehold::cli {

namespace {

const command_word* find_child(const command_word& parent,
                               const std::string& name) {
  for (const auto& child : parent.commands)
    if (child.name == name)
      return &child;
  return nullptr;
}

/// Whether the word behind this option is its value. Options of a command
/// hold for those below it too.
bool takes_value(const command_path& path, const std::string& word) {
  for (const auto* command : path.commands)
    for (const auto& option : command->options)
      if (std::find(option.names.begin(), option.names.end(), word)
          != option.names.end())
        return option.shape == option_shape::takes_value;
  return false;
}

} // namespace

std::string command_path::text() const {
  std::string all;
  for (const auto* command : commands)
    all += (all.empty() ? "" : " ") + command->name;
  return all;
}

command_path find_command(const command_word& root,
                          const std::vector<std::string>& words) {
  command_path path{{&root}, {}, {}};
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto& word = words[i];
    if (path.commands.back()->commands.empty() || word == "--")
      break;
    if (!word.empty() && word.front() == '-') {
      if (takes_value(path, word))
        ++i;
      continue;
    }
    const auto* child = find_child(*path.commands.back(), word);
    if (!child) {
      path.unknown = word;
      break;
    }
    path.commands.push_back(child);
    path.places.push_back(i);
  }
  return path;
}

std::string closest_word(const command_path& path, const std::string& word) {
  std::vector<std::string> candidates;
  if (word.rfind('-', 0) == 0) {
    auto name = word.substr(0, word.find('='));
    for (const auto* command : path.commands)
      for (const auto& option : command->options)
        candidates.insert(candidates.end(), option.names.begin(),
                          option.names.end());
    return closest(name, candidates);
  }
  for (const auto& command : path.commands.back()->commands)
    candidates.push_back(command.name);
  return closest(word, candidates);
}

} // namespace leasehold::cli
