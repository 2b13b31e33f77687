// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/resource_commands.hpp"

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/period.hpp"
#include "messages/resource.hpp"
#include "tools/cli/calendar_text.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/usage_command.hpp"
#include "tools/cli/usage_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

result<window> read_window(const calendar_words& words,
                           const time_base& clock) {
  window over{clock.now, forever};
  if (!words.from.empty()) {
    auto from = parse_time(words.from, clock);
    if (!from)
      return about("--from", from.error());
    over.start = *from;
  }
  if (!words.length.empty()) {
    auto length = parse_period(words.length);
    if (!length)
      return about("--for", length.error());
    if (length->type() != period::kind::finite)
      return failure{errc::invalid_request,
                     "--for: a time is needed, such as 2h; leave it out to see "
                     "all changes"};
    over.end = saturating_add(over.start, length->length());
  }
  return over;
}

} // namespace

exit_code show_resource(context& run, const calendar_words& words) {
  auto name = read_name(words.resource, "NAME", bounds::resource_name_bytes);
  if (!name)
    return run.misuse(name.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto over = read_window(words, node.clock());
  if (!over)
    return run.misuse(over.error().message);
  calendar_query query;
  query.resource = resource_name{*name};
  query.over = *over;
  query.steps_max =
      run.format() == output_format::json ? bounds::calendar_steps : words.rows;
  auto found = node.calendar(query);
  if (!found)
    return fail_with_names(run, node, found.error(), {*name});
  if (run.format() == output_format::name) {
    run.out() << found->info.name.str() << '\n';
    return exit_code::ok;
  }
  const auto traffic = traffic_of(run, node, {{}, query.resource});
  if (run.format() == output_format::json) {
    run.out() << with_traffic(json_text(*found, node.clock()), traffic) << '\n';
    return exit_code::ok;
  }
  const auto& env = run.env();
  const auto drawn = env.unicode && !words.ascii;
  print_calendar(run.out(), *found, node.clock(),
                 drawn ? unicode_bars(env.columns) : ascii_bars(env.columns));
  print_traffic(run.out(), traffic, env.columns,
                drawn ? unicode_plot() : ascii_plot());
  return exit_code::ok;
}

} // namespace leasehold::cli
