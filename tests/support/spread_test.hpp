// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A region that is spread over nodes of one process. Each node has an actor
// system, clocks and a journal of its own; between them are their real frames,
// in the hands of the test.

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actors/all_messages.hpp"
#include "actors/node/node.hpp"
#include "messages/codec/peer_codec.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold::test {

struct frame {
  std::string from;
  std::string to;
  std::string bytes;
};

/// What happens to a frame.
enum class fate { arrives, is_lost, arrives_twice, waits };

/// Loses nothing unless it is told to.
class frame_network {
public:
  std::shared_ptr<peer_port> port(std::string of_node) {
    return std::make_shared<way_out>(*this, std::move(of_node));
  }

  /// The next one that arrives.
  std::optional<frame> take() {
    if (under_way_.empty())
      return std::nullopt;
    auto next = std::move(under_way_.front());
    under_way_.pop_front();
    return next;
  }

  /// What links of this node say from now on: these can't be reached.
  void say_silent(const std::string& to, std::vector<std::string> nodes) {
    if (auto& listener = listeners_[to])
      listener(nodes);
  }

  /// Nothing of actors may be kept longer than they live.
  void forget(const std::string& node) {
    listeners_.erase(node);
  }

  /// Those that waited arrive, the last first.
  void let_go() {
    for (auto& x : std::exchange(waiting_, {}))
      under_way_.push_front(std::move(x));
  }

  std::function<fate(const frame&)> judge = [](const frame&) {
    return fate::arrives;
  };

private:
  class way_out final : public peer_port {
  public:
    way_out(frame_network& network, std::string of_node)
        : network_(network), of_node_(std::move(of_node)) {}

    void know(peer_nodes nodes) override {
      network_.listeners_[of_node_] = std::move(nodes.on_silent);
    }

    void send(const std::string& to_node, std::string bytes) override {
      network_.enter({of_node_, to_node, std::move(bytes)});
    }

  private:
    frame_network& network_;
    std::string of_node_;
  };

  void enter(frame x) {
    switch (judge(x)) {
    case fate::is_lost:
      return;
    case fate::waits:
      waiting_.push_back(std::move(x));
      return;
    case fate::arrives_twice:
      under_way_.push_back(x);
      break;
    case fate::arrives:
      break;
    }
    under_way_.push_back(std::move(x));
  }

  std::map<std::string, std::function<void(const std::vector<std::string>&)>>
      listeners_;
  std::deque<frame> under_way_;
  std::vector<frame> waiting_;
};

/// One node and the machine under it.
class machine {
public:
  explicit machine(std::string name)
      : sys_(cfg_),
        sched_(
            dynamic_cast<caf::scheduler::test_coordinator&>(sys_.scheduler())) {
    config.name = std::move(name);
    config.slow = node_config::slow_actors::scheduled;
    config.on_fatal = [this](const std::string& what) {
      deaths.push_back(what);
    };
  }

  ~machine() {
    stop();
  }

  failure start() {
    auto started = node::start(sys_, journal, clock, config);
    if (!started)
      return started.error();
    running = std::move(*started);
    return {};
  }

  /// Ends the node as kill -9 does: nothing more is written or said.
  void kill() {
    auto copy = std::make_shared<memory_journal>(*journal);
    stop();
    journal = std::move(copy);
  }

  /// Delivers what is queued; answers whether there was anything.
  bool drain() {
    auto any = false;
    while (!sched_.jobs.empty()) {
      any = true;
      auto job = sched_.jobs.front();
      sched_.run_once();
      if (sched_.jobs.size() > 1 && sched_.jobs.front() == job) {
        sched_.jobs.pop_front();
        sched_.jobs.push_back(job);
      }
    }
    return any;
  }

  /// Time of this machine, whose clocks may run at a rate of their own.
  void pass(std::chrono::nanoseconds real) {
    auto shown = std::chrono::nanoseconds{
        static_cast<std::int64_t>(static_cast<double>(real.count()) * rate)};
    clock->pass(shown);
    sched_.advance_time(shown);
  }

