// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/event/event_interface.hpp"
#include "actors/usage/meter_book.hpp"
#include "actors/usage/usage_book.hpp"
#include "actors/usage/usage_interface.hpp"
#include "runtime/actor/role.hpp"
#include "runtime/actor/wakeup.hpp"
#include "runtime/clock/node_clock.hpp"
#include "runtime/store/store_interface.hpp"

// USAGE keeps the meters of a node's NICs and the accounts of its lessees. The
// EVENT LOG tells it of leases, RESOURCEs tell it of traffic, and no other
// actor waits for it. Once a minute it writes what it has counted. Meters and
// accounts go into one group of records, so that after a crash they agree.
namespace leasehold {

struct usage_config {
  store_actor store;
  event_log_actor events;
  std::shared_ptr<const node_clock> clock;
  /// How many rows of accounts are kept, one for each lessee and hour; beyond
  /// that those of the oldest hours are dropped. 119 lessees that are active
  /// every hour fill it in 35 days.
  std::size_t rows_max = 100'000;
  /// What the journal told.
  std::vector<meter_record> meters;
  std::vector<usage_record> usage;
  std::vector<std::shared_ptr<const lease_record>> leases;
};

struct usage_state {
  static inline const char* name = "usage";

  static constexpr duration write_every = std::chrono::minutes{1};

  usage_config config;
  meter_book meters;
  std::optional<usage_book> accounts;
  /// Until the EVENT LOG has told all: then accounts are as of now.
  std::vector<read_usage> questions;
  /// Those who wait for the write after that, and for the one under way.
  std::vector<settle_usage> settling;
  std::vector<settle_usage> settled_by_write;
  enum class turn : std::uint8_t { none, due };
  turn write = turn::none;
  instant write_at = forever;
  /// Of the last write, and of the last that is durable.
  std::uint64_t token = 0;
  std::uint64_t durable = 0;
  wakeup timer;

  std::string in_words() const;
};

usage_actor::behavior_type usage(role_pointer<usage_actor, usage_state> self,
                                 usage_config config);

} // namespace leasehold
