// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "actors/resource/resource_messages.hpp"
#include "messages/ids.hpp"
#include "messages/result.hpp"
#include "messages/time.hpp"
#include "runtime/shaping/shaper.hpp"
#include "runtime/time/deadline_queue.hpp"

namespace leasehold {

/// Keeps what is in force on one NIC's interface what its ledger wants, through
/// a driver that takes its time, fails, and forgets. Pure: the time is handed
/// in, and what the driver says; effects are handed out.
///
/// Invariants:
/// - the driver has one thing to do at a time, and never a sum of rates beyond
///   what the ledger had given out at one instant: what shrinks or goes comes
///   before what grows;
/// - what is in force ends with its term by the kernel's clock, also where this
///   dies;
/// - an order of an older epoch than the circuit's changes nothing (C6);
/// - each ticket is answered once: within `patience` of its order, and
///   immediately while there is no driver.
class circuit_machine {
public:
  /// Read what is in force; open the interface for that where it is not.
  struct open_driver {};
  /// To be done in their order.
  struct change_driver {
    std::vector<channel_order> orders;
  };
  /// Say how the cable is.
  struct read_cable {};
  /// What the ticket stands for is in force, but for these.
  struct ticket_done {
    std::uint64_t ticket = 0;
    std::vector<lease_id> failed;
  };
  struct driver_health {
    report_resource::health is = report_resource::health::serving;
    /// Why it has failed.
    std::string why;
  };
  using effect = std::variant<open_driver, change_driver, read_cable,
                              ticket_done, driver_health>;
  using effects = std::vector<effect>;

  /// A request waits for no driver longer than this, and a driver that takes as
  /// long for one thing has failed.
  static constexpr duration patience = std::chrono::seconds{2};
  /// What a driver is asked at once: so little that patience is enough.
  static constexpr std::size_t changes_max = 64;
  /// How often it is looked whether packets can leave.
  static constexpr duration look_every{80};
  /// How often it is looked whether somebody else changed something.
  static constexpr duration check_every = std::chrono::seconds{30};
  /// After a failure; doubled for each that follows.
  static constexpr duration retry_first = std::chrono::seconds{1};
  static constexpr duration retry_last = std::chrono::seconds{30};
  /// How long it must have been well before it serves again; doubled each time
  /// it fails, until it was well for the longest.
  static constexpr duration recovery_first = std::chrono::seconds{5};
  static constexpr duration recovery_last = std::chrono::minutes{5};

  enum class cables : std::uint8_t { unknown, watched };
  explicit circuit_machine(cables x = cables::unknown) : cables_(x) {}

  /// The driver is opened with the first order, which tells of all circuits
  /// that there are.
  effects order(const std::vector<wanted_circuit>& circuits,
                std::optional<std::uint64_t> ticket, instant now);

  effects opened(const result<std::vector<channel>>& found, instant now);
  /// @param outcomes One for each order.
  effects changed(const std::vector<status>& outcomes, instant now);
  /// The driver died; what it was asked may have been done or not. Nothing of
  /// what is in force changes by that: one that was well is opened again at
  /// once, and only the next one that dies so soon has failed.
  effects died(instant now);
  effects heard(carrier is, instant now);

  effects due(instant now);
  std::optional<instant> next_deadline() const;

  /// In force, as far as is known.
  std::size_t size() const;

  /// Whose packets pass here, or will.
  std::vector<metered_lease> metered() const;
  /// The lease's, where it is known.
  std::optional<metered_lease> metered(lease_id lease) const;

private:
  enum class driver : std::uint8_t { absent, opening, idle, busy };

  struct in_force {
    channel as;
    instant until;
  };
  struct entry {
    wanted_circuit wanted;
    std::optional<in_force> actual;
  };
  struct waiting {
    std::uint64_t ticket;
    instant until;
    std::set<lease_id> missing;
    std::vector<lease_id> failed;
  };
  struct under_way {
    lease_id lease;
    /// Nothing where it goes.
    std::optional<in_force> next;
  };

  static std::optional<in_force> wanted_at(const wanted_circuit& x,
                                           instant now);
  static std::optional<in_force> wanted_of(const entry& x, instant now);
  static instant next_step(const wanted_circuit& x, instant now);
  static bool same(const std::optional<in_force>& x,
                   const std::optional<in_force>& y);

  void arm(lease_id lease, const entry& x, instant now);
  void forget_if_gone(lease_id lease);
  void go_on(instant now, effects& out);
  void begin_change(instant now, effects& out);
  /// What is to be done next, in its order.
  struct agenda {
    std::vector<under_way> less;
    std::vector<under_way> awaited;
    std::vector<under_way> others;
  };

  agenda plan(instant now);
  bool is_awaited(lease_id lease) const;
  enum class outcome : std::uint8_t { done, failed };
  void resolve(lease_id lease, outcome how);
  static void give_up(waiting& x);
  void answer_done(effects& out);
  void open(instant now, effects& out);
  void lose_driver(const std::string& why, instant now, effects& out);
  void fail(const std::string& why, instant now, effects& out);
  void recover(instant now, effects& out);

  cables cables_;
  instant look_at_ = forever;
  driver driver_ = driver::absent;
  bool began_ = false;
  /// When the driver was asked for what it does now.
  instant asked_at_ = forever;
  instant retry_at_ = forever;
  duration retry_after_ = retry_first;
  instant check_at_ = forever;
  instant died_at_ = instant::min();
  report_resource::health health_ = report_resource::health::serving;
  carrier carrier_ = carrier::up;
  /// Since when it is well, where it has failed before.
  instant well_since_ = instant::min();
  duration recovery_ = recovery_first;

  std::map<lease_id, entry> circuits_;
  /// Those that may not be in force as they are wanted.
  std::set<lease_id> dirty_;
  /// In the order in which the driver was told.
  std::vector<under_way> under_way_;
  std::deque<waiting> tickets_;
  deadline_queue<lease_id> timers_;
};

} // namespace leasehold
