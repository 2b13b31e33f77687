// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "actors/resource/resource_messages.hpp"
#include "messages/amount.hpp"
#include "messages/demand.hpp"
#include "messages/ids.hpp"
#include "messages/load_hint.hpp"
#include "messages/outage.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Demand has crossed a threshold.
struct demand_turned {
  demand_state to = demand_state::normal;
  amounts taken;
  instant at;
};

/// What one RESOURCE knows and decides: what it was given, what there is of it
/// by its own account, and how much is asked of it, minute by minute. It never
/// looks at another resource, and what is booked of it is its gateway's
/// ledger's alone to know (ADR 0002). Pure: the time is handed in, effects are
/// handed out.
///
/// Invariants:
/// - what it serves is never more than it was given;
/// - hints are at least `hint_every` apart, and the last one is true;
/// - it keeps at most `minutes_kept` periods, and only such in which something
///   happened. They are in memory only.
class resource_machine {
public:
  using effect = std::variant<resource_serves, demand_turned, load_hint>;
  using effects = std::vector<effect>;

  static constexpr std::size_t minutes_kept = 60;
  /// How far ahead bookings count as demand.
  static constexpr duration ahead = std::chrono::hours{1};
  static constexpr duration hint_every{100};

  /// @param hints_from Its hints have greater versions than this.
  explicit resource_machine(resource_name name, std::uint64_t hints_from = 0);

  effects configure(const configure_resource& given, instant now);
  effects report(const report_resource& account, instant now);
  void watch(const std::optional<demand_limit>& limit);
  effects note(const note_demand& news, instant now);

  /// Says a hint that had to wait.
  effects due(instant now);
  std::optional<instant> next_deadline() const;

  /// The hint for somebody who has not heard any yet.
  load_hint hint() const;

  /// What is given out of it, at most.
  amounts serves() const;

  resource_demand tell(instant now) const;

private:
  std::optional<amounts> most() const;
  demand_period& period(instant now);
  bool turns();
  load_hint::load load(instant now) const;
  void say_hint(instant now, effects& out);

  resource_name name_;
  configure_resource given_;
  report_resource account_;
  std::optional<demand_limit> limit_;

  std::deque<demand_period> periods_;
  bool seen_ = false;
  amounts capacity_;
  amounts taken_;
  percent level_ = 0;
  demand_state state_ = demand_state::normal;
  std::optional<instant> refused_at_;

  std::uint64_t version_ = 0;
  load_hint::load said_ = load_hint::load::some_free;
  instant hint_from_ = instant::min();
  std::optional<instant> hint_due_;
};

} // namespace leasehold
