// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// LOAD on a node: sessions with several calls in flight each, which request,
// renew and release leases and change the region, until the connection ends.
// All that is sent and answered goes into the BOOK.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <kj/async.h>
#include <kj/memory.h>
#include <kj/vector.h>

#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/limit.hpp"
#include "messages/time.hpp"
#include "runtime/clock/clock_source.hpp"
#include "tests/integration/crash/book.hpp"
#include "tools/client/async_session.hpp"

namespace leasehold::test {

/// A setting of the region that one operator changes: what was acknowledged,
/// and what was asked for and not answered.
struct known_setting {
  std::int64_t answered = 0;
  std::optional<std::int64_t> asked;
};

struct known_capacity {
  resource_name resource;
  unit of;
  known_setting value;
};

struct known_settings {
  known_capacity pool{resource_name{"E1/pool"}, unit::count, {1000, {}}};
  known_capacity link{
      resource_name{"B/B-C"}, unit::bit_per_second, {60'000'000, {}}};
  /// The longest period in minutes that the rule gives; 0 is no rule.
  known_setting minutes;
};

inline const rule_name& period_rule() {
  static const rule_name name{"not-too-long"};
  return name;
}

/// Sets what `setting` asks for, and notes the answer.
kj::Promise<status> set_capacity(async_session& session,
                                 known_capacity& capacity, book& facts,
                                 const clock_source& clock);
kj::Promise<status> set_rule(async_session& session, known_setting& setting,
                             book& facts, const clock_source& clock);

/// Requests name the class, so it has to be there before.
kj::Promise<status> set_weak_class(async_session& session);

/// Sends again, under the same ids, all of the holder's that has no answer.
kj::Promise<status> ask_again(async_session& session, std::size_t holder,
                              book& facts, const clock_source& clock);

class load {
public:
  using sessions = kj::Vector<kj::Own<async_session>>;
  using random_engine = std::mt19937_64;
  /// Whether the operator takes from the link what leases have of it.
  enum class links : std::uint8_t { stay, shrink };

  /// @pre all outlive the load
  load(sessions& holders, const clock_source& clock, book& facts,
       known_settings& settings, random_engine& random,
       links change = links::stay);

  /// From now on a call that fails is no fault.
  void expect_end() {
    ending_ = ending::expected;
  }

  /// Done when no session works any more.
  kj::Promise<void> run();

private:
  enum class ending : std::uint8_t { unexpected, expected };

  kj::Promise<void> work(std::size_t holder);
  kj::Promise<void> operate();
  kj::Promise<status> resize(known_capacity& capacity, std::int64_t value);
  kj::Promise<status> step(std::size_t holder);
  kj::Promise<status> request(std::size_t holder);
  kj::Promise<status> renew(std::size_t holder, std::vector<lease_id> idle);
  kj::Promise<status> release(std::size_t holder, std::vector<lease_id> idle);
  lease_request draw_request(std::size_t holder);
  period draw_period();
  /// At most so many of them, by chance.
  std::vector<lease_id> some_of(std::vector<lease_id> idle, std::size_t most);
  std::uint64_t draw(std::uint64_t below);
  void report(const failure& why);

  sessions& holders_;
  const clock_source& clock_;
  book& book_;
  known_settings& settings_;
  random_engine& random_;
  const links change_;
  ending ending_ = ending::unexpected;
};

/// The name that a holder logs in with.
inline lessee_name name_of(std::size_t holder) {
  return lessee_name{"holder-" + std::to_string(holder)};
}

} // namespace leasehold::test
