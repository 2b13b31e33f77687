// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The disk of one simulated machine and the journal on it. It outlives the
// processes that use it, and it is where disks go wrong:
//
// - What was synced survives all. What was only written is in the page cache:
//   it survives a kill, and is lost, torn or kept when the power goes.
// - A torn last transaction is taken for unwritten when the journal is read,
//   as a write-ahead log does it. Any other damage is an error (D5).

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/store/journal_backend.hpp"
#include "tools/simulator/dice.hpp"
#include "tools/simulator/true_time.hpp"

namespace leasehold::sim {

/// What goes wrong with the next transaction.
enum class disk_fault : std::uint8_t {
  none,
  /// Nothing is written; the node is told.
  write_error,
  /// Written, not synced; the node is told. A coin decides what a later start
  /// finds.
  sync_error,
  /// Durable all the same; the node is told of an error.
  commit_persists,
};

struct disk_timing {
  /// Of one transaction. Zero takes no time.
  std::chrono::nanoseconds usual{0};
  std::chrono::nanoseconds longest{0};
};

class disk {
public:
  explicit disk(dice chance) : chance_(chance) {}

  // What a journal does. A transaction is written, then synced.
  void write(const std::vector<record_group>& groups);
  void sync();
  /// Visits what is stored, and says what can't be verified. What the page
  /// cache had is durable after it: a start writes it again.
  store_error read(const record_visitor& visit);
  void fold(std::size_t rows_max);
  journal_figures figures() const;

  // What can be done to it.
  void fail_next(disk_fault what) {
    next_ = what;
  }
  disk_fault take_fault() {
    return std::exchange(next_, disk_fault::none);
  }
  /// A sync failed: what was written is in doubt.
  void doubt();
  void set_timing(disk_timing timing) {
    timing_ = timing;
  }
  void stall_until(true_time end) {
    stalled_until_ = end;
  }
  void set_space(disk_space space) {
    space_ = space;
  }
  enum class room : std::uint8_t { some, none };
  /// With no room, every write fails with `store_errc::disk_full`.
  void set_room(room left) {
    room_ = left;
  }
  bool full() const noexcept {
    return room_ == room::none;
  }

  enum class tail : std::uint8_t { none, kept, lost, torn };
  /// The power goes; answers what became of the unsynced tail.
  tail lose_power();

  /// Flips one bit of a row that is not in the last transaction. Answers
  /// whether there was one to damage.
  [[nodiscard]] bool flip_bit();

  void wipe();
  /// Keeps what is durable now, to be put back later.
  void take_snapshot();
  [[nodiscard]] bool restore_snapshot();

  /// How long the next transaction takes, at `now`.
  std::chrono::nanoseconds draw_delay(true_time now);
  bool is_instant(true_time now) const noexcept {
    return timing_.usual.count() == 0 && now >= stalled_until_;
  }

private:
  using state_key = std::pair<std::uint16_t, std::string>;
  /// Rows as they are on the disk, each with its checksum.
  using transaction = std::vector<std::string>;

  struct content {
    std::map<state_key, std::string> state;
    std::deque<transaction> log;
    std::uint64_t log_rows = 0;
    std::uint64_t bytes = 0;
  };

  void append(transaction rows);
  enum class doubtful : std::uint8_t { no, yes };

  dice chance_;
  content durable_;
  std::optional<content> snapshot_;
  /// Written and not synced.
  std::optional<transaction> cached_;
  doubtful cached_is_ = doubtful::no;
  bool torn_ = false;
  disk_fault next_ = disk_fault::none;
  disk_timing timing_;
  true_time stalled_until_{0};
  disk_space space_ = disk_space::ample;
  room room_ = room::some;
};

const char* to_string(disk::tail x) noexcept;

} // namespace leasehold::sim
