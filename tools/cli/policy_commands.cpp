// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/policy_commands.hpp"

#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/limit.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/rule_text.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

void print_rules(context& run, const std::vector<limit_rule>& rules) {
  if (run.format() == output_format::json) {
    run.out() << json_text(rules) << '\n';
    return;
  }
  if (run.format() == output_format::name) {
    for (const auto& rule : rules)
      run.out() << rule.name.str() << '\n';
    return;
  }
  if (rules.empty())
    return run.say("no rules: everyone may lease whatever is free");
  text_table table{{"RULE", "CONCERNS", "DOES"}};
  for (const auto& rule : rules)
    table.add({rule.name.str(), conditions_text(rule), effects_text(rule)});
  table.print(run.out());
}

} // namespace

exit_code list_rules(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto rules = (*opened)->rules();
  if (!rules)
    return run.fail(rules.error());
  print_rules(run, *rules);
  return exit_code::ok;
}

exit_code set_rules(context& run, const std::string& path) {
  if (!run.env().read_file || !run.env().parse_rules)
    return run.lacks("reader of rules");
  auto toml = run.env().read_file(path);
  if (!toml)
    return run.fail(toml.error());
  auto rules = run.env().parse_rules(*toml, path);
  if (!rules)
    return run.fail(rules.error());
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  for (const auto& rule : *rules) {
    auto set = (*opened)->set_rule(rule);
    if (!set)
      return run.fail(about("rule " + rule.name.str(), set.error()));
    run.say(fmt::format("set rule {}", rule.name.str()));
  }
  if (rules->empty())
    run.say(fmt::format("{} holds no rules", path));
  return exit_code::ok;
}

exit_code remove_rule(context& run, const std::string& word) {
  auto name = read_name(word, "NAME");
  if (!name)
    return run.misuse(name.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto removed = (*opened)->remove_rule(rule_name{*name});
  if (!removed)
    return run.fail(removed.error());
  run.say(fmt::format("removed rule {}", *name));
  return exit_code::ok;
}

} // namespace leasehold::cli
