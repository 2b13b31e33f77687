// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/completion.hpp"

#include <functional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

// All three scripts do the same: they drop options and their values from the
// words before the cursor, look at what is left, "lease request EP51", and
// offer what the tree has below that. A shell's own file names come after.

namespace leasehold::cli {

namespace {

using words = std::vector<std::string>;

std::string joined(const words& all, std::string_view between) {
  return fmt::format("{}", fmt::join(all, between));
}

/// A text between single quotes that means itself in all three shells.
std::string quoted_word(std::string_view text) {
  std::string safe;
  for (char c : text)
    safe += c == '\'' ? "\u2019" : std::string(1, c);
  return "'" + safe + "'";
}

using visitor = std::function<void(const command_word&, const std::string&)>;

/// Calls `visit` with each command and its words, " lease request".
void walk(const command_word& command, const std::string& place,
          const visitor& visit) {
  visit(command, place);
  for (const auto& child : command.commands)
    walk(child, place + " " + child.name, visit);
}

void each_option(const command_word& root,
                 const std::function<void(const option_word&)>& visit) {
  walk(root, "", [&visit](const command_word& command, const std::string&) {
    for (const auto& option : command.options)
      visit(option);
  });
}

/// The names of all options that take a value, each once.
words value_options(const command_word& root) {
  std::set<std::string> names;
  each_option(root, [&names](const option_word& option) {
    if (option.shape == option_shape::takes_value)
      names.insert(option.names.begin(), option.names.end());
  });
  return {names.begin(), names.end()};
}

/// Each once, in the order of its first place.
words unique(words all) {
  std::set<std::string> seen;
  words kept;
  for (auto& word : all)
    if (seen.insert(word).second)
      kept.push_back(std::move(word));
  return kept;
}

/// What may follow: commands, choices, and options of this and the root.
words candidates(const command_word& root, const command_word& command) {
  words all = command.choices;
  for (const auto& child : command.commands)
    all.push_back(child.name);
  for (const auto& option : command.options)
    all.insert(all.end(), option.names.begin(), option.names.end());
  if (&command != &root)
    for (const auto& option : root.options)
      all.insert(all.end(), option.names.begin(), option.names.end());
  return unique(std::move(all));
}

/// A pattern for what was typed: all behind a command without commands is
/// its own.
std::string pattern(const command_word& command, const std::string& place) {
  return command.commands.empty() && !place.empty()
      ? fmt::format("\"{0}\" | \"{0} \"*", place)
      : fmt::format("\"{}\"", place);
}

/// name:description, as zsh wants it.
std::string described(const std::string& name, std::string_view description) {
  return quoted_word(fmt::format("{}:{}", name, description));
}

std::string zsh_candidates(const command_word& root,
                           const command_word& command) {
  words all;
  for (const auto& choice : command.choices)
    all.push_back(quoted_word(choice));
  for (const auto& child : command.commands)
    all.push_back(described(child.name, child.description));
  auto add = [&all](const command_word& owner) {
    for (const auto& option : owner.options)
      for (const auto& name : option.names)
        all.push_back(described(name, option.description));
  };
  add(command);
  if (&command != &root)
    add(root);
  return joined(unique(std::move(all)), " ");
}

/// Options whose value is a choice, as cases of the word before the cursor.
std::string choice_cases(const command_word& root, std::string_view line) {
  std::set<std::string> cases;
  each_option(root, [&cases, line](const option_word& option) {
    if (!option.choices.empty())
      cases.insert(fmt::format(fmt::runtime(line), joined(option.names, " | "),
                               joined(option.choices, " ")));
  });
  return joined({cases.begin(), cases.end()}, "");
}

constexpr std::string_view fish_head = R"(# leasehold completion for fish
function __leasehold_at
  set -l seen
  set -l skip
  for word in (commandline -opc)[2..-1]
    if test -n "$skip"
      set skip
      continue
    end
    switch $word
      case {}
        set skip 1
      case '-*'
      case '*'
        set -a seen $word
    end
  end
  string match -q -- $argv[1] "$seen"
end
)";

void add_fish_options(std::string& script, const std::string& at,
                      const command_word& command) {
  for (const auto& option : command.options) {
    script += fmt::format("complete -c leasehold -n {}", quoted_word(at));
    for (const auto& name : option.names)
      script += name.rfind("--", 0) == 0
          ? fmt::format(" -l {}", name.substr(2))
          : fmt::format(" -s {}", name.substr(1));
    if (option.shape == option_shape::takes_value)
      script += " -r";
    if (!option.choices.empty())
      script +=
          fmt::format(" -f -a {}", quoted_word(joined(option.choices, " ")));
    script += fmt::format(" -d {}\n", quoted_word(option.description));
  }
}

} // namespace

std::string bash_completion(const command_word& root) {
  auto script = fmt::format(
      R"(# leasehold completion for bash
_leasehold() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD-1]}}
  local seen= skip= word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${{COMP_WORDS[i]}}
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $word in
      {} | : | =) skip=1 ;;
      -*) ;;
      *) seen+=" $word" ;;
    esac
  done
  local offered=
  case $prev in
{}    *)
      case $seen in
)",
      joined(value_options(root), " | "),
      choice_cases(root, "    {}) offered=\"{}\" ;;\n"));
  walk(root, "",
       [&script, &root](const command_word& command, const std::string& place) {
         script += fmt::format("        {}) offered=\"{}\" ;;\n",
                               pattern(command, place),
                               joined(candidates(root, command), " "));
       });
  script += R"(      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}
complete -o default -F _leasehold leasehold
)";
  return script;
}

std::string zsh_completion(const command_word& root) {
  auto script = fmt::format(
      R"(#compdef leasehold
# leasehold completion for zsh
_leasehold() {{
  local seen= skip= word i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    word=${{words[i]}}
    if [[ -n $skip ]]; then
      skip=
      continue
    fi
    case $word in
      {}) skip=1 ;;
      -*) ;;
      *) seen+=" $word" ;;
    esac
  done
  case ${{words[CURRENT-1]}} in
{}    *)
      case $seen in
)",
      joined(value_options(root), " | "),
      choice_cases(root, "    {}) offered=({}) ;;\n"));
  walk(root, "",
       [&script, &root](const command_word& command, const std::string& place) {
         script += fmt::format("        {}) offered=({}) ;;\n",
                               pattern(command, place),
                               zsh_candidates(root, command));
       });
  script += R"(      esac
      ;;
  esac
  _describe leasehold offered || _files
}
if [[ $funcstack[1] == _leasehold ]]; then
  _leasehold "$@"
else
  compdef _leasehold leasehold
fi
)";
  return script;
}

std::string fish_completion(const command_word& root) {
  auto script =
      fmt::format(fmt::runtime(fish_head), joined(value_options(root), " "));
  walk(root, "",
       [&script](const command_word& command, const std::string& place) {
         auto typed = place.empty() ? place : place.substr(1);
         auto at = fmt::format("__leasehold_at \"{}\"", typed);
         for (const auto& child : command.commands)
           script += fmt::format("complete -c leasehold -f -n {} -a {} -d {}\n",
                                 quoted_word(at), child.name,
                                 quoted_word(child.description));
         if (!command.choices.empty())
           script += fmt::format("complete -c leasehold -f -n {} -a {}\n",
                                 quoted_word(at),
                                 quoted_word(joined(command.choices, " ")));
         add_fish_options(script, fmt::format("__leasehold_at \"{}*\"", typed),
                          command);
       });
  return script;
}

} // namespace leasehold::cli
