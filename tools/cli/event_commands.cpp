// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/event_commands.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "messages/event.hpp"
#include "messages/service.hpp"
#include "tools/cli/follow.hpp"
#include "tools/cli/json_text.hpp"
#include "tools/cli/lease_text.hpp"

namespace leasehold::cli {

namespace {

constexpr std::uint64_t page_max = 1000;

result<event_query> read_query(const event_words& words) {
  event_query query;
  query.from = words.from;
  if (!words.lease.empty()) {
    auto id = parse_lease_id(words.lease);
    if (!id)
      return id.error();
    query.lease = *id;
  }
  return query;
}

/// One event as a line of the chosen format.
void print_event(context& run, const lease_event& event,
                 const time_base& clock) {
  if (run.format() == output_format::json)
    run.out() << json_line(event, clock) << '\n';
  else if (run.format() == output_format::name)
    run.out() << event.number << '\n';
  else
    run.out() << event_line(event) << '\n';
  run.out().flush();
}

void print_events(context& run, const std::vector<lease_event>& events,
                  const time_base& clock) {
  if (run.format() == output_format::json) {
    run.out() << json_text(events, clock) << '\n';
    return;
  }
  for (const auto& event : events)
    print_event(run, event, clock);
  if (events.empty() && run.format() == output_format::table)
    run.say("no events");
}

} // namespace

exit_code list_events(context& run, const event_words& words) {
  auto query = read_query(words);
  if (!query)
    return run.misuse(query.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  std::vector<lease_event> events;
  while (events.size() < words.count_max) {
    query->count_max = static_cast<std::uint32_t>(
        std::min(page_max, words.count_max - events.size()));
    auto page = (*opened)->events(*query);
    if (!page)
      return run.fail(page.error());
    if (events.empty() && words.from != 0 && words.from < page->oldest)
      run.say(fmt::format("events before {} are no longer kept", page->oldest));
    events.insert(events.end(), page->events.begin(), page->events.end());
    if (page->events.empty() || page->next <= query->from)
      break;
    query->from = page->next;
  }
  print_events(run, events, (*opened)->clock());
  if (events.size() == words.count_max)
    run.say(
        fmt::format("there may be more: --from {}", events.back().number + 1));
  return exit_code::ok;
}

exit_code watch_events(context& run, const event_words& words) {
  auto query = read_query(words);
  if (!query)
    return run.misuse(query.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  auto one_lease = query->lease.has_value();
  follower who;
  who.tell = [&run, &node, one_lease](const lease_event& event) {
    print_event(run, event, node.clock());
    return one_lease && event.kind == event_kind::ended ? watching::stop
                                                        : watching::go_on;
  };
  auto end = follow(run, node, *query, who);
  return end ? exit_code::ok : run.fail(end.error());
}

} // namespace leasehold::cli
