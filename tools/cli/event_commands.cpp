// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/event_commands.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/event.hpp"
#include "messages/lease.hpp"
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

/// Where the log begins and ends: nothing is read.
result<event_page> ends_of_log(session& node) {
  event_query query;
  query.from = std::numeric_limits<std::uint64_t>::max();
  query.count_max = 1;
  return node.events(query);
}

/// Fails where nothing can be told: of a lease that is not there, from a number
/// that is still to come. Says what is no longer kept.
status check_events(context& run, session& node, const event_words& words,
                    const event_query& query) {
  auto ends = ends_of_log(node);
  if (!ends)
    return ends.error();
  if (words.from > ends->next)
    return failure{errc::unknown_name,
                   fmt::format("there is no event {} yet; the next one is {}",
                               words.from, ends->next)};
  if (words.from != 0 && words.from < ends->oldest)
    run.say(fmt::format("events before {} are no longer kept", ends->oldest));
  if (!query.lease)
    return success();
  event_query one;
  one.lease = query.lease;
  one.count_max = 1;
  auto told = node.events(one);
  if (!told)
    return told.error();
  lease_filter filter;
  filter.lease = query.lease;
  auto found = node.leases(filter);
  if (!found)
    return found.error();
  if (told->events.empty() && found->empty())
    return failure{errc::unknown_lease,
                   fmt::format("nothing is known of a lease {}: there is none, "
                               "it is long over, or it is not yours; "
                               "'leasehold lease list' shows yours",
                               to_string(*query.lease))};
  return success();
}

/// All from `query.from` on, at most `count_max` of them; of more the oldest,
/// or the newest.
enum class which { oldest, newest };
result<std::vector<lease_event>> read_events(session& node, event_query query,
                                             std::uint64_t count_max,
                                             which wanted) {
  std::deque<lease_event> events;
  while (wanted == which::newest || events.size() < count_max) {
    query.count_max = static_cast<std::uint32_t>(
        wanted == which::newest
            ? page_max
            : std::min(page_max, count_max - events.size()));
    auto page = node.events(query);
    if (!page)
      return page.error();
    for (auto& event : page->events) {
      events.push_back(std::move(event));
      if (events.size() > count_max)
        events.pop_front();
    }
    if (page->events.empty() || page->next <= query.from)
      break;
    query.from = page->next;
  }
  return std::vector<lease_event>{std::make_move_iterator(events.begin()),
                                  std::make_move_iterator(events.end())};
}

/// Whether nothing more can happen to the lease.
bool is_over(session& node, lease_id lease) {
  lease_filter filter;
  filter.lease = lease;
  auto found = node.leases(filter);
  return found && found->empty();
}

/// What is kept of a lease that is over: there is nothing to wait for.
exit_code tell_rest(context& run, session& node, const event_query& query) {
  auto events = read_events(
      node, query, std::numeric_limits<std::uint64_t>::max(), which::oldest);
  if (!events)
    return run.fail(events.error());
  for (const auto& event : *events)
    print_event(run, event, node.clock());
  run.say(fmt::format("lease {} is over", to_string(*query.lease)));
  return exit_code::ok;
}

/// Each node has a log of its own.
void say_whose_they_are(context& run, session& node, const event_query& query) {
  const auto others = node.nodes();
  const auto own = node.node();
  if (!query.lease && others && !others->empty() && own)
    run.say(fmt::format("these are events of leases that node {} granted; each "
                        "other node lists its own",
                        own->name));
}

} // namespace

exit_code list_events(context& run, const event_words& words) {
  auto query = read_query(words);
  if (!query)
    return run.misuse(query.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  if (auto known = check_events(run, node, words, *query); !known)
    return run.fail(known.error());
  const auto wanted = words.from == 0 ? which::newest : which::oldest;
  auto events = read_events(node, *query, words.count_max, wanted);
  if (!events)
    return run.fail(events.error());
  print_events(run, *events, node.clock());
  say_whose_they_are(run, node, *query);
  if (events->size() == words.count_max)
    run.say(wanted == which::oldest
                ? fmt::format("there may be more: --from {}",
                              events->back().number + 1)
                : fmt::format("these are the newest {}; --count gives more, "
                              "--from begins elsewhere",
                              words.count_max));
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
  if (auto known = check_events(run, node, words, *query); !known)
    return run.fail(known.error());
  auto one_lease = query->lease.has_value();
  if (one_lease && is_over(node, *query->lease))
    return tell_rest(run, node, *query);
  follower who;
  who.tell = [&run, &node, one_lease](const lease_event& event) {
    print_event(run, event, node.clock());
    return one_lease && event.kind == event_kind::ended ? watching::stop
                                                        : watching::go_on;
  };
  who.useless = [&run] {
    return run.output_failed();
  };
  auto end = follow(run, node, *query, who);
  if (!end)
    return run.fail(end.error());
  if (!run.output_failed())
    return exit_code::ok;
  run.say("nobody reads the output any more");
  return exit_code::failed;
}

} // namespace leasehold::cli
