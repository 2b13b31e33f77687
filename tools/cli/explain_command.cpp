// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/explain_command.hpp"

#include <ostream>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "messages/amount.hpp"
#include "messages/civil.hpp"
#include "messages/decision.hpp"
#include "messages/event.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"
#include "tools/cli/text_table.hpp"

namespace leasehold::cli {

namespace {

const char* words_for(fate x) {
  switch (x) {
  case fate::shrunk:
    return "reduced";
  case fate::shortened:
    return "told to end earlier";
  case fate::terminated:
    return "ended";
  case fate::too_strong:
    return "left alone: its hold is as strong, or stronger";
  case fate::class_forbids:
    return "left alone: nothing that its class allows could be done to it";
  case fate::in_tenure:
    return "left alone: within its minimum tenure";
  case fate::not_needed:
    return "left alone: there was room without it";
  case fate::not_enough:
    return "left alone: it would not have been enough";
  case fate::moved:
    return "moved to another route";
  }
  return "";
}

std::string asked_text(const decision& x) {
  auto text = fmt::format("{} of {} from {}", to_string(x.amount),
                          x.target.str(), x.source.str());
  if (!x.service.empty())
    text += fmt::format(" as {} (setup {}, hold {})", x.service.str(), x.setup,
                        x.hold);
  return text;
}

std::string route_text(const decision& x) {
  if (x.route.empty())
    return x.routes == 0 ? ""
                         : fmt::format("none of {} that were tried", x.routes);
  std::vector<std::string> names;
  for (const auto& gateway : x.route)
    names.push_back(gateway.str());
  return fmt::format("{}, the best of {}", fmt::join(names, " > "), x.routes);
}

/// Of a change: for which lease, where the reader may know it.
std::string cause_text(const decision& x) {
  return x.cause == lease_id{}
      ? ""
      : fmt::format("lease {}, which is stronger", to_string(x.cause));
}

/// The words of a refusal with their code; of a change, what was decided, by
/// whom.
std::string reason_text(const decision& x) {
  if (x.code != errc::none)
    return fmt::format("{} ({})", x.message, to_string(x.code));
  return x.message;
}

void print_considered(std::ostream& out, const decision& x) {
  text_table table{{"  CONSIDERED", "LESSEE", "AND"}};
  for (const auto& each : x.considered)
    table.add({"  "
                   + (each.lease == lease_id{} ? std::string{"another's"}
                                               : to_string(each.lease)),
               each.lessee.str(), words_for(each.what)});
  if (!table.empty())
    table.print(out);
  if (x.considered_count > x.considered.size())
    out << fmt::format("  and {} others\n",
                       x.considered_count - x.considered.size());
}

void print_decision(std::ostream& out, const decision& x) {
  out << fmt::format("{}  {}\n", format_time(x.made), to_string(x.what));
  field_list fields;
  if (x.lease != lease_id{})
    fields.add("  lease", to_string(x.lease));
  fields.add("  lessee", x.lessee.str());
  if (x.request != request_id{})
    fields.add("  request", fmt::format("{}", x.request.value()));
  fields.add("  asked", asked_text(x));
  fields.add("  because", reason_text(x));
  fields.add("  rule", x.rule.str());
  auto bound = x.resource.str();
  if (!x.gateway.empty())
    bound += (bound.empty() ? "" : " at ") + x.gateway.str();
  fields.add("  short", bound);
  fields.add("  in favour of", cause_text(x));
  fields.add("  route", route_text(x));
  fields.print(out);
  print_considered(out, x);
}

/// What is kept of most leases is their events: there was nothing to decide.
exit_code explain_by_events(context& run, session& node, lease_id lease) {
  event_query query;
  query.lease = lease;
  auto page = node.events(query);
  if (!page)
    return run.fail(page.error());
  if (page->events.empty())
    return run.fail({errc::unknown_lease,
                     fmt::format("nothing is known of lease {} any more, or it "
                                 "is not yours",
                                 to_string(lease))});
  run.say("no decision about it is kept: it got what it asked for and no other "
          "lease gave way for it, or that is too long ago. Its events:");
  for (const auto& event : page->events)
    run.out() << event_line(event) << '\n';
  return exit_code::ok;
}

} // namespace

exit_code explain(context& run, const std::string& lease,
                  std::uint64_t request) {
  if (lease.empty() == (request == 0))
    return run.misuse("one is explained: give a lease, or --request");
  lease_id id;
  if (!lease.empty()) {
    auto read = parse_lease_id(lease);
    if (!read)
      return run.misuse(read.error().message);
    id = *read;
  }
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto found = node.explain(id, request_id{request});
  if (!found)
    return run.fail(found.error());
  if (run.format() == output_format::json) {
    run.out() << json_text(*found) << '\n';
    return exit_code::ok;
  }
  if (found->empty() && id != lease_id{})
    return explain_by_events(run, node, id);
  if (found->empty())
    return run.fail({errc::unknown_name,
                     fmt::format("no decision about a request {} of yours is "
                                 "kept: it was granted as it was asked, it is "
                                 "too long ago, or it never came",
                                 request)});
  for (const auto& each : *found)
    print_decision(run.out(), each);
  return exit_code::ok;
}

} // namespace leasehold::cli
