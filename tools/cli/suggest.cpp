// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/suggest.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "messages/decimal.hpp"
#include "messages/service.hpp"
#include "messages/service_class.hpp"
#include "messages/topology.hpp"
#include "tools/text/closest.hpp"

namespace leasehold::cli {

namespace {

using names = std::vector<std::string>;

template <class T>
void add_names(names& to, const result<std::vector<T>>& all) {
  if (all)
    for (const auto& each : *all)
      to.push_back(each.name.str());
}

/// All that a command may name; what can't be read is left out.
names names_in(session& node) {
  names all;
  add_names(all, node.resources());
  if (auto region = node.read_topology()) {
    add_names(all, result{region->gateways});
    add_names(all, result{region->links});
    add_names(all, result{region->endpoints});
  }
  add_names(all, node.classes());
  add_names(all, node.rules());
  return all;
}

bool is_about_a_name(errc code) {
  return code == errc::unknown_name || code == errc::unknown_target
      || code == errc::unknown_source;
}

status check_among(const names& known, const char* what,
                   const std::string& name) {
  if (std::find(known.begin(), known.end(), name) != known.end())
    return success();
  auto near = closest(name, known);
  return failure{errc::unknown_name,
                 fmt::format("the region has no {} {}{}", what, quoted(name),
                             near.empty()
                                 ? std::string{}
                                 : fmt::format("; did you mean '{}'?", near))};
}

} // namespace

void suggest_names(context& run, session& node, const names& words) {
  const auto known = names_in(node);
  for (const auto& word : words) {
    if (word.empty()
        || std::find(known.begin(), known.end(), word) != known.end())
      continue;
    if (auto near = closest(word, known); !near.empty())
      run.say(fmt::format("nothing is called {}; did you mean '{}'?",
                          quoted(word), near));
  }
}

exit_code fail_with_names(context& run, session& node, const failure& why,
                          const names& words) {
  auto code = run.fail(why);
  if (is_about_a_name(why.code))
    suggest_names(run, node, words);
  return code;
}

status check_resource(session& node, const std::string& name) {
  auto all = node.resources();
  if (!all)
    return all.error();
  names known;
  add_names(known, all);
  return check_among(known, "resource", name);
}

status check_gateway(session& node, const std::string& name) {
  auto all = node.gateways();
  if (!all)
    return all.error();
  names known;
  add_names(known, all);
  return check_among(known, "gateway", name);
}

} // namespace leasehold::cli
