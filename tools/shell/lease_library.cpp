// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/shell/lease_library.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "tools/shell/table_writer.hpp"
#include "tools/shell/vocabulary.hpp"
#include "tools/text/closest.hpp"

namespace leasehold::shell {

namespace {

constexpr event_kind event_kinds[] = {
    event_kind::granted,    event_kind::renewed,  event_kind::expiring_soon,
    event_kind::restricted, event_kind::ended,    event_kind::moved,
    event_kind::changed,    event_kind::restored, event_kind::no_renewal,
    event_kind::suspended};

event_kind parse_event_kind(const std::string& text) {
  std::vector<std::string> names;
  for (auto kind : event_kinds) {
    if (text == to_string(kind))
      return kind;
    names.emplace_back(to_string(kind));
  }
  throw bad_value{fmt::format("'{}' is no kind of event; there are {}", text,
                              fmt::join(names, ", "))};
}

double seconds(duration length) {
  return length == duration::max()
      ? std::numeric_limits<double>::infinity()
      : std::chrono::duration<double>(length).count();
}

/// As people say it: without milliseconds, unless they are what is left.
std::string rounded(duration length) {
  constexpr std::chrono::seconds little{10};
  if (length < little)
    return to_string(length);
  return to_string(std::chrono::floor<std::chrono::seconds>(length));
}

std::string describe_state(const lease_handle& lease) {
  const auto& info = lease.last_known();
  auto state = std::string{to_string(info.state)};
  if (info.state == lease_state::over)
    return state;
  if (info.state == lease_state::booked)
    state += ", starts in "
        + rounded(std::max(info.term.start - lease.connection().clock().now,
                           duration::zero()));
  auto remaining = lease.remaining();
  return state
      + (remaining == duration::max() ? ", infinite"
                                      : ", ends in " + rounded(remaining));
}

std::string describe(const lease_handle& lease) {
  const auto& info = lease.last_known();
  std::vector<std::string> gateways;
  for (const auto& hop : info.route.hops)
    gateways.push_back(hop.gateway.str());
  return fmt::format("lease {}: {} of {} for {} over {}, {}",
                     to_string(info.id), to_string(info.amount),
                     info.target.str(), info.source.str(),
                     fmt::join(gateways, " - "), describe_state(lease));
}

std::string describe(const refused& refused) {
  return fmt::format("refused ({}): {}", to_string(refused.why.code),
                     refused.why.message);
}

using wait_result = std::optional<lease_event>;

waiting<wait_result> wait(const lease_handle& lease,
                          const std::optional<std::string>& kind_name,
                          std::optional<duration> at_most) {
  struct progress {
    wait_result found;
    std::exception_ptr problem;
  };
  auto kind =
      kind_name ? std::optional{parse_event_kind(*kind_name)} : std::nullopt;
  auto shared = std::make_shared<progress>();
  waiting<wait_result> result;
  result.request.at_most = at_most;
  result.request.ready = [lease = lease_handle{lease}, shared,
                          search = lease.search(kind)]() mutable {
    try {
      shared->found = lease.find(search);
    } catch (const std::exception&) {
      shared->problem = std::current_exception();
      return true;
    }
    return shared->found || lease.ended();
  };
  result.result = [shared](wait_outcome) {
    if (shared->problem)
      std::rethrow_exception(shared->problem);
    return shared->found;
  };
  return result;
}

void bind_fields(object_binding<lease_handle>& lease) {
  lease
      .field("id",
             {"l.id", "The lease's id, as the command line shows it.",
              "print(l.id)"},
             [](const lease_handle& self) { return self.id(); })
      .field("state",
             {"l.state", "booked, active, restricted or over, as of now.",
              R"(expect_equal(l.state, "active"))"},
             [](const lease_handle& self) {
               return std::string{to_string(self.refresh().state)};
             })
      .field("remaining",
             {"l.remaining",
              "Seconds until it ends: 0 when it is over, math.huge when it is "
              "infinite.",
              "expect(l.remaining > 50)"},
             [](const lease_handle& self) {
               self.refresh();
               return seconds(self.remaining());
             })
      .field("valid_for",
             {"l.valid_for",
              "Seconds for which it may be relied on as far as is known, "
              "without asking the node: 0 when it is over or lost.",
              "if l.valid_for == 0 then stop() end"},
             [](const lease_handle& self) { return seconds(self.valid_for()); })
      .field("request",
             {"l.request",
              "The number of the request that it was granted for, or nil.",
              "print(l.request)"},
             [](const lease_handle& self) -> std::optional<request_id> {
               if (self.request() == request_id{})
                 return std::nullopt;
               return self.request();
             })
      .field("amount",
             {"l.amount", "What it holds, as of now.", "print(l.amount)"},
             [](const lease_handle& self) { return self.refresh().amount; })
      .field("target", {"l.target", "What is leased.", "print(l.target)"},
             [](const lease_handle& self) { return self.last_known().target; })
      .field("from", {"l.from", "The endpoint it leads from.", "print(l.from)"},
             [](const lease_handle& self) { return self.last_known().source; })
      .field(
          "epoch",
          {"l.epoch", "Grows with every change of its terms.",
           "print(l.epoch)"},
          [](const lease_handle& self) { return self.refresh().epoch.value(); })
      .field(
          "route",
          {"l.route",
           "The hops from the source's gateway to the target's: for each its "
           "gateway, what it uses there, and whether that is `enforced` on its "
           "packets.",
           "for _, hop in ipairs(l.route) do print(hop.gateway) end"},
          [](const lease_handle& self) { return self.refresh().route.hops; })
      .field("enforced",
             {"l.enforced",
              "Whether all gateways of its route hold its packets to its "
              "terms; nil where nobody has said so.",
              "assert(l.enforced)"},
             [](const lease_handle& self) {
               return is_enforced(enforced_over(self.refresh().route));
             })
      .field("shortened",
             {"l.shortened",
              "Which rule gave a shorter period than was asked, or nil.",
              "if l.shortened then print(l.shortened.rule) end"},
             [](const lease_handle& self) { return self.shortened(); });
}

void bind_changes(object_binding<lease_handle>& lease) {
  using outcome = std::tuple<std::optional<bool>, std::optional<refused>>;
  using strings = std::vector<std::string>;
  lease
      .method("change",
              {"l:change(amount, period)",
               "Changes how much it has, and, where given, for how long from "
               "now. Returns true, or nil and the refusal; a refused change "
               "changes nothing.",
               R"(expect(l:change("20Mbit/s", "1h")))"},
              [](lease_handle& self, const std::optional<amounts>& amount,
                 std::optional<period> wanted) -> outcome {
                change_request change;
                change.amount = amount;
                change.wanted = wanted;
                auto why = self.change(std::move(change));
                return why ? outcome{std::nullopt, why} : outcome{true, {}};
              })
      .method("acknowledge",
              {"l:acknowledge(sequence)",
               "Says that it is known what the lease was told, up to the event "
               "with this sequence: what that took from it can be another's "
               "then.",
               R"(l:acknowledge(expect(l:wait("restricted")).sequence))"},
              [](lease_handle& self, std::uint32_t sequence) {
                self.acknowledge(sequence);
              })
      .method("reroute",
              {"l:reroute(exclude, include)",
               "Takes another route, one that passes none of the gateways and "
               "links in `exclude` and all of those in `include`, and keeps "
               "to that. Returns true, or nil and the refusal.",
               R"(expect(l:reroute({"GW4"})))"},
              [](lease_handle& self,
                 const std::optional<std::vector<std::string>>& exclude,
                 const std::optional<std::vector<std::string>>& include)
                  -> outcome {
                change_request change;
                change.constraints = route_constraints{
                    include.value_or(strings{}), exclude.value_or(strings{})};
                auto why = self.change(std::move(change));
                return why ? outcome{std::nullopt, why} : outcome{true, {}};
              });
}

void bind_methods(object_binding<lease_handle>& lease) {
  using outcome = std::tuple<std::optional<bool>, std::optional<refused>>;
  lease
      .method("renew",
              {"l:renew(period)",
               "Asks that it run for this long from now. Returns true, or nil "
               "and the refusal; a refused renewal changes nothing. One that "
               "would end it earlier is refused.",
               R"(expect(l:renew("60s")))"},
              [](lease_handle& self, period wanted) -> outcome {
                auto why =
                    self.renew(wanted, lease_handle::shortening::refused);
                return why ? outcome{std::nullopt, why} : outcome{true, {}};
              })
      .method("shorten",
              {"l:shorten(period)",
               "As l:renew, also where the lease ends earlier by it.",
               R"(expect(l:shorten("10s")))"},
              [](lease_handle& self, period wanted) -> outcome {
                auto why =
                    self.renew(wanted, lease_handle::shortening::allowed);
                return why ? outcome{std::nullopt, why} : outcome{true, {}};
              })
      .method("release",
              {"l:release()",
               "Gives it back. Returns true, or nil and why not.",
               "l:release()"},
              [](lease_handle& self) -> outcome {
                auto why = self.release();
                return why ? outcome{std::nullopt, why} : outcome{true, {}};
              })
      .method("events",
              {"l:events()",
               "Everything that happened to it so far, oldest first.",
               "for _, e in ipairs(l:events()) do print(e.kind, e.reason) end"},
              [](const lease_handle& self) { return self.events(); })
      .method(
          "wait",
          {"l:wait(kind, at_most)",
           "Waits for the next event, after the one it returned last, of a "
           "kind (granted, renewed, "
           "expiring-soon, restricted, ended, moved, changed, restored, "
           "no-renewal) or, without a kind, of any, "
           "and returns it. Returns nil when `at_most` has passed first, or "
           "the lease ended without one.",
           R"(l:wait("ended", "90s"))"},
          wait)
      .method(
          "info",
          {"l:info()", "Everything about it, in one table.", "print(l:info())"},
          [](const lease_handle& self) {
            self.refresh();
            return lease_table{self};
          });
}

void bind_refusal(object_binding<refused>& refusal) {
  refusal
      .field("reason",
             {"r.reason", "The word for why, such as insufficient_capacity.",
              R"(expect_equal(r.reason, "insufficient_capacity"))"},
             [](const refused& self) {
               return std::string{to_string(self.why.code)};
             })
      .field("request",
             {"r.request",
              "The number of the request, for explain{request = ...}, or nil.",
              "print(explain{request = r.request})"},
             [](const refused& self) -> std::optional<request_id> {
               if (self.request == request_id{})
                 return std::nullopt;
               return self.request;
             })
      .field("message",
             {"r.message", "What, why and what to do instead.",
              "print(r.message)"},
             [](const refused& self) { return self.why.message; })
      .field("resource",
             {"r.resource", "The resource that is short; may be empty.",
              "print(r.resource)"},
             [](const refused& self) { return self.why.resource; })
      .field("gateway",
             {"r.gateway", "The gateway that owns it; may be empty.",
              "print(r.gateway)"},
             [](const refused& self) { return self.why.gateway; })
      .field("rule",
             {"r.rule", "The rule that forbids it; may be empty.",
              "print(r.rule)"},
             [](const refused& self) { return self.why.rule; })
      .field("largest_amount",
             {"r.largest_amount", "What would fit in the asked window, or nil.",
              "l = lease{target = t, from = f, amount = r.largest_amount}"},
             [](const refused& self) { return self.why.offer.largest_amount; })
      .field("longest_period",
             {"r.longest_period",
              "For how many seconds the asked amount would fit, or nil.",
              "l:renew(r.longest_period)"},
             [](const refused& self) { return self.why.offer.longest_period; })
      .field("earliest_start",
             {"r.earliest_start",
              "When the asked terms would fit, in seconds since 1970, or nil.",
              "l = lease{target = t, from = f, amount = a, "
              "at = r.earliest_start}"},
             [](const refused& self) -> std::optional<wall_time> {
               auto start = self.why.offer.earliest_start;
               if (!start)
                 return std::nullopt;
               return self.clock.to_wall(*start);
             })
      .field("alternatives",
             {"r.alternatives",
              "Resources of the same group that have room for the asked terms.",
              "print(r.alternatives)"},
             [](const refused& self) { return self.why.offer.alternatives; })
      .text([](const refused& self) { return describe(self); });
}

std::string show(const lease_handle& lease) {
  try {
    lease.refresh();
  } catch (const std::exception& error) {
    return describe(lease) + " when last seen: " + error.what();
  }
  return describe(lease);
}

} // namespace

void converter<lease_table>::push(lua_State* lua, const lease_table& value) {
  const auto& lease = value.lease;
  const auto& info = lease.last_known();
  table_writer{lua}
      .set("id", info.id)
      .set("epoch", info.epoch.value())
      .set("state", std::string{to_string(info.state)})
      .set("lessee", info.lessee)
      .set("target", info.target)
      .set("from", info.source)
      .set("amount", info.amount)
      .set("at_least", info.minimum)
      .set("asked", info.asked)
      .set("renewable", info.next == lease_info::renewals::allowed)
      .set("granted", info.granted)
      .set("start",
           info.civil.value_or(lease.connection().clock())
               .to_wall(info.term.start))
      .set("remaining", seconds(lease.remaining()))
      .set("service", info.service)
      .set("setup", info.setup)
      .set("hold", info.hold)
      .set("route", info.route.hops)
      .set("enforced", is_enforced(enforced_over(info.route)))
      .set("shortened", lease.shortened())
      .set("labels", info.labels)
      .set("flow", info.flow);
}

void bind_lease_objects(api& bindings) {
  {
    auto lease = bindings.object<lease_handle>(
        {"lease object",
         "A lease; its fields show what the node says now. A "
         "`local l <close>` is released at the end of its block.",
         "local l = lease{target = \"EP51\", from = \"EP11\", "
         "amount = \"10Mbit/s\"}"});
    bind_fields(lease);
    bind_methods(lease);
    bind_changes(lease);
    lease.text(show).on_close([](lease_handle& self) { self.release(); });
  }
  auto refusal = bindings.object<refused>(
      {"refusal", "Why something was not granted, and what would have been.",
       "local l, r = lease{target = t, from = f, amount = a}"});
  bind_refusal(refusal);
}

} // namespace leasehold::shell
