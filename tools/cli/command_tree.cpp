// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/command_tree.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "tools/text/closest.hpp"

namespace leasehold::cli {

namespace {

struct synonym {
  std::string_view typed;
  std::string_view meant;
};

/// What other programs call these commands, the likeliest meaning first. No
/// edit distance finds them.
constexpr synonym synonyms[] = {
    {"cancel", "release"},
    {"end", "release"},
    {"delete", "release"},
    {"delete", "remove"},
    {"drop", "release"},
    {"drop", "remove"},
    {"free", "release"},
    {"remove", "release"},
    {"rm", "release"},
    {"rm", "remove"},
    {"stop", "release"},
    {"terminate", "release"},
    {"revoke", "release"},
    {"extend", "renew"},
    {"prolong", "renew"},
    {"refresh", "renew"},
    {"create", "request"},
    {"acquire", "request"},
    {"add", "request"},
    {"add", "set"},
    {"new", "request"},
    {"reserve", "request"},
    {"book", "request"},
    {"update", "change"},
    {"modify", "change"},
    {"resize", "change"},
    {"reroute", "change"},
    {"ls", "list"},
    {"get", "show"},
    {"describe", "show"},
    {"info", "show"},
    {"info", "status"},
    {"show", "status"},
    {"show", "list"},
    {"follow", "watch"},
    {"tail", "watch"},
    {"ack", "acknowledge"},
    {"undrain", "restore"},
    {"uncordon", "restore"},
    {"enable", "restore"},
    {"disable", "drain"},
    {"cordon", "drain"},
    {"evacuate", "drain"},
    {"start", "run"},
    {"why", "explain"},
    {"replace", "load"},
    {"apply", "load"},
    {"apply", "set"},
    {"import", "load"},
    {"export", "show"},
    {"capacity", "set-capacity"},
};

const command_word* find_child(const command_word& parent,
                               const std::string& name) {
  for (const auto& child : parent.commands)
    if (child.name == name)
      return &child;
  return nullptr;
}

/// As typed, without its value.
std::string name_of(const std::string& word) {
  return word.rfind("--", 0) == 0 ? word.substr(0, word.find('='))
                                  : word.substr(0, 2);
}

/// The option that this word begins with: "--for", "--for=60s" or "-ojson".
/// Options of a command hold for those below it too.
const option_word* find_option(const command_path& path,
                               const std::string& word) {
  const auto typed = name_of(word);
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

/// A negative number is a period too: an infinite one.
bool is_negative_period(const option_word& option, const std::string& value) {
  if (option.type != "PERIOD" || !looks_like_option(value))
    return false;
  std::string_view digits{value};
  digits.remove_prefix(1);
  number_text number;
  return take_number(digits, number) && digits.empty();
}

bool is_list(const option_word& option) {
  constexpr std::string_view mark = ",...";
  const auto& type = option.type;
  return type.size() > mark.size()
      && type.compare(type.size() - mark.size(), mark.size(), mark) == 0;
}

bool has_empty_part(const std::string& list) {
  return list.front() == ',' || list.back() == ','
      || list.find(",,") != std::string::npos;
}

/// What is wrong with any value, or empty. A word in brackets is a list to the
/// parser underneath, and "[]" would be no value at all.
std::string mistake_in_value(const option_word& option, const std::string& name,
                             const std::string& value) {
  if (value.front() == '[' && value.back() == ']')
    return fmt::format("{}: '{}' is in brackets; write the value without them",
                       name, value);
  return is_list(option) && has_empty_part(value)
      ? fmt::format("{}: '{}' has an empty part", name, value)
      : std::string{};
}

/// What is wrong with the value in the same word, "--for=60s", or empty.
std::string mistake_in_attached(const option_word& option,
                                const std::string& word) {
  const auto name = name_of(word);
  const auto rest = word.substr(name.size());
  if (option.shape == option_shape::flag)
    return rest.empty() ? rest : name + " takes no value";
  const auto value = rest.rfind('=', 0) == 0 ? rest.substr(1) : rest;
  if (value.empty())
    return name + " is given without a value";
  return mistake_in_value(option, name, value);
}

/// The same for a value that is a word of its own; `value` is null where the
/// line ends.
std::string mistake_in_detached(const option_word& option,
                                const std::string& name,
                                const std::string* value) {
  if (!value)
    return name + " needs a value";
  if (value->empty())
    return name + " is given an empty value; leave it out, or give one";
  if (value->front() == '-' && !is_negative_period(option, *value))
    return fmt::format("{} needs a value, and '{}' is not one: it begins with "
                       "'-', as options do",
                       name, *value);
  return mistake_in_value(option, name, *value);
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
  const auto& parent = *path.commands.back();
  for (const auto& [typed, meant] : synonyms)
    if (typed == word && find_child(parent, std::string{meant}))
      return std::string{meant};
  // A verb without its noun.
  for (const auto& command : parent.commands)
    if (find_child(command, word))
      return command.name + " " + word;
  for (const auto& command : parent.commands)
    candidates.push_back(command.name);
  return closest(word, candidates);
}

std::string meant(const command_path& path, const std::string& word) {
  auto close = closest_word(path, word);
  return close.empty() ? close : "; did you mean '" + close + "'?";
}

/// What is wrong with the option at `i`, which moves on to its last word.
std::string mistake_in_option(const command_path& path,
                              const std::vector<std::string>& words,
                              std::size_t& i) {
  const auto& word = words[i];
  const auto* option = find_option(path, word);
  if (!option)
    return fmt::format("there is no option {} here{}", word, meant(path, word));
  if (!value_follows(option, word))
    return mistake_in_attached(*option, word);
  ++i;
  return mistake_in_detached(*option, word,
                             i < words.size() ? &words[i] : nullptr);
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
  bool options = true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].empty())
      return "a word is empty; leave it out, or give a value";
    if (words[i].front() == '[' && words[i].back() == ']')
      return fmt::format("'{}' is in brackets; write it without them",
                         words[i]);
    if (words[i] == "--")
      options = false;
    if (!options || !looks_like_option(words[i]))
      continue;
    if (auto mistake = mistake_in_option(path, words, i); !mistake.empty())
      return mistake;
  }
  return {};
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
