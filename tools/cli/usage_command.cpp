// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/usage_command.hpp"

#include <utility>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "messages/civil.hpp"
#include "messages/period.hpp"
#include "tools/cli/missing_nodes.hpp"
#include "tools/cli/usage_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

result<usage_query> read_query(const usage_words& words) {
  usage_query query;
  if (!words.lessee.empty()) {
    auto name = read_name(words.lessee, "--lessee");
    if (!name)
      return name.error();
    query.lessee = lessee_name{*name};
  }
  auto length = parse_period(words.since);
  if (!length)
    return about("--since", length.error());
  if (length->type() != period::kind::finite)
    return failure{errc::invalid_request,
                   "--since: a time is needed, such as 24h or 7d"};
  query.back = length->length();
  constexpr duration longest = std::chrono::hours{usage_hours_kept};
  if (query.back > longest)
    return failure{errc::invalid_request,
                   fmt::format("--since: usage is kept for {}: give that or "
                               "less",
                               to_string(longest))};
  return query;
}

} // namespace

exit_code show_usage(context& run, const usage_words& words) {
  auto query = read_query(words);
  if (!query)
    return run.misuse(query.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto report = (*opened)->usage(*query);
  if (!report)
    return run.fail(report.error());
  switch (run.format()) {
  case output_format::json:
    run.out() << json_text(*report) << '\n';
    break;
  case output_format::csv:
    print_usage_csv(run.out(), *report);
    break;
  case output_format::name:
    for (auto& each : report->lessees)
      run.out() << each.lessee.str() << '\n';
    break;
  case output_format::table:
    if (report->lessees.empty())
      run.say("nothing was used since " + format_time(report->from));
    else
      print_usage(run.out(), *report);
    run.hint("counted since " + format_time(report->from));
  }
  say_who_is_missing(run, report->missing, "usage");
  return exit_code::ok;
}

std::vector<nic_traffic> traffic_of(context& run, session& node,
                                    const traffic_query& query) {
  auto report = node.traffic(query);
  // What else there is to show was told all the same.
  if (!report) {
    run.say("without what passed: " + report.error().message);
    return {};
  }
  say_who_is_missing(run, report->missing, "traffic");
  return std::move(report->traffic);
}

void print_traffic(context& run, const std::vector<nic_traffic>& all) {
  auto& env = run.env();
  print_traffic(run.out(), all, env.columns,
                env.unicode ? unicode_plot() : ascii_plot());
}

} // namespace leasehold::cli