  const services& offers() const {
    return running->services();
  }

  node_config config;
  double rate = 1.0;
  std::vector<std::string> deaths;
  std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
  std::shared_ptr<manual_clock> clock = std::make_shared<manual_clock>();
  std::unique_ptr<node> running;

private:
  void stop() {
    running.reset();
    drain();
  }

  test_config<caf::id_block::leasehold_runtime, caf::id_block::leasehold_actors>
      cfg_;
  caf::actor_system sys_;
  caf::scheduler::test_coordinator& sched_;
};

/// Three gateways in a row, each on a node of its own, "a", "b" and "c":
///
///     E1 - A ==== B ==== C - E2, E2/P1
///
/// Leases of E1 for E2 are rooted at C. NICs have 100 Mbit/s, E1 and E2
/// 1 Gbit/s.
inline constexpr const char* spread_row = R"(
region = "row"

[[gateway]]
name = "A"
node = "a"
[[gateway]]
name = "B"
node = "b"
[[gateway]]
name = "C"
node = "c"

[[link]]
name = "A-B"
between = ["A", "B"]
bandwidth = "100Mbit/s"
[[link]]
name = "B-C"
between = ["B", "C"]
bandwidth = "100Mbit/s"

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
)";

class spread_test : public ::testing::Test {
protected:
  spread_test() {
    std::uint32_t number = 0;
    for (auto name : {"a", "b", "c"}) {
      auto& x = machines.try_emplace(name, name).first->second;
      x.config.number = ++number;
      x.config.first_topology = spread_row;
      x.config.peers = network.port(name);
      // Their timelines have nothing in common.
      x.clock->pass(std::chrono::hours{number});
    }
  }

  ~spread_test() override {
    for (auto& [name, x] : machines)
      network.forget(name);
  }

  void start_all() {
    for (auto& [name, x] : machines)
      ASSERT_EQ(x.start().message, "");
    drain();
  }

  void kill(const std::string& name) {
    auto judge = std::exchange(network.judge, [&name](const frame& x) {
      return x.from == name ? fate::is_lost : fate::arrives;
    });
    network.forget(name);
    machines.at(name).kill();
    network.judge = std::move(judge);
  }

  void restart(const std::string& name) {
    if (machines.at(name).running)
      kill(name);
    ASSERT_EQ(machines.at(name).start().message, "");
    drain();
  }

  /// Delivers messages and frames until there are none.
  void drain() {
    for (auto busy = true; busy;) {
      busy = false;
      for (auto& [name, x] : machines)
        busy = x.drain() || busy;
      while (auto next = network.take()) {
        busy = true;
        receive(next->to, {next->from, next->bytes});
      }
    }
  }

  /// Lets time pass for all, in steps.
  void pass(duration time) {
    constexpr auto step = duration{100};
    for (; time > duration::zero(); time -= step) {
      for (auto& [name, x] : machines)
        x.pass(std::min(time, step));
      drain();
    }
  }

  void receive(const std::string& node, peer_frame x) {
    if (auto& to = machines.at(node); to.running)
      caf::anon_send(to.offers().exchange, std::move(x));
  }

  /// A frame that claims to be of `from`, and its delivery.
  void forge(const std::string& from, const std::string& to,
             peer_message message) {
    auto now = machines.at(to).offers().clock->now();
    receive(to, {from, encode_frame({std::move(message)}, now)});
    drain();
  }

  template <class T, class Handle, class Msg>
  std::optional<T> question(const Handle& hdl, Msg msg) {
    auto answer = pose<T>(hdl, std::move(msg));
    drain();
    return *answer;
  }

  template <class T, class Handle, class Msg>
  std::shared_ptr<std::optional<T>> pose(const Handle& hdl, Msg msg) {
    auto answer = std::make_shared<std::optional<T>>();
    msg.reply = reply_to<T>::calling([answer](T x) { *answer = std::move(x); });
    caf::anon_send(hdl, std::move(msg));
    return answer;
  }

