// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "messages/result.hpp"
#include "runtime/shaping/htb_classes.hpp"
#include "runtime/shaping/shaper.hpp"

// What a shaper knows of the channels that the kernel has: a copy, so that most
// calls need not read everything. Pure; time is given.
namespace leasehold {

using shaping_time = std::chrono::steady_clock::time_point;

inline constexpr std::int64_t channel_rate_min = 8;
inline constexpr std::int64_t channel_rate_max = std::int64_t{1} << 50;
inline constexpr std::size_t channel_packets_max = 64;

/// Whether a channel is well formed. Fails with `errc::invalid_request`.
status validate(const channel& x);

/// An order of packet_match for maps.
struct packet_match_less {
  bool operator()(const packet_match& x, const packet_match& y) const noexcept;
};

struct held_channel {
  channel terms;
  class_number number = 0;
  /// The kernel's own deadline is no later.
  shaping_time ends;
};

class channel_book {
public:
  /// For channels of so many bit/s in all.
  explicit channel_book(std::int64_t available) : available_(available) {}

  void clear();

  /// The channel of that id, if it is in force.
  const held_channel* find(std::uint64_t id) const;
  const std::map<std::uint64_t, held_channel>& all() const noexcept {
    return held_;
  }

  /// Whether a channel fits beside the others. Fails with `errc::conflict`,
  /// `errc::above_capacity` or `errc::too_much`.
  status check(const channel& wanted) const;

  /// A class that nothing uses.
  /// @pre `check` found that there is one.
  class_number free_number() const;

  /// Puts it in place of the one of its id. The class that this leaves is
  /// garbage.
  void set(const channel& terms, class_number number, shaping_time ends);
  /// Its class is garbage.
  void erase(std::uint64_t id);
  /// Erases those whose time is over.
  void expire(shaping_time now);

  /// Classes that are left to be removed.
  const std::set<class_number>& garbage() const noexcept {
    return garbage_;
  }
  void add_garbage(class_number number);
  void forget_garbage(class_number number);

private:
  std::int64_t available_;
  std::int64_t used_ = 0;
  std::map<std::uint64_t, held_channel> held_;
  std::set<std::pair<shaping_time, std::uint64_t>> ends_;
  std::map<packet_match, std::uint64_t, packet_match_less> owners_;
  std::set<class_number> numbers_;
  std::set<class_number> garbage_;
};

} // namespace leasehold
