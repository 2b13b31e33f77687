// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/policy_commands.hpp"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/limit.hpp"
#include "messages/period.hpp"
#include "messages/service_class.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/rule_text.hpp"
#include "tools/cli/suggest.hpp"
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

std::string text_of(const std::vector<remedy>& remedies) {
  std::string y;
  for (auto x : remedies)
    y += (y.empty() ? "" : ",") + std::string{to_string(x)};
  return y;
}

/// Nothing for no time.
std::string text_of(duration x) {
  return x == duration::zero() ? std::string{} : to_string(x);
}

/// "max-min", or "max-min, weight 3".
std::string sharing_text(const service_class& x) {
  return x.weight == 1
      ? std::string{to_string(x.sharing)}
      : fmt::format("{}, weight {}", to_string(x.sharing), x.weight);
}

void print_classes(context& run, const std::vector<service_class>& classes) {
  if (run.format() == output_format::json) {
    run.out() << json_text(classes) << '\n';
    return;
  }
  if (run.format() == output_format::name) {
    for (const auto& x : classes)
      run.out() << x.name.str() << '\n';
    return;
  }
  text_table table{{"CLASS", "SETUP", "HOLD", "REMEDIES", "TENURE-MIN",
                    "NOTICE", "VICTIMS", "SHARING"}};
  for (const auto& x : classes)
    table.add({x.name.str(), fmt::to_string(x.setup), fmt::to_string(x.hold),
               text_of(x.remedies), text_of(x.tenure_min), text_of(x.notice),
               to_string(x.victims), sharing_text(x)});
  table.print(run.out());
}

/// Tells what was set, or answers how it failed.
std::optional<exit_code> told(context& run, const char* what,
                              const std::string& name, const status& set) {
  if (!set)
    return run.fail(about(fmt::format("{} {}", what, name), set.error()));
  run.say(fmt::format("set {} {}", what, name));
  return std::nullopt;
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

exit_code list_classes(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto classes = (*opened)->classes();
  if (!classes)
    return run.fail(classes.error());
  print_classes(run, *classes);
  return exit_code::ok;
}

exit_code set_policy(context& run, const std::string& path) {
  if (!run.env().read_file || !run.env().parse_policy)
    return run.lacks("reader of rules");
  auto toml = run.env().read_file(path);
  if (!toml)
    return run.fail(toml.error());
  auto entries = run.env().parse_policy(*toml, path);
  if (!entries)
    return run.fail(entries.error());
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  for (const auto& x : entries->classes)
    if (auto no = told(run, "class", x.name.str(), (*opened)->set_class(x)))
      return *no;
  for (const auto& x : entries->rules)
    if (auto no = told(run, "rule", x.name.str(), (*opened)->set_rule(x)))
      return *no;
  if (entries->rules.empty() && entries->classes.empty())
    run.say(fmt::format("{} holds no rules and no classes", path));
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
    return fail_with_names(run, **opened, removed.error(), {*name});
  run.say(fmt::format("removed rule {}", *name));
  return exit_code::ok;
}

exit_code remove_class(context& run, const std::string& word) {
  auto name = read_name(word, "NAME");
  if (!name)
    return run.misuse(name.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto removed = (*opened)->remove_class(class_name{*name});
  if (!removed)
    return fail_with_names(run, **opened, removed.error(), {*name});
  run.say(fmt::format("removed class {}", *name));
  return exit_code::ok;
}

} // namespace leasehold::cli
