// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/option_tree.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace leasehold::cli {

command_word tree_of(const CLI::App& app) {
  command_word command{app.get_name(), app.get_description(), {}, {}, {}};
  for (const auto* option : app.get_options()) {
    auto choices = choices_in(option->get_type_name());
    if (option->get_positional()) {
      command.choices = choices;
      continue;
    }
    option_word word;
    for (const auto& name : option->get_snames())
      word.names.push_back("-" + name);
    for (const auto& name : option->get_lnames())
      word.names.push_back("--" + name);
    word.description = option->get_description();
    word.shape = option->get_expected_max() == 0 ? option_shape::flag
                                                 : option_shape::takes_value;
    word.type = option->get_type_name();
    word.choices = std::move(choices);
    command.options.push_back(std::move(word));
  }
  for (const auto* child :
       app.get_subcommands([](const CLI::App*) { return true; }))
    command.commands.push_back(tree_of(*child));
  return command;
}

} // namespace leasehold::cli
