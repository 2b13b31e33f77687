// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/action_library.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/bounds.hpp"
#include "tools/shell/table_writer.hpp"
#include "tools/shell/vocabulary.hpp"
#include "tools/shell/waiting.hpp"

namespace leasehold::shell {

namespace {

/// What queues and links may take, besides the hosts themselves.
constexpr duration spare = std::chrono::seconds{10};

double seconds(std::chrono::microseconds x) {
  return std::chrono::duration<double>{x}.count();
}

std::string id_text(action_id x) {
  return fmt::format("{:x}", x.value());
}

duration within(const named_arguments& given, const char* name, duration usual,
                duration least, duration most) {
  const auto x = given.get<duration>(name).value_or(usual);
  if (x < least || x > most)
    throw bad_value{fmt::format("'{}': give {} to {}", name, to_string(least),
                                to_string(most))};
  return x;
}

std::uint32_t within(const named_arguments& given, const char* name,
                     std::uint32_t usual, std::uint32_t least,
                     std::uint32_t most) {
  const auto x = given.get<std::uint32_t>(name).value_or(usual);
  if (x < least || x > most)
    throw bad_value{fmt::format("'{}': give {} to {}", name, least, most)};
  return x;
}

leasehold::ping read_ping(const named_arguments& given) {
  leasehold::ping each;
  each.count = within(given, "count", each.count, 1u, bounds::ping_count);
  each.interval = within(given, "interval", each.interval,
                         bounds::ping_interval_min, bounds::ping_time_max);
  each.timeout = within(given, "timeout", each.timeout, duration{1},
                        bounds::ping_time_max);
  each.payload = within(given, "payload", each.payload,
                        bounds::ping_payload_min, bounds::ping_payload_max);
  return each;
}

action_handle run_verb(const std::shared_ptr<session>& connection,
                       request_id number, verb what,
                       const named_arguments& given) {
  action_request request;
  request.verb = std::move(what);
  request.targets = given.require<std::vector<std::string>>("targets");
  request.priority = static_cast<std::uint8_t>(
      within(given, "priority", std::uint32_t{request.priority}, 0u,
             std::uint32_t{bounds::action_priority_max}));
  const auto usual =
      std::min(longest_of(request.verb) + spare, bounds::action_time);
  request.deadline = saturating_add(
      connection->clock().now,
      within(given, "deadline", usual, duration{1}, bounds::action_time));
  request.request = number;
  return {connection, expect_served(connection->run_action(request)).id};
}

/// Whether all is told; what is new is added.
bool read_on(const action_handle& self, std::vector<target_status>& to) {
  auto page = expect_served(self.connection->statuses(
      self.id, static_cast<std::uint32_t>(to.size()), duration{0}));
  to.insert(to.end(), std::make_move_iterator(page.statuses.begin()),
            std::make_move_iterator(page.statuses.end()));
  return page.action.is_over() && to.size() >= page.action.targets;
}

using statuses = std::vector<target_status>;

waiting<statuses> results(const action_handle& self,
                          std::optional<duration> at_most) {
  struct progress {
    statuses found;
    std::exception_ptr problem;
  };
  auto shared = std::make_shared<progress>();
  waiting<statuses> result;
  result.request.at_most = at_most;
  result.request.ready = [self, shared] {
    try {
      return read_on(self, shared->found);
    } catch (const std::exception&) {
      shared->problem = std::current_exception();
      return true;
    }
  };
  result.result = [shared](wait_outcome) {
    if (shared->problem)
      std::rethrow_exception(shared->problem);
    return shared->found;
  };
  return result;
}

std::string describe(const action_handle& self) {
  return "action " + id_text(self.id);
}

void bind_action_object(api& bindings) {
  bindings
      .object<action_handle>(
          {"action object",
           "Something that is done with many endpoints. It goes on when the "
           "script ends; what came of it is kept for an hour.",
           R"(local a = ping{targets = {"EP51", "EP52"}})"})
      .field("id", {"a.id", "Its id, as text.", "print(a.id)"},
             [](const action_handle& self) { return id_text(self.id); })
      .method("results",
              {"a:results(at_most)",
               "Waits until each target has a status, or as long as is given. "
               "Returns a list of them, in the order in which they came.",
               "for _, x in ipairs(a:results()) do print(x.target, x.outcome) "
               "end"},
              [](action_handle& self, std::optional<duration> at_most) {
                return results(self, at_most);
              })
      .method("cancel",
              {"a:cancel()", "Ends it: targets without a status have failed.",
               "a:cancel()"},
              [](action_handle& self) {
                expect_served(self.connection->cancel_action(self.id));
              })
      .text(describe);
}

} // namespace

void converter<target_status>::push(lua_State* lua,
                                    const target_status& value) {
  const auto& said = value.said;
  table_writer table{lua};
  table.set("target", value.target)
      .set_text("endpoint", value.endpoint.str())
      .set_text("gateway", value.gateway.str())
      .set("attempt", value.attempt)
      .set("outcome", std::string{to_string(said.outcome)})
      .set("code", std::string{to_string(said.code)})
      .set_text("message", said.message);
  if (said.echo)
    table.set("sent", said.echo->sent)
        .set("received", said.echo->received)
        .set("duplicates", said.echo->duplicates)
        .set("least", seconds(said.echo->least))
        .set("mean", seconds(said.echo->mean))
        .set("most", seconds(said.echo->most));
}

void converter<location>::push(lua_State* lua, const location& value) {
  table_writer{lua}
      .set("target", value.target)
      .set("endpoint", value.endpoint)
      .set("gateway", value.gateway)
      .set_text("node", value.node)
      .set("reached", value.reached)
      .set("alternates", value.alternates)
      .set("addresses", value.addresses)
      .set_text("location", value.place)
      .set_text("machine_type", value.machine_type);
}

void bind_action_library(api& bindings, default_session& current) {
  bind_action_object(bindings);
  bindings.named(
      "ping",
      {"ping{...}",
       "Asks hosts for their echo, from the machines of their gateways. "
       "Returns an action.",
       R"(ping{targets = {"EP51", "group:printers"}, count = 3})"},
      {{"targets", "a list of endpoints by name or address, or \"group:NAME\"",
        presence::required},
       {"count", "requests to each; 1"},
       {"interval", "between two to one host; a second"},
       {"timeout", "how long each reply is waited for; a second"},
       {"payload", "bytes of each request; 56"},
       {"deadline", "when all of it ends; 10 s more than silent hosts take"},
       {"priority", "in the queues of gateways, 0 is first, to 7; 4"}},
      [current = &current](const named_arguments& given) {
        return run_verb(current->get(), current->source().fresh_request(),
                        read_ping(given), given);
      });
  bindings.named(
      "wake",
      {"wake{...}",
       "Starts machines that sleep, by a magic packet from the machines of "
       "their gateways. Returns an action.",
       R"(wake{targets = {"EP51"}})"},
      {{"targets", "as of ping", presence::required},
       {"deadline", "when all of it ends; 10 s from now"},
       {"priority", "as of ping"}},
      [current = &current](const named_arguments& given) {
        return run_verb(current->get(), current->source().fresh_request(),
                        leasehold::wake{}, given);
      });
  bindings.named("locate",
                 {"locate{...}",
                  "Says where endpoints are, and which gateways serve them.",
                  R"(print(locate{targets = {"EP51"}}[1].gateway))"},
                 {{"targets", "as of ping", presence::required}},
                 [current = &current](const named_arguments& given) {
                   return expect_served(current->get()->locate(
                       given.require<std::vector<std::string>>("targets")));
                 });
}

} // namespace leasehold::shell