  static lease_request wish(const std::string& rate, const std::string& time,
                            const std::string& target = "E2",
                            const std::string& source = "E1") {
    lease_request request;
    request.target = resource_name{target};
    request.source = endpoint_name{source};
    request.amount = *parse_amounts(rate);
    request.wanted = *parse_period(time);
    return request;
  }

  using outcomes = std::vector<lease_outcome>;

  std::shared_ptr<std::optional<outcomes>> ask(const std::string& node,
                                               lease_request x) {
    return pose<outcomes>(machines.at(node).offers().leases,
                          request_leases{alice, {std::move(x)}, {}});
  }

  lease_outcome request(const std::string& node, lease_request x) {
    auto answer = ask(node, std::move(x));
    drain();
    if (!*answer)
      return refusal{errc::timed_out, "no answer", {}, {}, {}, {}, {}};
    return (*answer)->front();
  }

  /// A lease that must be granted.
  lease_grant grant(const std::string& node, lease_request x) {
    auto outcome = request(node, std::move(x));
    if (auto no = std::get_if<refusal>(&outcome))
      ADD_FAILURE() << to_string(no->code) << ": " << no->message;
    return std::holds_alternative<lease_grant>(outcome)
        ? std::get<lease_grant>(outcome)
        : lease_grant{};
  }

  std::shared_ptr<std::optional<outcomes>>
  ask_renewal(const std::string& node, lease_id lease,
              const std::string& time) {
    renewal_request x;
    x.lease = lease;
    x.wanted = *parse_period(time);
    return pose<outcomes>(machines.at(node).offers().leases,
                          renew_leases{alice, {x}, {}});
  }

  std::shared_ptr<std::optional<std::vector<release_outcome>>>
  ask_release(const std::string& node, lease_id lease) {
    release_request x;
    x.lease = lease;
    return pose<std::vector<release_outcome>>(machines.at(node).offers().leases,
                                              release_leases{alice, {x}, {}});
  }

  std::vector<lease_info> leases(const std::string& node) {
    list_leases x;
    x.who = alice;
    return question<lease_page>(machines.at(node).offers().leases, x)
        .value_or(lease_page{})
        .leases;
  }

  std::vector<lease_event> events(const std::string& node, lease_id lease) {
    read_events x;
    x.query.lease = lease;
    x.who = alice;
    return question<event_page>(machines.at(node).offers().events, x)
        .value_or(event_page{})
        .events;
  }

  std::vector<gateway_info> gateways(const std::string& node) {
    return question<std::vector<gateway_info>>(
               machines.at(node).offers().directory, list_gateways{})
        .value_or(std::vector<gateway_info>{});
  }

  /// Hops of all gateways that a node runs, held and active.
  std::pair<std::uint64_t, std::uint64_t> hops(const std::string& node) {
    std::pair<std::uint64_t, std::uint64_t> sum{0, 0};
    for (auto& x : gateways(node)) {
      sum.first += x.hops_held;
      sum.second += x.hops_active;
    }
    return sum;
  }

  /// Every rule that the audits of all nodes find broken.
  std::vector<std::string> audit() {
    std::vector<std::string> result;
    for (auto& [name, x] : machines) {
      if (!x.running)
        continue;
      auto report = question<audit_report>(x.offers().directory, run_audit{});
      if (!report)
        result.push_back("node " + name + ": no answer");
      for (auto& finding :
           report ? report->findings : std::vector<audit_finding>{})
        result.push_back("node " + name + ": " + finding.rule + " "
                         + finding.subject + ": " + finding.message);
    }
    return result;
  }

  const principal alice{lessee_name{"alice"}, role::lessee};
  frame_network network;
  std::map<std::string, machine> machines;
};

} // namespace leasehold::test
