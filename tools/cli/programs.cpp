// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/programs.hpp"

#include <cstddef>

#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

namespace {

const program* find_program(const cli_environment& env,
                            const std::string& name) {
  if (name == "node")
    return &env.node;
  if (name == "shell")
    return &env.shell;
  if (name == "bench")
    return &env.bench;
  return name == "simulate" ? &env.simulate : nullptr;
}

/// "node" is a noun too: these are not for the program.
bool asks_about_node(const command_path& path, const std::string& word) {
  return path.commands.size() > 2 || word == "-h" || word == "--help";
}

} // namespace

std::optional<int> run_program(const cli_environment& env,
                               const command_path& path,
                               const std::vector<std::string>& arguments) {
  if (path.places.empty())
    return std::nullopt;
  const auto& name = path.commands[1]->name;
  const auto* program = find_program(env, name);
  if (!program)
    return std::nullopt;
  auto place =
      arguments.begin() + static_cast<std::ptrdiff_t>(path.places.front());
  auto behind = place + 1;
  if (name == "node" && behind != arguments.end()) {
    if (*behind == "run")
      ++behind;
    else if (asks_about_node(path, *behind))
      return std::nullopt;
  }
  if (!*program) {
    env.err << "leasehold: this build has no " << name << '\n';
    return static_cast<int>(exit_code::failed);
  }
  std::vector<std::string> words{arguments.begin(), place};
  words.insert(words.end(), behind, arguments.end());
  return (*program)(words);
}

} // namespace leasehold::cli
