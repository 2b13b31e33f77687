// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/actor_commands.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/actor.hpp"
#include "messages/decimal.hpp"
#include "tools/cli/actor_text.hpp"
#include "tools/cli/words.hpp"
#include "tools/text/closest.hpp"

namespace leasehold::cli {

namespace {

result<std::string> read_path(const std::string& word) {
  return read_name(word, "PATH", bounds::actor_path_bytes);
}

/// The path without its last part.
std::string above(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? std::string{} : path.substr(0, slash);
}

/// Those who are near where somebody was looked for.
std::vector<std::string> paths_near(session& node, std::string path) {
  while (true) {
    path = above(path);
    actor_query query;
    query.path = path;
    query.depth = path.empty() ? 3 : 2;
    std::vector<std::string> paths;
    if (auto page = node.actors(query)) {
      for (auto& each : page->actors)
        paths.push_back(std::move(each.path));
      return paths;
    }
    if (path.empty())
      return paths;
  }
}

/// As `context::fail`, and who was meant where nobody is at the path.
exit_code fail_with_paths(context& run, session& node, const failure& why,
                          const std::string& path) {
  const auto code = run.fail(why);
  if (why.code == errc::unknown_name)
    if (auto near = closest(path, paths_near(node, path)); !near.empty())
      run.say(fmt::format("did you mean '{}'?", near));
  return code;
}

exit_code print_page(context& run, const actor_page& page) {
  if (run.format() == output_format::json)
    run.out() << json_text(page.actors) << '\n';
  else
    for (const auto& each : page.actors)
      run.out() << each.path << '\n';
  return exit_code::ok;
}

actor_order order_of(const std::string& word) {
  return word == "messages" ? actor_order::messages
      : word == "turn"      ? actor_order::turn
                            : actor_order::mailbox;
}

} // namespace

exit_code show_actor_tree(context& run, const actor_words& words) {
  actor_query query;
  query.depth = words.depth;
  query.count_max = words.children;
  if (!words.path.empty()) {
    auto path = read_path(words.path);
    if (!path)
      return run.misuse(path.error().message);
    query.path = *path;
  }
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto page = (*opened)->actors(query);
  if (!page)
    return fail_with_paths(run, **opened, page.error(), query.path);
  if (run.format() != output_format::table)
    return print_page(run, *page);
  print_tree(run.out(), *page,
             run.env().unicode ? drawing::unicode : drawing::ascii);
  if (page->actors.size() >= bounds::actors)
    run.say(fmt::format("a node tells of {} actors at once; name a path, or a "
                        "smaller --depth",
                        bounds::actors));
  return exit_code::ok;
}

exit_code show_top_actors(context& run, const actor_words& words) {
  actor_query query;
  query.depth = bounds::actor_depth;
  query.count_max = words.actors;
  query.order = order_of(words.by);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto page = (*opened)->actors(query);
  if (!page)
    return run.fail(page.error());
  if (run.format() != output_format::table)
    return print_page(run, *page);
  print_table(run.out(), page->actors);
  return exit_code::ok;
}

exit_code trace_lease(context& run, const std::string& lease) {
  auto id = parse_lease_id(lease);
  if (!id)
    return run.misuse(id.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  run.hint(fmt::format("messages about lease {}, until Ctrl-C", lease));
  auto traced = (*opened)->trace(
      *id,
      [&run](const message_page& page) {
        if (page.dropped > 0)
          run.say(fmt::format("{} messages are left out: they came faster "
                              "than they were read",
                              page.dropped));
        for (const auto& note : page.notes)
          run.out() << (run.format() == output_format::json ? json_line(note)
                                                            : shown(note))
                    << '\n';
        run.out().flush();
        return run.interrupted() || run.output_failed() ? watching::stop
                                                        : watching::go_on;
      },
      std::nullopt);
  if (run.interrupted())
    run.heed_interrupt();
  else if (!traced)
    return run.fail(traced.error());
  if (!run.output_failed())
    return exit_code::ok;
  run.say("nobody reads the output any more");
  return exit_code::failed;
}

exit_code kill_actor(context& run, const std::string& word) {
  auto path = read_path(word);
  if (!path)
    return run.misuse(path.error().message);
  auto opened = run.open();
  if (!opened)
    return exit_for(opened.error().code);
  auto killed = (*opened)->kill_actor(*path);
  if (!killed)
    return fail_with_paths(run, **opened, killed.error(), *path);
  run.say(fmt::format("killed {}; 'leasehold actor tree {}' shows who came in "
                      "its place",
                      *path, *path));
  return exit_code::ok;
}

} // namespace leasehold::cli
