// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/outage_commands.hpp"

#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "messages/civil.hpp"
#include "messages/outage.hpp"
#include "messages/period.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/suggest.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

result<outage> read_outage(const outage_words& words, outage::kind what,
                           const time_base& clock) {
  outage x;
  x.subject = words.name;
  x.what = what;
  x.from = clock.now;
  if (!words.at.empty()) {
    auto at = parse_time(words.at, clock);
    if (!at)
      return about("--at", at.error());
    x.from = *at;
  }
  if (!words.longest.empty()) {
    auto longest = parse_period(words.longest);
    if (!longest)
      return about("--longest", longest.error());
    if (longest->type() != period::kind::finite)
      return failure{errc::invalid_request,
                     "--longest: a time is needed, such as 10m; leave it out "
                     "where nothing is to be granted"};
    x.longest = longest->length();
  }
  return x;
}

/// Of the orders, or of their plan.
template <class Done>
exit_code carry_out(context& run, const outage_words& words, outage::kind what,
                    Done done) {
  if (auto name = read_name(words.name, "NAME"); !name)
    return run.misuse(name.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto wanted = read_outage(words, what, node.clock());
  if (!wanted)
    return run.misuse(wanted.error().message);
  if (words.dry_run) {
    auto plan = node.plan_outage(*wanted);
    return plan ? print_plan(run, *plan)
                : fail_with_names(run, node, plan.error(), {words.name});
  }
  auto set = node.set_outage(*wanted);
  if (!set)
    return fail_with_names(run, node, set.error(), {words.name});
  run.say(done(*wanted, node));
  return exit_code::ok;
}

/// How a gateway serves now; nothing where that is not known, as of a link.
std::optional<outage> state_of(session& node, const std::string& subject) {
  auto all = node.gateways();
  for (auto& each : all ? *all : std::vector<gateway_info>{})
    if (each.name.str() == subject)
      return each.out;
  return std::nullopt;
}

/// What an error comes to: nothing is lifted that is stricter.
std::string error_text(const outage& x, session& node) {
  auto now = node.clock().now;
  auto kept = state_of(node, x.subject);
  if (kept && kept->what == outage::kind::drained && kept->from <= now)
    return fmt::format("{} stays out of service, as it was drained; "
                       "'restore' puts it back",
                       x.subject);
  auto text = x.longest == duration::zero()
      ? fmt::format("{} grants nothing new", x.subject)
      : fmt::format("{} grants terms of at most {}", x.subject,
                    to_string(x.longest));
  if (kept && now < kept->from && kept->from < forever)
    text += fmt::format(", and is drained at {} as before",
                        shown(kept->from, node.clock()));
  return text;
}

} // namespace

exit_code drain(context& run, const outage_words& words) {
  return carry_out(run, words, outage::kind::drained,
                   [](const outage& x, session& node) {
                     const auto clock = node.clock();
                     return x.from <= clock.now
                         ? fmt::format("{} is out of service; 'leasehold event "
                                       "list' shows what leases were told",
                                       x.subject)
                         : fmt::format("{} is drained at {}; nothing there is "
                                       "promised past that",
                                       x.subject, shown(x.from, clock));
                   });
}

exit_code report_error(context& run, const outage_words& words) {
  return carry_out(run, words, outage::kind::in_error, error_text);
}

exit_code restore(context& run, const std::string& name) {
  auto known = read_name(name, "NAME");
  if (!known)
    return run.misuse(known.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto done = (*opened)->end_outage(*known);
  if (!done)
    return fail_with_names(run, **opened, done.error(), {name});
  run.say(fmt::format("{} serves", *known));
  return exit_code::ok;
}

exit_code print_plan(context& run, const curtailment& plan) {
  if (run.format() == output_format::json) {
    run.out() << json_text(plan) << '\n';
    return exit_code::ok;
  }
  if (run.format() == output_format::name) {
    for (const auto& each : plan.leases)
      run.out() << to_string(each.lease) << '\n';
    return exit_code::ok;
  }
  text_table table{{"LEASE", "LESSEE", "WOULD BE"}};
  for (const auto& each : plan.leases)
    table.add({to_string(each.lease), each.lessee.str(), to_string(each.what)});
  if (!table.empty())
    table.print(run.out());
  auto text = plan.count == 1
      ? std::string{"1 lease would change"}
      : fmt::format("{} leases would change", plan.count);
  if (plan.count > plan.leases.size())
    text += fmt::format(", of which {} are shown", plan.leases.size());
  run.say(text + "; nothing was changed");
  return exit_code::ok;
}

} // namespace leasehold::cli
