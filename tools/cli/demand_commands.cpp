// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/bounds.hpp"
#include "messages/demand.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/resource_commands.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

std::string marks(const resource_demand& x) {
  return x.high == 0 ? std::string{} : fmt::format("{}%/{}%", x.high, x.low);
}

text_table table_of(const std::vector<resource_demand>& all) {
  text_table table{{"RESOURCE", "GATEWAY", "TAKEN", "CAPACITY", "LEVEL",
                    "MARKS", "DEMAND", "GRANTS", "REFUSALS"}};
  for (const auto& x : all) {
    std::uint64_t grants = 0;
    std::uint64_t refusals = 0;
    for (const auto& period : x.periods) {
      grants += period.grants;
      refusals += period.refusals;
    }
    table.add({x.resource.str(), x.gateway.str(), to_string(x.taken),
               to_string(x.capacity), fmt::format("{}%", x.level), marks(x),
               x.state == demand_state::high ? "high" : "normal",
               fmt::format("{}", grants), fmt::format("{}", refusals)});
  }
  return table;
}

void print_minutes(context& run, const resource_demand& x,
                   const time_base& clock) {
  text_table table{
      {"MINUTE", "GRANTS", "GRANTED", "REFUSALS", "REFUSED", "LEAST FREE"}};
  for (const auto& period : x.periods)
    table.add({shown(period.start, clock), fmt::format("{}", period.grants),
               to_string(period.granted), fmt::format("{}", period.refusals),
               to_string(period.refused), to_string(period.free)});
  if (table.empty())
    return;
  run.out() << '\n';
  table.print(run.out());
}

/// "80%" or "80".
result<percent> read_percent(const std::string& word, const char* what) {
  auto digits = word;
  if (!digits.empty() && digits.back() == '%')
    digits.pop_back();
  percent value = 0;
  for (auto c : digits) {
    if (c < '0' || c > '9' || value > 100)
      value = 101;
    else
      value = value * 10 + static_cast<percent>(c - '0');
  }
  if (digits.empty() || value > 100)
    return failure{errc::invalid_request,
                   fmt::format("{}: \"{}\" is no part of a capacity: give 1% "
                               "to 100%",
                               what, word)};
  return value;
}

result<demand_threshold> read_threshold(const threshold_words& words) {
  demand_threshold x;
  auto name = read_name(words.subject, "NAME", bounds::resource_name_bytes);
  if (!name)
    return name.error();
  if (words.kind)
    x.subject = kind_name{*name};
  else
    x.subject = resource_name{*name};
  if (words.high == "off")
    return x;
  auto high = read_percent(words.high, "LEVEL");
  if (!high)
    return high.error();
  x.high = *high;
  x.low = *high > 10 ? *high - 10 : 0;
  if (!words.low.empty()) {
    auto low = read_percent(words.low, "--back-at");
    if (!low)
      return low.error();
    x.low = *low;
  }
  if (x.high == 0 || x.low >= x.high)
    return failure{errc::invalid_request,
                   "--back-at: demand is normal again below the level at which "
                   "it is high: give less than that"};
  return x;
}

} // namespace

exit_code show_demand(context& run, const std::string& resource) {
  std::optional<resource_name> one;
  if (!resource.empty()) {
    auto name = read_name(resource, "NAME", bounds::resource_name_bytes);
    if (!name)
      return run.misuse(name.error().message);
    one = resource_name{*name};
  }
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto all = node.demand(one);
  if (!all)
    return run.fail(all.error());
  if (one && all->empty())
    if (auto known = check_resource(node, resource); !known)
      return run.fail(known.error());
  if (run.format() == output_format::json)
    run.out() << json_text(*all, node.clock()) << '\n';
  else if (run.format() == output_format::name)
    for (const auto& each : *all)
      run.out() << each.resource.str() << '\n';
  else if (all->empty())
    run.say("nothing was asked for in the last hour, and nothing is watched");
  else
    table_of(*all).print(run.out());
  if (one && run.format() == output_format::table)
    for (const auto& each : *all)
      print_minutes(run, each, node.clock());
  return exit_code::ok;
}

exit_code set_threshold(context& run, const threshold_words& words) {
  auto threshold = read_threshold(words);
  if (!threshold)
    return run.misuse(threshold.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto set = (*opened)->set_threshold(*threshold);
  if (!set)
    return fail_with_names(run, **opened, set.error(), {words.subject});
  run.say(threshold->high == 0
              ? fmt::format("{} has no threshold", words.subject)
              : fmt::format("operators are told when {} is at {}%, and when it "
                            "is back at {}%",
                            words.subject, threshold->high, threshold->low));
  return exit_code::ok;
}

} // namespace leasehold::cli
