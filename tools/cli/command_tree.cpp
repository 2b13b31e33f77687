// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/command_tree.hpp"

#include <algorithm>

#include <fmt/format.h>

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

/// The option that this word begins with: "--for", "--for=60s" or "-ojson".
/// Options of a command hold for those below it too.
const option_word* find_option(const command_path& path,
                               const std::string& word) {
  auto typed = word.rfind("--", 0) == 0 ? word.substr(0, word.find('='))
                                        : word.substr(0, 2);
  for (const auto* command : path.commands)
    for (const auto& option : command->options)
      for (const auto& name : option.names)
        if (name == typed)
          return &option;
  return nullptr;
}

bool looks_like_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-' && word != "--";
}

/// Whether the word behind this option is its value.
bool value_follows(const option_word* option, const std::string& word) {
  return option && option->shape == option_shape::takes_value
      && std::find(option->names.begin(), option->names.end(), word)
      != option->names.end();
}

/// The first word that looks like an option and is none, or empty.
std::string unknown_option(const command_path& path,
                           const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (!looks_like_option(words[i]))
      continue;
    const auto* option = find_option(path, words[i]);
    if (!option)
      return words[i];
    if (value_follows(option, words[i]))
      ++i;
  }
  return {};
}

/// The command or option that is most like `word`, or empty.
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

std::string meant(const command_path& path, const std::string& word) {
  auto close = closest_word(path, word);
  return close.empty() ? close : "; did you mean '" + close + "'?";
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
    if (looks_like_option(word)) {
      if (value_follows(find_option(path, word), word))
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

std::string mistake_in(const command_path& path,
                       const std::vector<std::string>& words) {
  if (!path.unknown.empty())
    return fmt::format("there is no command '{} {}'{}", path.text(),
                       path.unknown, meant(path, path.unknown));
  auto option = unknown_option(path, words);
  return option.empty() ? option
                        : fmt::format("there is no option {} here{}", option,
                                      meant(path, option));
}

std::vector<std::string> choices_in(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (auto end = text.find('|'); end != std::string::npos;
       end = text.find('|', begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  if (!parts.empty())
    parts.push_back(text.substr(begin));
  return parts;
}

} // namespace leasehold::cli
