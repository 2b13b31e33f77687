// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/contention/shares.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>

namespace leasehold {

namespace {

constexpr auto never = std::numeric_limits<double>::infinity();

/// What rounding of the sums may add to an amount, as a part of it; and what it
/// may lack to the whole number that it is.
constexpr double excess = 1e-14;
constexpr double lack = 1e-5;

/// The level rises through events: a lease begins to grow, or has what it
/// desires, or a resource is full.
class filling {
public:
  filling(const std::vector<std::int64_t>& capacities,
          const std::vector<sharer>& leases, share_scheme scheme)
      : leases_(leases),
        growing_(leases.size()),
        resources_(capacities.size()) {
    for (std::size_t i = 0; i < capacities.size(); ++i)
      resources_[i].room = static_cast<double>(capacities[i]);
    for (std::size_t i = 0; i < leases.size(); ++i)
      add(i, scheme);
    for (std::size_t i = 0; i < resources_.size(); ++i)
      look_at(i);
  }

  std::vector<std::int64_t> run() {
    while (!events_.empty()) {
      auto [level, kind, subject, version] = events_.top();
      events_.pop();
      if (kind == event::full) {
        if (version == resources_[subject].version)
          fill(subject, level);
      } else if (growing_[subject].state != phase::fixed) {
        if (kind == event::begins)
          begin(subject, level);
        else
          fix(subject, static_cast<double>(leases_[subject].desired), level);
      }
    }
    std::vector<std::int64_t> result;
    for (std::size_t i = 0; i < leases_.size(); ++i)
      result.push_back(rounded(i));
    return result;
  }

private:
  /// In the order in which events of one level are taken: whoever has what it
  /// desires needs no more when the resource is full.
  enum class event { satisfied, full, begins };
  using entry = std::tuple<double, event, std::size_t, std::uint64_t>;
  enum class phase { waits, grows, fixed };

  struct lease {
    double rate = 1;
    double amount = 0;
    phase state = phase::waits;
  };

  struct resource {
    /// What is left at level `since`, and by how much it falls for each unit of
    /// the level.
    double room = 0;
    double since = 0;
    double falls = 0;
    std::uint64_t version = 0;
    std::vector<std::size_t> takers;
  };

  void add(std::size_t i, share_scheme scheme) {
    auto& x = leases_[i];
    assert(x.weight > 0 && x.minimum <= x.desired);
    auto desired = static_cast<double>(x.desired);
    auto minimum = static_cast<double>(x.minimum);
    auto& grown = growing_[i];
    grown.rate =
        scheme == share_scheme::max_min ? x.weight : x.weight * desired;
    grown.amount = minimum;
    for (auto& take : x.takes) {
      resources_[take.resource].room -= minimum * take.factor;
      resources_[take.resource].takers.push_back(i);
    }
    if (x.minimum == x.desired) {
      grown.state = phase::fixed;
      return;
    }
    events_.emplace(minimum / grown.rate, event::begins, i, 0);
    events_.emplace(desired / grown.rate, event::satisfied, i, 0);
  }

  /// Its resources' rooms fall faster, or slower, from this level on.
  void tilt(std::size_t i, double level, double by) {
    for (auto& take : leases_[i].takes) {
      auto& x = resources_[take.resource];
      x.room -= (level - x.since) * x.falls;
      x.since = level;
      x.falls += by * take.factor;
      look_at(take.resource);
    }
  }

  /// Tells when it will be full.
  void look_at(std::size_t i) {
    auto& x = resources_[i];
    ++x.version;
    auto full = x.room <= 0 ? x.since
        : x.falls > 0       ? x.since + x.room / x.falls
                            : never;
    if (full < never)
      events_.emplace(full, event::full, i, x.version);
  }

  void begin(std::size_t i, double level) {
    if (growing_[i].state != phase::waits)
      return;
    growing_[i].state = phase::grows;
    tilt(i, level, growing_[i].rate);
  }

  void fix(std::size_t i, double amount, double level) {
    auto grew = growing_[i].state == phase::grows;
    growing_[i].state = phase::fixed;
    growing_[i].amount = amount;
    if (grew)
      tilt(i, level, -growing_[i].rate);
  }

  void fill(std::size_t i, double level) {
    for (auto taker : resources_[i].takers) {
      auto& x = growing_[taker];
      if (x.state == phase::grows)
        fix(taker, x.rate * level, level);
      else
        x.state = phase::fixed;
    }
    // Nobody takes more of it: what it lacks by rounding is nobody's business.
    resources_[i].takers.clear();
    ++resources_[i].version;
  }

  std::int64_t rounded(std::size_t i) const {
    auto& x = leases_[i];
    auto amount = growing_[i].amount;
    if (amount >= static_cast<double>(x.desired))
      return x.desired;
    auto floor =
        static_cast<std::int64_t>(std::floor(amount * (1 - excess) + lack));
    return std::clamp(floor, x.minimum, x.desired);
  }

  const std::vector<sharer>& leases_;
  std::vector<lease> growing_;
  std::vector<resource> resources_;
  std::priority_queue<entry, std::vector<entry>, std::greater<>> events_;
};

} // namespace

std::vector<std::int64_t> shares(const std::vector<std::int64_t>& capacities,
                                 const std::vector<sharer>& leases,
                                 share_scheme scheme) {
  return filling{capacities, leases, scheme}.run();
}

} // namespace leasehold
