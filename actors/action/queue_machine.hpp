// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "messages/action.hpp"
#include "messages/ids.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// Decides what one gateway does next. What waits longest for its priority is
/// first: a priority is worth `aging`, so none waits for ever (A4), and within
/// one they go in the order in which they came.
///
/// A child that must not be repeated waits, when it is its turn, for the permit
/// of its origin. Its word for that names a number that no other has had, so
/// nothing that was said before can begin it, whatever was forgotten since.
///
/// What came of a child is kept until its origin has heard all of it and says
/// so, or an hour after the deadline.
class queue_machine {
public:
  static constexpr duration aging = std::chrono::seconds{2};
  static constexpr duration kept_for = std::chrono::hours{1};
  /// How long a permit is waited for, in the place of others.
  static constexpr duration permit_time = std::chrono::seconds{10};

  struct limits {
    std::size_t running = 64;
    std::size_t waiting = 1024;
    /// Of these, one lessee's.
    std::size_t waiting_of_lessee = 256;
  };

  /// What is to be done now.
  struct effects {
    std::vector<child_word> words;
    std::vector<std::pair<child_key, std::shared_ptr<const child_task>>> starts;
    std::vector<child_key> stops;
    /// Nothing is known of them any more.
    std::vector<child_key> forgotten;
  };

  /// Permits are numbered from above `permits_from`.
  explicit queue_machine(limits most, std::uint64_t permits_from = 0)
      : limits_(most), permits_(permits_from) {}

  effects order(const child_order& x, instant now);
  effects end(const child_key& x, instant now);
  /// What came of some targets of a child that runs.
  effects progress(const child_key& x, std::vector<child_status> statuses);
  /// Nothing more will come of it.
  effects finish(const child_key& x, instant now);
  /// Whoever did it is no more.
  effects died(const child_key& x, instant now);
  /// The time has come, or not yet.
  effects look(instant now);
  instant next() const;

  std::size_t waiting() const noexcept {
    return queue_.size();
  }
  std::size_t running() const noexcept {
    return running_;
  }

private:
  struct entry {
    std::shared_ptr<const child_task> task;
    child_state state = child_state::queued;
    std::vector<child_status> statuses;
    /// Whose status is not known yet.
    std::set<std::uint32_t> open;
    /// Its place in the queue.
    std::pair<instant, std::uint64_t> place;
    bool died = false;
    /// Where it is ready: what begins it, and until when.
    std::uint64_t permit = 0;
    instant permit_until;
    instant deadline;
  };

  effects refuse(const child_key& x, errc code, std::string why) const;
  void tell(const child_key& x, const entry& from, std::uint32_t heard,
            effects& to) const;
  void add(entry& to, std::vector<child_status> statuses);
  void start_next(instant now, effects& to);
  void start(const child_key& key, entry& x, instant now, effects& to);
  void miss_deadline(const child_key& key, entry& x, effects& to);
  void fail_rest(const child_key& key, entry& x, errc code, const char* why,
                 effects& to);
  bool takes_turn(const entry& x) const noexcept {
    return x.state == child_state::ready || x.state == child_state::running;
  }
  void leave_queue(entry& x);
  std::size_t waiting_of(const lessee_name& lessee) const;

  limits limits_;
  std::map<child_key, entry> entries_;
  std::map<std::pair<instant, std::uint64_t>, child_key> queue_;
  std::map<lessee_name, std::size_t> waiting_of_;
  std::size_t running_ = 0;
  std::uint64_t arrivals_ = 0;
  std::uint64_t permits_ = 0;
  /// Children that were ended, until when an order of them may still come.
  std::map<child_key, instant> ended_;
  /// When to look at each, by its deadline.
  std::multimap<instant, child_key> times_;
};

} // namespace leasehold
