// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/amount.hpp"
#include "messages/event.hpp"
#include "messages/ids.hpp"
#include "messages/service.hpp"
#include "messages/stored.hpp"
#include "messages/time.hpp"
#include "messages/usage.hpp"

namespace leasehold {

/// What lessees used, hour by hour, of the leases that one node granted. Pure:
/// the time is handed in, as both clocks.
///
/// What a lease holds is added up as time passes, and is known from its record
/// alone, as its grant is: what a crash takes away of it is counted again from
/// there. Denials and bytes are counted as they come.
///
/// Invariants:
/// - nothing is counted before the `until` of a lessee's newest row twice;
/// - at most `rows_max` rows are kept, and none older than `usage_hours_kept`.
class usage_book {
public:
  struct changes {
    std::vector<usage_record> put;
    std::vector<usage_record> erased;
  };

  /// @pre `rows_max > 0`
  explicit usage_book(std::size_t rows_max) : rows_max_(rows_max) {}

  // -- what a run before this one wrote ---------------------------------------

  /// First all rows, then the leases that are there.
  void restore(const usage_record& x);
  void restore(const std::shared_ptr<const lease_record>& x,
               const time_base& base);

  // -- what happens -----------------------------------------------------------

  /// The lease has these terms from `at` on.
  void note(const std::shared_ptr<const lease_record>& x, event_kind what,
            instant at, const time_base& base);
  void denied(const lessee_name& who, const time_base& base);
  void delivered(const lessee_name& who, std::uint64_t bytes,
                 const time_base& base);

  /// Counts what is held until now.
  void advance(const time_base& base);

  // -- what came of it --------------------------------------------------------

  /// Since it was asked before. @pre it was advanced to now
  changes take_changes(const time_base& base);

  /// By name, of those that `who` may see. @pre it was advanced to now
  usage_report tell(const usage_query& question, const principal& who,
                    const time_base& base) const;

  std::size_t rows() const noexcept {
    return rows_.size();
  }
  std::size_t leases() const noexcept {
    return leases_.size();
  }

private:
  /// In amounts times milliseconds, and wider than any sum of them.
  using area = std::array<__int128, unit_count>;

  struct row {
    area held{};
    std::uint64_t bytes = 0;
    std::uint64_t grants = 0;
    std::uint64_t denials = 0;

    usage_sums sums() const;
  };
  using row_key = std::pair<usage_hour, lessee_name>;
  struct holding_sum {
    /// Of all leases whose terms have begun.
    area amount{};
    /// Until when that is counted.
    instant until;
    std::uint64_t leases = 0;
  };
  using holder = std::pair<const lessee_name, holding_sum>;
  struct holding {
    holder* of = nullptr;
    leasehold::amounts amount;
    instant start;
    instant end;
    enum class state : std::uint8_t { booked, begun };
    state is = state::booked;
  };

  static area scaled(const leasehold::amounts& x, int by);

  holder& holder_of(const lessee_name& who, const time_base& base);
  row& row_now(const lessee_name& who, const time_base& base);
  /// Counts an amount over a time, or takes it back where it ends before it
  /// begins.
  void add(const lessee_name& who, const area& amount, instant from, instant to,
           const time_base& base);
  void settle(holder& x, const time_base& base);
  /// Holds so much more, or less, from that instant on.
  void hold(holder& x, const area& more, instant from, const time_base& base);
  holding& enter(const lease_record& x, const time_base& base);
  void leave(lease_id id, instant at, const time_base& base);
  void begin_if_due(lease_id id, holding& x, const time_base& base);
  void begin_all_due(const time_base& base);
  void drop(std::map<row_key, row>::iterator x);
  usage_record record_of(const row_key& key, const row& x, instant until) const;

  std::size_t rows_max_;
  std::map<row_key, row> rows_;
  std::set<row_key> dirty_;
  std::vector<usage_record> erased_;
  /// Until when rows that were restored have counted.
  std::map<lessee_name, instant> counted_until_;
  /// Those who hold something, or will.
  std::map<lessee_name, holding_sum> holders_;
  std::unordered_map<lease_id, holding> leases_;
  /// Of those that are booked ahead.
  std::set<std::pair<instant, lease_id>> starts_;
};

} // namespace leasehold
