// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/action_commands.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "messages/action.hpp"
#include "messages/bounds.hpp"
#include "messages/period.hpp"
#include "tools/cli/action_text.hpp"
#include "tools/cli/missing_nodes.hpp"
#include "tools/cli/words.hpp"

namespace leasehold::cli {

namespace {

/// The user is heard between two looks.
constexpr duration look_for{250};
/// What queues and links may take, besides the hosts themselves.
constexpr duration spare = std::chrono::seconds{10};

result<action_id> read_id(const std::string& word) {
  auto id = parse_lease_id(word);
  if (!id)
    return failure{errc::invalid_request,
                   fmt::format("'{}' is no id of an action: give one that "
                               "'leasehold action list' shows",
                               word)};
  return action_id{id->value()};
}

result<duration> read_length(const std::string& option, const std::string& word,
                             duration least, duration most) {
  auto length = parse_period(word);
  if (!length)
    return about(option, length.error());
  if (length->type() != period::kind::finite || length->length() < least
      || length->length() > most)
    return failure{errc::invalid_request,
                   fmt::format("{}: give {} to {}", option, to_string(least),
                               to_string(most))};
  return length->length();
}

result<verb> read_ping(const action_words& words) {
  ping each;
  each.count = words.count;
  each.payload = words.payload;
  auto interval = read_length("--interval", words.interval,
                              bounds::ping_interval_min, bounds::ping_time_max);
  if (!interval)
    return interval.error();
  each.interval = *interval;
  auto timeout = read_length("--timeout", words.timeout, duration{1},
                             bounds::ping_time_max);
  if (!timeout)
    return timeout.error();
  each.timeout = *timeout;
  return verb{each};
}

/// What is asked, and how long all of it may take.
struct action_wish {
  action_request request;
  duration within;
};

result<action_wish> read_wish(const action_words& words, verb what) {
  action_request y;
  y.verb = what;
  for (auto& target : words.targets)
    if (target.empty() || target.size() > bounds::target_bytes)
      return failure{errc::invalid_request,
                     fmt::format("a target has 1 to {} bytes, not {}: name "
                                 "endpoints",
                                 bounds::target_bytes, target.size())};
  y.targets = words.targets;
  auto within = std::min(longest_of(y.verb) + spare, bounds::action_time);
  if (!words.deadline.empty()) {
    auto given = read_length("--deadline", words.deadline, duration{1},
                             bounds::action_time);
    if (!given)
      return given.error();
    within = *given;
  }
  y.priority = words.priority;
  y.request = request_number(std::nullopt);
  return action_wish{std::move(y), within};
}

exit_code end_of(const action_info& x) {
  return x.done.failed + x.done.unknown == 0 ? exit_code::ok
                                             : exit_code::failed;
}

exit_code leave(context& run, action_id id) {
  run.say(fmt::format("action {0:x} goes on; 'leasehold action results {0:x}' "
                      "tells the rest, 'leasehold action cancel {0:x}' ends it",
                      id.value()));
  return exit_code::failed;
}

/// Tells each status once, until there are all.
exit_code follow_action(context& run, session& node, action_id id) {
  std::uint32_t from = 0;
  for (;;) {
    auto page = node.statuses(id, from, look_for);
    if (!page && run.interrupted())
      return leave(run, id);
    if (!page)
      return run.fail(page.error());
    for (auto& each : page->statuses) {
      if (run.format() == output_format::json)
        run.out() << json_line(each) << '\n';
      else if (run.format() == output_format::name)
        run.out() << each.target << '\n';
      else
        run.out() << status_line(each) << '\n';
    }
    run.out().flush();
    from = page->next;
    if (page->action.is_over() && from >= page->action.targets) {
      run.hint(summary(page->action));
      return end_of(page->action);
    }
    if (run.interrupted() || run.output_failed())
      return leave(run, id);
  }
}

exit_code print_one(context& run, session& node, const action_info& x) {
  if (run.format() == output_format::json)
    run.out() << json_text(x, node.clock()) << '\n';
  else if (run.format() == output_format::name)
    run.out() << fmt::format("{:x}\n", x.id.value());
  else
    print_action(run.out(), x, node.clock());
  return exit_code::ok;
}

exit_code run_verb(context& run, const action_words& words, verb what) {
  auto wish = read_wish(words, std::move(what));
  if (!wish)
    return run.misuse(wish.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto& node = **opened;
  wish->request.deadline = saturating_add(node.clock().now, wish->within);
  auto begun = node.run_action(wish->request);
  if (!begun)
    return run.fail(begun.error());
  if (words.no_wait)
    return print_one(run, node, *begun);
  return follow_action(run, node, begun->id);
}

} // namespace

exit_code run_ping(context& run, const action_words& words) {
  auto what = read_ping(words);
  return what ? run_verb(run, words, *what) : run.misuse(what.error().message);
}

exit_code run_wake(context& run, const action_words& words) {
  return run_verb(run, words, wake{});
}

exit_code list_actions(context& run) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto all = (*opened)->actions();
  if (!all)
    return run.fail(all.error());
  if (run.format() == output_format::json)
    run.out() << json_text(all->actions, (*opened)->clock()) << '\n';
  else if (run.format() == output_format::name)
    for (auto& each : all->actions)
      run.out() << fmt::format("{:x}\n", each.id.value());
  else if (all->actions.empty())
    run.say("no actions");
  else
    print_actions(run.out(), all->actions, (*opened)->clock());
  say_who_is_missing(run, all->missing, "actions");
  return exit_code::ok;
}

exit_code show_action(context& run, const action_words& words) {
  auto id = read_id(words.id);
  if (!id)
    return run.misuse(id.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto page = (*opened)->statuses(*id, 0, duration{0});
  if (!page)
    return run.fail(page.error());
  return print_one(run, **opened, page->action);
}

exit_code show_results(context& run, const action_words& words) {
  auto id = read_id(words.id);
  if (!id)
    return run.misuse(id.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  return follow_action(run, **opened, *id);
}

exit_code cancel_action(context& run, const action_words& words) {
  auto id = read_id(words.id);
  if (!id)
    return run.misuse(id.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto done = (*opened)->cancel_action(*id);
  if (!done)
    return run.fail(done.error());
  return print_one(run, **opened, *done);
}

exit_code locate_targets(context& run, const action_words& words) {
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto all = (*opened)->locate(words.targets);
  if (!all)
    return run.fail(all.error());
  if (run.format() == output_format::json)
    run.out() << json_text(*all) << '\n';
  else if (run.format() == output_format::name)
    for (auto& each : *all)
      run.out() << each.endpoint.str() << '\n';
  else
    print_locations(run.out(), *all);
  return exit_code::ok;
}

} // namespace leasehold::cli
