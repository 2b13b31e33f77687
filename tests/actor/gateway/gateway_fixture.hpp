// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// A GATEWAY "B" of two resources on a journal in memory, the root of all its
// leases, and whoever it asks.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/all_messages.hpp"
#include "actors/gateway/gateway_actor.hpp"
#include "runtime/store/store_actor.hpp"
#include "tests/support/actor_state.hpp"
#include "tests/support/actor_test.hpp"
#include "tests/support/journal_sum.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_journal.hpp"

namespace leasehold::test {

inline const auto nic = resource_name{"B/A-B"};
inline const auto buffers = resource_name{"B/buffers"};
inline const auto root_gateway = gateway_name{"C"};

inline amounts rate(std::int64_t x) {
  return amounts{unit::bit_per_second, x};
}

class gateway_fixture : public actor_test<caf::id_block::leasehold_runtime,
                                          caf::id_block::leasehold_actors> {
protected:
  using seconds = std::chrono::seconds;
  using strings = std::vector<std::string>;

  gateway_fixture() {
    clock = std::make_shared<node_clock>(ticks, std::nullopt);
    store_config settings;
    settings.on_fatal = [](const store_error&) {
    };
    store = spawn(leasehold::store, std::shared_ptr<journal_backend>{journal},
                  settings);
    root = spawn([seen = answers](root_actor::pointer) {
      return root_actor::behavior_type{[seen](const hop_answers& msg) {
        seen->insert(seen->end(), msg.answers.begin(), msg.answers.end());
      }};
    });
    std::tie(prober, views) = spawn_listener<probe_answer>();
    roots = spawn([seen = asked, lost = ended, told = shortages,
                   state = root_says](root_finder_actor::pointer self)
                      -> root_finder_actor::behavior_type {
      return {
          [self, seen, state](const ask_root& msg) {
            seen->push_back(msg.question.key);
            if (*state)
              self->send(msg.asker,
                         root_answer{msg.question.key, msg.question.root,
                                     **state, forever - seconds{1}});
          },
          [lost](const hops_lost& msg) {
            for (auto& hop : msg.hops)
              lost->push_back(hop.key);
          },
          [told](const resource_short& msg) { told->push_back(msg.what); },
      };
    });
    drain();
  }

  /// Its children are its own to stop, and some have timers.
  ~gateway_fixture() override {
    if (uut)
      stop(uut);
  }

  static place_resources config_resources() {
    place_resources all;
    all.capacities = {{nic, rate(100)}, {buffers, amounts{unit::byte, 1000}}};
    return all;
  }

  void start(std::vector<hop_record> restored = {}) {
    gateway_config config;
    config.name = gateway_name{"B"};
    config.store = store;
    config.roots = roots;
    config.clock = clock;
    config.resources = resources;
    config.restored = std::move(restored);
    config.drivers = drivers;
    uut = spawn(gateway, std::move(config));
    drain();
  }

  void pass(duration time) {
    ticks->pass(time);
    advance(time);
  }

  static hop_key key(std::uint64_t lease, std::uint64_t at = 1) {
    return {lease_id{lease}, epoch{at}, gateway_name{"B"}};
  }

  window term(seconds length = seconds{60}) const {
    return {clock->now(), clock->now() + length};
  }

  hold_hop hold(std::uint64_t lease, std::int64_t bits,
                std::uint64_t at = 1) const {
    return {key(lease, at),
            gateway_name{"C"},
            {{nic, rate(bits)}, {buffers, amounts{unit::byte, bits}}},
            term(),
            clock->now() + seconds{10}};
  }

  /// Queues an order; `drain` delivers it.
  void pose(hop_order order) {
    pose(std::vector<hop_order>{std::move(order)});
  }
  void pose(std::vector<hop_order> orders) {
    order_hops msg;
    for (auto& order : orders)
      msg.orders.push_back({std::move(order), root_gateway});
    msg.chain = root;
    caf::anon_send(uut, std::move(msg));
  }

  hop_answer order(hop_order x) {
    auto before = answers->size();
    pose(std::move(x));
    drain();
    if (answers->size() != before + 1) {
      ADD_FAILURE() << "got " << answers->size() - before << " answers";
      return {};
    }
    return answers->back();
  }

  void activate(std::uint64_t lease, std::int64_t bits) {
    ASSERT_EQ(order(hold(lease, bits)).code, errc::none);
    ASSERT_EQ(order(commit_hop{key(lease), term().end}).code, errc::none);
    pose(confirm_hop{key(lease), term().end});
    drain();
  }

  std::int64_t free_now() {
    probe question;
    question.over = {clock->now(), clock->now() + duration{1}};
    tell(uut, probe_gateway{gateway_name{"B"}, question, prober});
    for (auto& view : views->back().resources)
      if (view.resource == nic)
        return view.free[unit::bit_per_second];
    return -1;
  }

  const gateway_state& state() const {
    return state_of<gateway_state>(uut);
  }

  strings audit() {
    auto result = ask<gateway_audit>(uut, audit_gateway{});
    strings findings;
    for (auto& x : result->report.findings)
      findings.push_back(x.rule + " " + x.subject);
    return findings;
  }

  journal_sum replay(strings& findings) const {
    journal_sum sum{{{nic, rate(100)}, {buffers, amounts{unit::byte, 1000}}}};
    findings = sum.check(*journal);
    return sum;
  }

  std::shared_ptr<memory_journal> journal = std::make_shared<memory_journal>();
  std::shared_ptr<manual_clock> ticks = std::make_shared<manual_clock>();
  std::shared_ptr<const node_clock> clock;
  store_actor store;
  root_finder_actor roots;
  std::shared_ptr<std::vector<hop_key>> asked =
      std::make_shared<std::vector<hop_key>>();
  std::shared_ptr<std::vector<hop_key>> ended =
      std::make_shared<std::vector<hop_key>>();
  std::shared_ptr<std::vector<shortage>> shortages =
      std::make_shared<std::vector<shortage>>();
  std::shared_ptr<std::optional<root_state>> root_says =
      std::make_shared<std::optional<root_state>>();
  root_actor root;
  std::shared_ptr<std::vector<hop_answer>> answers =
      std::make_shared<std::vector<hop_answer>>();
  prober_actor prober;
  std::shared_ptr<std::vector<probe_answer>> views;
  /// With which it starts.
  place_resources resources = config_resources();
  driver_kind drivers;
  gateway_actor uut;
};

} // namespace leasehold::test
