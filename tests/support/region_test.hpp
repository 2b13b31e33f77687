// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A whole node under the test's scheduler and clock, on a journal in memory.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/all_messages.hpp"
#include "actors/node/node.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold::test {

/// Three gateways in a row and a shorter way past the middle one:
///
///     E1 - A ==== B ==== C - E2, P1, P2       A-C direct is slower
///
/// NICs have 100 Mbit/s, the direct link 40, E1 and E2 1 Gbit/s.
inline constexpr const char* row_of_three = R"(
region = "row"

[[gateway]]
name = "A"
[[gateway]]
name = "B"
[[gateway]]
name = "C"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "100Mbit/s"
[[link]]
name = "A-C"
between = ["A", "C"]
bandwidth = "40Mbit/s"
cost = 5

[[endpoint]]
name = "E1"
gateway = "A"
bandwidth = "1Gbit/s"
[[endpoint]]
name = "E2"
gateway = "C"
bandwidth = "1Gbit/s"

[[resource]]
name = "E2/P1"
kind = "printer"
endpoint = "E2"
capacity = "1count"
groups = ["printers"]
[[resource]]
name = "E2/P2"
kind = "printer"
endpoint = "E2"
capacity = "1count"
groups = ["printers"]
)";

class region_test : public actor_test<caf::id_block::leasehold_runtime,
                                      caf::id_block::leasehold_actors> {
protected:
  region_test() {
    config.first_topology = row_of_three;
    config.slow = node_config::slow_actors::scheduled;
    config.on_fatal = [seen = deaths](const std::string& what) {
      seen->push_back(what);
    };
  }

  ~region_test() override {
    running.reset();
    drain();
  }

  /// Starts the node on what the journal has; answers why not.
  failure start() {
    auto started = node::start(sys, journal, clock, config);
    if (!started)
      return started.error();
    running = std::move(*started);
    drain();
    return {};
  }

  /// Ends the node as kill -9 does: nothing more is written.
  void kill() {
    auto copy = std::make_shared<memory_journal>(*journal);
    running.reset();
    drain();
    journal = std::move(copy);
  }

  void restart() {
    kill();
    ASSERT_EQ(start().message, "");
  }

  instant now() const {
    return node_services().clock->now();
  }
  /// The date of that instant by the node's clock.
  wall_time date(instant at) const {
    return node_services().clock->base().to_wall(at);
  }

  /// Lets time pass for the node and for timers alike, in steps.
  void pass(duration time) {
    constexpr auto step = duration{100};
    while (time > duration::zero()) {
      const auto next = std::min(time, step);
      clock->pass(next);
      advance(next);
      time -= next;
    }
  }

  const services& node_services() const {
    return running->services();
  }

  /// Sends a question and returns what was replied, if anything.
  template <class T, class Handle, class Msg>
  std::optional<T> question(const Handle& hdl, Msg msg) {
    auto answer = pose<T>(hdl, std::move(msg));
    drain();
    return *answer;
  }

  /// Sends a question and leaves it to the caller to deliver it.
  template <class T, class Handle, class Msg>
  std::shared_ptr<std::optional<T>> pose(const Handle& hdl, Msg msg) {
    auto answer = std::make_shared<std::optional<T>>();
    msg.reply = reply_to<T>::calling([answer](T x) { *answer = std::move(x); });
    caf::anon_send(hdl, std::move(msg));
    return answer;
  }

  static principal lessee(const std::string& name) {
    return {lessee_name{name}, role::lessee};
  }
  static principal admin() {
    return {lessee_name{"admin"}, role::operator_};
  }

  static lease_request wish(const std::string& target, const std::string& rate,
                            const std::string& time) {
    lease_request request;
    request.target = resource_name{target};
    request.source = endpoint_name{"E1"};
    request.amount = *parse_amounts(rate);
    request.wanted = *parse_period(time);
    return request;
  }

  lease_outcome request(lease_request x,
                        const principal& who = lessee("alice")) {
    auto answer = question<std::vector<lease_outcome>>(
        node_services().leases, request_leases{who, {std::move(x)}, {}});
    if (!answer)
      return refusal{errc::timed_out, "no answer", {}, {}, {}, {}, {}};
    return std::move(answer->front());
  }

  /// A lease that must be granted.
  lease_grant grant(lease_request x, const principal& who = lessee("alice")) {
    auto outcome = request(std::move(x), who);
    if (auto no = std::get_if<refusal>(&outcome))
      ADD_FAILURE() << to_string(no->code) << ": " << no->message;
    return std::holds_alternative<lease_grant>(outcome)
        ? std::get<lease_grant>(outcome)
        : lease_grant{};
  }

  refusal refused(lease_request x, const principal& who = lessee("alice")) {
    auto outcome = request(std::move(x), who);
    EXPECT_TRUE(std::holds_alternative<refusal>(outcome));
    return std::holds_alternative<refusal>(outcome) ? std::get<refusal>(outcome)
                                                    : refusal{};
  }

  lease_outcome renew(lease_id lease, const std::string& time,
                      const principal& who = lessee("alice"),
                      request_id id = {}) {
    renewal_request x;
    x.lease = lease;
    x.request = id;
    x.wanted = *parse_period(time);
    auto answer = question<std::vector<lease_outcome>>(
        node_services().leases, renew_leases{who, {x}, {}});
    if (!answer)
      return refusal{errc::timed_out, "no answer", {}, {}, {}, {}, {}};
    return std::move(answer->front());
  }

  release_outcome release(lease_id lease,
                          const principal& who = lessee("alice"),
                          epoch known = {}) {
    release_request x;
    x.lease = lease;
    x.epoch = known;
    auto answer = question<std::vector<release_outcome>>(
        node_services().leases, release_leases{who, {x}, {}});
    return answer ? answer->front()
                  : release_outcome{lease, errc::timed_out, "no answer"};
  }

  std::vector<lease_info> leases(const principal& who = admin(),
                                 lease_filter filter = {}) {
    list_leases x;
    x.who = who;
    x.filter = std::move(filter);
    auto answer = question<lease_page>(node_services().leases, x);
    return answer ? answer->leases : std::vector<lease_info>{};
  }

  event_page events(event_query query = {}, const principal& who = admin()) {
    read_events x;
    x.query = query;
    x.who = who;
    return question<event_page>(node_services().events, x)
        .value_or(event_page{});
  }

  /// The kinds of the events of one lease, in order.
  std::vector<event_kind> story(lease_id lease) {
    event_query query;
    query.lease = lease;
    std::vector<event_kind> result;
    for (auto& event : events(query).events)
      result.push_back(event.kind);
    return result;
  }

  /// What is free of a resource now; nothing where there is none.
  amounts free(const std::string& resource) {
    auto all = question<std::vector<resource_info>>(node_services().directory,
                                                    list_resources{});
    for (auto& x : all.value_or(std::vector<resource_info>{}))
      if (x.name.str() == resource)
        return x.free;
    ADD_FAILURE() << "no resource " << resource;
    return {};
  }

  /// Hops of all gateways, held and active.
  std::pair<std::uint64_t, std::uint64_t> hops() {
    std::pair<std::uint64_t, std::uint64_t> sum{0, 0};
    auto all = question<std::vector<gateway_info>>(node_services().directory,
                                                   list_gateways{});
    for (auto& x : all.value_or(std::vector<gateway_info>{})) {
      sum.first += x.hops_held;
      sum.second += x.hops_active;
    }
    return sum;
  }

  /// Every rule that the audit finds broken.
  std::vector<std::string> audit() {
    auto report =
        question<audit_report>(node_services().directory, run_audit{});
    std::vector<std::string> result;
    if (!report)
      return {"no answer"};
    for (auto& finding : report->findings)
      result.push_back(finding.rule + " " + finding.subject + ": "
                       + finding.message);
    return result;
  }

  std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
  std::shared_ptr<std::vector<std::string>> deaths =
      std::make_shared<std::vector<std::string>>();
  node_config config;
  std::unique_ptr<node> running;
};

/// A region that runs from the start, and adds up in the end.
class audited_region_test : public region_test {
protected:
  audited_region_test() {
    EXPECT_EQ(start().message, "");
  }

  ~audited_region_test() override {
    if (running) {
      EXPECT_EQ(audit(), std::vector<std::string>{});
    }
  }
};

} // namespace leasehold::test
