// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "actors/resource/resource_messages.hpp"
#include "messages/ids.hpp"
#include "messages/service.hpp"
#include "messages/time.hpp"
#include "messages/usage.hpp"

namespace leasehold {

/// What a meter of a NIC counts.
using meter_key = std::pair<traffic_kind, lease_id>;

/// What passed through the NICs of a node, by lease. The kernel counts; this
/// adds up what its counters say, which begin anew when a class is made anew.
/// Pure: readings and the time are handed in.
///
/// Invariants:
/// - nothing is counted twice: a total and what the counter said then are one
///   record, so a counter that went on while nobody read it is read from there;
/// - what is kept is bounded by the leases that NICs have now.
class meter_book {
public:
  /// What reached the target of a lessee's lease since it was read before.
  struct delivery {
    lessee_name lessee;
    std::uint64_t bytes = 0;
  };
  using deliveries = std::vector<delivery>;

  /// What is to be written.
  struct changes {
    std::vector<meter_record> put;
    std::vector<meter_record> erased;
  };

  /// What the rate is measured over.
  static constexpr duration rate_over = std::chrono::minutes{1};
  /// Of a NIC that was not read for so long, nothing is kept: it is gone.
  static constexpr duration silence_max = std::chrono::hours{24};

  /// What was written in a run before this one.
  void restore(const meter_record& x, instant now);

  deliveries note(const note_traffic& x, instant now);
  deliveries note(const note_last_traffic& x, instant now);

  /// What `who` may see, by NIC. Others' leases are nobody's business.
  std::vector<nic_traffic> tell(const traffic_query& question,
                                const principal& who) const;

  /// Since it was asked before.
  changes take_changes(instant now);

private:
  struct step {
    instant from;
    instant to;
    std::uint64_t bytes = 0;
  };
  struct meter {
    traffic total;
    std::optional<meter_record::reading> last;
    std::deque<step> steps;
    lessee_name lessee;
    metered_at place = metered_at::way;
    /// Whether the journal may have it.
    bool written = false;
  };
  struct nic {
    gateway_name gateway;
    std::map<meter_key, meter> meters;
    /// In this run; nothing before the first reading.
    std::optional<instant> read_at;
    instant heard_at;
    /// By leases that have ended since then.
    std::uint64_t ended_bytes = 0;
  };

  meter& meter_of(const resource_name& name, const meter_key& key);
  /// What passed since `x` was read before.
  traffic read(const resource_name& name, const meter_key& key,
               const channel_traffic& x);
  void add_step(meter& to, const nic& of, std::uint64_t bytes, instant now);
  void forget(const resource_name& name, const meter_key& key, const meter& x);
  void forget_others(const resource_name& name, const note_traffic& x);
  void drop_silent(instant now);

  static meter_record record_of(const resource_name& name, const meter_key& key,
                                const meter& x);
  static nic_traffic view(const resource_name& name, const nic& of,
                          const meter_key& key, const meter& x);

  std::map<resource_name, nic> nics_;
  std::set<std::pair<resource_name, meter_key>> dirty_;
  /// Those that are gone and may have been written.
  std::vector<meter_record> gone_;
};

} // namespace leasehold
