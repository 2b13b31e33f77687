// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/context_commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/name_rule.hpp"
#include "tools/cli/context_text.hpp"
#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

namespace {

exit_code keep(context& run, const context_file& all, const std::string& told) {
  if (!run.env().write_contexts)
    return run.lacks("place for contexts");
  if (auto written = run.env().write_contexts(write_contexts(all)); !written)
    return run.fail(written.error());
  run.say(told);
  return exit_code::ok;
}

} // namespace

result<context_file> read_contexts(const cli_environment& env) {
  if (!env.read_contexts)
    return context_file{};
  auto text = env.read_contexts();
  if (!text)
    return text.error();
  if (!*text)
    return context_file{};
  return parse_contexts(**text, env.contexts_path);
}

exit_code list_contexts(context& run) {
  auto all = read_contexts(run.env());
  if (!all)
    return run.fail(all.error());
  if (run.format() == output_format::json) {
    run.out() << json_contexts(*all) << '\n';
    return exit_code::ok;
  }
  text_table table{{"CURRENT", "NAME", "ADDRESS", "USER", "CERTIFICATE"}};
  for (auto& x : all->all) {
    if (run.format() == output_format::name)
      run.out() << x.name << '\n';
    table.add({x.name == all->current ? "*" : "", x.name, x.address, x.user,
               x.certificate});
  }
  if (run.format() == output_format::table && !table.empty())
    table.print(run.out());
  if (all->all.empty())
    run.hint("there are none; `leasehold context add` makes one");
  return exit_code::ok;
}

exit_code use_context(context& run, const std::string& name) {
  auto all = read_contexts(run.env());
  if (!all)
    return run.fail(all.error());
  if (all->find(name) == nullptr)
    return run.fail(unknown_context(name, *all, run.env().contexts_path));
  all->current = name;
  return keep(run, *all, fmt::format("{} is what commands talk to now", name));
}

exit_code add_context(context& run, const named_context& wanted) {
  if (!is_name(wanted.name, bounds::name_bytes))
    return run.misuse(fmt::format("\"{}\" is no name: 1 to {} characters of "
                                  "visible ASCII, without spaces and with no "
                                  "'-' in front",
                                  wanted.name, bounds::name_bytes));
  auto all = read_contexts(run.env());
  if (!all)
    return run.fail(all.error());
  if (all->find(wanted.name) != nullptr)
    return run.fail({errc::conflict,
                     fmt::format("there is a context {} already; `leasehold "
                                 "context remove {}` first",
                                 wanted.name, wanted.name)});
  all->all.push_back(wanted);
  if (all->current.empty())
    all->current = wanted.name;
  return keep(run, *all,
              fmt::format("{} is in {}; {} is what commands talk to",
                          wanted.name, run.env().contexts_path, all->current));
}

exit_code remove_context(context& run, const std::string& name) {
  auto all = read_contexts(run.env());
  if (!all)
    return run.fail(all.error());
  if (all->find(name) == nullptr)
    return run.fail(unknown_context(name, *all, run.env().contexts_path));
  auto& list = all->all;
  list.erase(std::remove_if(list.begin(), list.end(),
                            [&name](auto& x) { return x.name == name; }),
             list.end());
  if (all->current == name)
    all->current.clear();
  return keep(run, *all,
              all->current.empty()
                  ? fmt::format("{} is forgotten, and none counts now", name)
                  : fmt::format("{} is forgotten", name));
}

} // namespace leasehold::cli
