// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/actor_library.hpp"

#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/actor.hpp"
#include "messages/decimal.hpp"
#include "messages/name_rule.hpp"
#include "tools/shell/vocabulary.hpp"

namespace leasehold::shell {

namespace {

const std::string& checked(const std::string& path) {
  if (!is_name(path, bounds::actor_path_bytes))
    throw bad_value{quoted(path)
                    + " is no path of an actor; actors() returns all"};
  return path;
}

/// The actor as it is now.
actor_info look_at(const actor_handle& x) {
  actor_query query;
  query.path = x.path;
  query.depth = 0;
  auto page = expect_served(x.connection->actors(query));
  if (page.actors.empty())
    throw std::runtime_error{"the node says nothing of the actor " + x.path};
  return std::move(page.actors.front());
}

std::vector<actor_handle> list(const std::shared_ptr<session>& connection,
                               const std::optional<std::string>& path) {
  actor_query query;
  query.path = path ? checked(*path) : std::string{};
  query.depth = bounds::actor_depth;
  std::vector<actor_handle> all;
  for (auto& each : expect_served(connection->actors(query)).actors)
    all.push_back({connection, std::move(each.path)});
  return all;
}

template <class Get>
auto of_actor(Get get) {
  return [get](const actor_handle& self) {
    return get(look_at(self));
  };
}

void bind_fields(object_binding<actor_handle>& actor) {
  actor
      .field("path", {"a.path", "Where it is.", "print(a.path)"},
             [](const actor_handle& self) { return self.path; })
      .field("parent",
             {"a.parent",
              "The path of who supervises it; nil for those that the node "
              "watches.",
              "print(a.parent)"},
             of_actor([](const actor_info& x) {
               return x.parent.empty() ? std::nullopt : std::optional{x.parent};
             }))
      .field("role", {"a.role", "What kind of actor it is.", "print(a.role)"},
             of_actor([](const actor_info& x) { return x.role; }))
      .field("state", {"a.state", "What it does, in words.", "print(a.state)"},
             of_actor([](const actor_info& x) { return x.state; }))
      .field(
          "children",
          {"a.children", "How many actors it supervises.", "print(a.children)"},
          of_actor([](const actor_info& x) { return x.children; }))
      .field("restarts",
             {"a.restarts", "How often it was spawned again after it had died.",
              "expect_equal(a.restarts, 1)"},
             of_actor(
                 [](const actor_info& x) { return std::uint64_t{x.restarts}; }))
      .field(
          "mailbox",
          {"a.mailbox", "How many messages wait for it.", "print(a.mailbox)"},
          of_actor([](const actor_info& x) { return x.mailbox; }))
      .field("messages",
             {"a.messages", "How many messages it has taken.",
              "print(a.messages)"},
             of_actor([](const actor_info& x) { return x.messages; }))
      .field("longest_turn",
             {"a.longest_turn",
              "Seconds for which it has kept a thread for itself, at most; 0 "
              "in a simulated region.",
              "print(a.longest_turn)"},
             of_actor([](const actor_info& x) {
               return std::chrono::duration<double>(x.longest_turn).count();
             }));
}

std::string describe(const actor_handle& self) {
  try {
    return fmt::format("actor {}: {}", self.path, look_at(self).state);
  } catch (const std::exception& error) {
    return fmt::format("actor {}: {}", self.path, error.what());
  }
}

} // namespace

void bind_actor_library(api& bindings, default_session& current) {
  {
    auto actor = bindings.object<actor_handle>(
        {"actor object",
         "An actor of the node; its fields show what it is now.",
         R"(local a = actor("manager"))"});
    bind_fields(actor);
    actor
        .method("kill",
                {"a:kill()",
                 "Ends it as an exception would; its parent spawns another, or "
                 "the node ends. Always in a simulated region; a real node has "
                 "to be started for it.",
                 "a:kill()"},
                [](const actor_handle& self) {
                  expect_served(self.connection->kill_actor(self.path));
                })
        .text(describe);
  }
  bindings.function(
      "actors",
      {"actors(path)",
       "Lists the actors of the node, or the one at a path and "
       "those below it: 1,000 at most.",
       R"(for _, a in ipairs(actors("manager")) do print(a) end)"},
      [current = &current](const std::optional<std::string>& path) {
        return list(current->get(), path);
      });
  bindings.function("actor",
                    {"actor(path)", "Returns the actor at a path.",
                     R"(print(actor("manager").messages))"},
                    [current = &current](const std::string& path) {
                      actor_handle found{current->get(), checked(path)};
                      look_at(found);
                      return found;
                    });
}

} // namespace leasehold::shell
