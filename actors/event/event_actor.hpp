// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "actors/event/decision_book.hpp"
#include "actors/event/event_counts.hpp"
#include "actors/event/event_interface.hpp"
#include "actors/event/event_log.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// The EVENT LOG is the one place through which terms of leases become durable:
// the record of the lease and its event in one group, in the order of their
// numbers. Only then whoever keeps the table of leases hears of it, and only
// after that a reader. So no event tells of what a crash could take back (N1,
// D1).
namespace leasehold {

struct event_log_config {
  store_actor store;
  std::shared_ptr<const node_clock> clock;
  /// How many events a node keeps.
  std::size_t kept_max = 100'000;
  /// How many reasons a node keeps, and how many refusals it writes in a
  /// second.
  std::size_t decisions_max = 10'000;
  std::uint32_t refusals_per_second = 20;
  /// The longest that a reader may wait.
  duration wait_max{60'000};
  /// Readers that wait at the same time; others get an empty page at once.
  std::size_t readers_max = 4096;
  /// Counted where they are given.
  std::shared_ptr<event_counts> counts;
  /// What the journal told, by growing number.
  std::vector<lease_event> restored;
  std::vector<decision> decisions;
};

struct event_log_state {
  static inline const char* name = "events";

  struct reader {
    read_events question;
    instant until;
  };
  struct pending {
    std::uint64_t token = 0;
    change_listener_actor listener;
    std::variant<changes_recorded, lease_settled, record_notice> word;
  };

  event_log_config config;
  std::optional<event_log> log;
  std::optional<decision_book> decisions;
  refusal_budget refusals{0};
  /// Why a lease is about to change.
  std::unordered_map<lease_id, decision> reasons;
  std::uint64_t last_decision = 0;
  std::deque<pending> waiting;
  std::list<reader> readers;
  /// Of the event being written last, and of the last write.
  std::uint64_t number = 0;
  std::uint64_t token = 0;
  /// Who keeps account, and what they have not been told yet.
  account_actor account;
  changes_noted for_account;
  wakeup timer;

  std::string in_words() const;
};

event_log_actor::behavior_type
event_log_keeper(role_pointer<event_log_actor, event_log_state> self,
                 event_log_config config);

} // namespace leasehold
