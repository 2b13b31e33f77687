// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "actors/contention/problem.hpp"
#include "actors/contention/step_sums.hpp"
#include "messages/amount.hpp"
#include "messages/ids.hpp"
#include "messages/route.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What a lease gives up.
enum class relief : std::uint8_t {
  none,
  /// What it has, for as much elsewhere.
  reroute,
  shrink,
  shorten,
  /// At its minimum until it ends earlier. No plan has it: it bounds what
  /// either of the two can give.
  shrink_and_shorten,
  terminate,
};

/// With what it takes to say how much.
struct concession {
  relief what = relief::none;
  /// Of `kept_all`, where it shrinks.
  std::int64_t kept = 0;
  /// Which of its ways it takes.
  std::size_t way = 0;

  constexpr concession() noexcept = default;
  // Most need no more than this.
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr concession(relief x) noexcept : what(x) {}
};

/// When a lease ends if it is shortened now.
instant earlier_end(const standing_lease& lease, instant now);

/// Whether everything fits, if some leases give up something.
///
/// A lease's term has two phases, before and after it would end if it were
/// shortened; whatever it gives up, it takes a constant amount in each. What
/// matters is only the part of each term in which something could be short:
/// the newcomer's term, or all that is to come.
class balance {
public:
  /// Nobody gives up anything. Leases are known by their index; the problem is
  /// not referred to later.
  explicit balance(const contention& problem);

  bool fits() const noexcept {
    return short_count_ == 0;
  }

  std::set<resource_name> short_of() const;

  /// What nobody takes, at whichever instant that is least.
  std::map<resource_name, amounts> room() const;

  /// Whether something is short now of which the lease would then take less.
  bool helps(std::size_t lease, const concession& given) const;

  /// Whether the lease would then take more of something that is too little.
  bool spoils(std::size_t lease, const concession& given);

  /// The lease gives up this, and nothing that it gave up before.
  void give(std::size_t lease, const concession& given);

private:
  /// What a lease takes of a resource that may be short.
  struct share {
    std::size_t resource;
    amounts all;
    amounts least;
    /// On each of the lease's ways.
    std::vector<amounts> elsewhere;
  };
  enum phase : std::size_t { early = 0, late = 1, phase_count = 2 };
  struct account {
    /// May be empty.
    std::array<window, phase_count> phases;
    std::vector<share> shares;
    concession given;
  };

  void ask(const newcomer& asked);
  account account_of(const contention& problem,
                     const standing_lease& lease) const;
  static amounts taken(const share& of, const concession& given,
                       std::size_t phase);

  window over_;
  std::map<resource_name, std::size_t> numbers_;
  std::vector<step_sums> sums_;
  std::vector<account> accounts_;
  std::size_t short_count_ = 0;
};

} // namespace leasehold
