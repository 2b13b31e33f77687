// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/contention/shares.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace leasehold {
namespace {

using amounts_of = std::vector<std::int64_t>;

constexpr auto both = {share_scheme::max_min, share_scheme::proportional};

sharer one_of(std::int64_t minimum, std::int64_t desired, double weight = 1,
              std::vector<sharer::take> takes = {{0, 1}}) {
  return {weight, minimum, desired, std::move(takes)};
}

double rate_of(const sharer& x, share_scheme scheme) {
  return scheme == share_scheme::max_min
      ? x.weight
      : x.weight * static_cast<double>(x.desired);
}

TEST(Shares, AreWhatIsDesiredWhereThatFits) {
  for (auto scheme : both)
    EXPECT_EQ(shares({100}, {one_of(10, 40), one_of(0, 60)}, scheme),
              (amounts_of{40, 60}));
}

TEST(Shares, AreEqualUnderMaxMin) {
  EXPECT_EQ(shares({90}, {one_of(0, 80), one_of(0, 80), one_of(0, 10)},
                   share_scheme::max_min),
            (amounts_of{40, 40, 10}));
}

TEST(Shares, AreTheSamePartOfWhatIsDesiredInProportion) {
  EXPECT_EQ(shares({90}, {one_of(0, 100), one_of(0, 50), one_of(0, 30)},
                   share_scheme::proportional),
            (amounts_of{50, 25, 15}));
}

TEST(Shares, GrowWithTheWeight) {
  EXPECT_EQ(
      shares({90}, {one_of(0, 80, 2), one_of(0, 80, 1)}, share_scheme::max_min),
      (amounts_of{60, 30}));
}

TEST(Shares, AreNeverBelowTheMinimum) {
  EXPECT_EQ(
      shares({90}, {one_of(70, 80), one_of(0, 80)}, share_scheme::max_min),
      (amounts_of{70, 20}));
  for (auto scheme : both)
    EXPECT_EQ(shares({90}, {one_of(70, 80), one_of(50, 80)}, scheme),
              (amounts_of{70, 50}))
        << "what does not fit at all is for others to refuse";
}

// The long one takes of both links and is held back by the first.
TEST(Shares, FollowRoutes) {
  EXPECT_EQ(shares({60, 90},
                   {one_of(0, 100, 1, {{0, 1}, {1, 1}}),
                    one_of(0, 100, 1, {{0, 1}}), one_of(0, 100, 1, {{1, 1}})},
                   share_scheme::max_min),
            (amounts_of{30, 30, 60}));
}

TEST(Shares, TakeAsMuchOfAResourceAsTheFactorSays) {
  EXPECT_EQ(shares({90}, {one_of(0, 100, 1, {{0, 2}}), one_of(0, 100)},
                   share_scheme::max_min),
            (amounts_of{30, 30}));
}

TEST(Shares, OfNothingAreNothing) {
  for (auto scheme : both) {
    EXPECT_EQ(shares({}, {}, scheme), amounts_of{});
    EXPECT_EQ(shares({0}, {one_of(0, 5)}, scheme), amounts_of{0});
    EXPECT_EQ(shares({5}, {one_of(0, 0), one_of(3, 3)}, scheme),
              (amounts_of{0, 3}));
    EXPECT_EQ(shares({}, {one_of(0, 5, 1, {})}, scheme), amounts_of{5});
  }
}

// -- random networks ---------------------------------------------------------

struct network {
  amounts_of capacities;
  std::vector<sharer> leases;
};

/// Up to 12 links and 60 leases over up to 5 of them, whose minimums fit.
network any_network(std::mt19937& dice) {
  auto some = [&dice](std::int64_t first, std::int64_t last) {
    return std::uniform_int_distribution<std::int64_t>{first, last}(dice);
  };
  network x;
  x.capacities.resize(static_cast<std::size_t>(some(1, 12)));
  for (auto& capacity : x.capacities)
    capacity = some(0, 3) == 0 ? 0 : some(1'000'000, 1'000'000'000);
  auto left = x.capacities;
  for (auto i = some(1, 60); i > 0; --i) {
    sharer lease;
    lease.weight = static_cast<double>(some(1, 100)) / 10;
    std::vector<std::size_t> all(x.capacities.size());
    for (std::size_t j = 0; j < all.size(); ++j)
      all[j] = j;
    std::shuffle(all.begin(), all.end(), dice);
    all.resize(std::min<std::size_t>(all.size(),
                                     static_cast<std::size_t>(some(1, 5))));
    auto most = std::int64_t{1'000'000'000};
    for (auto resource : all) {
      lease.takes.push_back({resource, static_cast<double>(some(1, 3))});
      most = std::min(most, left[resource] / 3);
    }
    lease.minimum = some(0, 2) == 0 ? 0 : some(0, most / 2);
    lease.desired =
        lease.minimum + (some(0, 9) == 0 ? 0 : some(0, 500'000'000));
    for (auto& take : lease.takes)
      left[take.resource] -=
          lease.minimum * static_cast<std::int64_t>(take.factor);
    x.leases.push_back(std::move(lease));
  }
  return x;
}

double load(const network& x, std::size_t resource,
            const std::vector<double>& amounts) {
  double sum = 0;
  for (std::size_t i = 0; i < x.leases.size(); ++i)
    for (auto& take : x.leases[i].takes)
      if (take.resource == resource)
        sum += amounts[i] * take.factor;
  return sum;
}

/// The definition, literally: the highest level at which all still fits, found
/// by halving; then those on a full link are settled, and again.
std::vector<double> reference(const network& x, share_scheme scheme) {
  auto n = x.leases.size();
  std::vector<double> settled(n, -1);
  auto at = [&](double level) {
    std::vector<double> amounts(n);
    for (std::size_t i = 0; i < n; ++i) {
      auto& lease = x.leases[i];
      amounts[i] = settled[i] >= 0
          ? settled[i]
          : std::clamp(rate_of(lease, scheme) * level,
                       static_cast<double>(lease.minimum),
                       static_cast<double>(lease.desired));
    }
    return amounts;
  };
  auto fits = [&](const std::vector<double>& amounts) {
    for (std::size_t r = 0; r < x.capacities.size(); ++r)
      if (load(x, r, amounts) > static_cast<double>(x.capacities[r]) + 1e-3)
        return false;
    return true;
  };
  for (std::size_t round = 0; round <= n; ++round) {
    double low = 0;
    double high = 1e10;
    if (fits(at(high)))
      return at(high);
    for (auto i = 0; i < 100; ++i) {
      auto middle = (low + high) / 2;
      (fits(at(middle)) ? low : high) = middle;
    }
    // What is full at this level: the least more of it does not fit.
    auto now = at(low);
    auto more = at(low + low * 1e-6 + 1e-9);
    for (std::size_t r = 0; r < x.capacities.size(); ++r) {
      if (load(x, r, more) <= static_cast<double>(x.capacities[r]) + 1e-3)
        continue;
      for (std::size_t i = 0; i < n; ++i)
        for (auto& take : x.leases[i].takes)
          if (take.resource == r)
            settled[i] = now[i];
    }
  }
  return at(0);
}

TEST(Shares, AreWithinOnePercentOfTheDefinitionOnRandomNetworks) {
  for (auto seed = 0u; seed < 60; ++seed) {
    std::mt19937 dice{seed};
    auto x = any_network(dice);
    for (auto scheme : both) {
      auto found = shares(x.capacities, x.leases, scheme);
      auto exact = reference(x, scheme);
      for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_NEAR(static_cast<double>(found[i]), exact[i],
                    std::max(2.0, exact[i] * 0.01))
            << seed << ' ' << i << ' ' << to_string(scheme);
    }
  }
}

TEST(Shares, NeverExceedACapacityNorGoBelowAMinimum) {
  for (auto seed = 0u; seed < 500; ++seed) {
    std::mt19937 dice{seed};
    auto x = any_network(dice);
    for (auto scheme : both) {
      auto found = shares(x.capacities, x.leases, scheme);
      amounts_of left = x.capacities;
      for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_GE(found[i], x.leases[i].minimum) << seed;
        ASSERT_LE(found[i], x.leases[i].desired) << seed;
        for (auto& take : x.leases[i].takes)
          left[take.resource] -=
              found[i] * static_cast<std::int64_t>(take.factor);
      }
      for (auto rest : left)
        ASSERT_GE(rest, 0) << seed;
    }
  }
}

// Whoever has less than it desires takes of a link that is full, and there
// nobody above its minimum is better off.
TEST(Shares, HaveABottleneckEach) {
  for (auto seed = 0u; seed < 500; ++seed) {
    std::mt19937 dice{seed};
    auto x = any_network(dice);
    for (auto scheme : both) {
      auto found = shares(x.capacities, x.leases, scheme);
      std::vector<double> amounts(found.begin(), found.end());
      auto level = [&](std::size_t i) {
        return amounts[i] / rate_of(x.leases[i], scheme);
      };
      auto bound_by = [&](std::size_t i, std::size_t r) {
        auto slack = static_cast<double>(3 * x.leases.size());
        if (load(x, r, amounts) + slack < static_cast<double>(x.capacities[r]))
          return false;
        for (std::size_t j = 0; j < found.size(); ++j)
          for (auto& take : x.leases[j].takes)
            if (take.resource == r && found[j] > x.leases[j].minimum
                && level(j) > level(i) * 1.0001
                        + 2 / rate_of(x.leases[i], scheme)
                        + 2 / rate_of(x.leases[j], scheme))
              return false;
        return true;
      };
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] == x.leases[i].desired)
          continue;
        auto& takes = x.leases[i].takes;
        ASSERT_TRUE(
            std::any_of(takes.begin(), takes.end(),
                        [&](auto& take) { return bound_by(i, take.resource); }))
            << seed << ' ' << i << ' ' << to_string(scheme);
      }
    }
  }
}

// In whatever order they come: the sum of the minimums is what is asked for
// before a lease is granted.
TEST(Shares, OfOthersStayAboveTheirMinimumHoweverManyAreAdded) {
  for (auto seed = 0u; seed < 100; ++seed) {
    std::mt19937 dice{seed};
    auto x = any_network(dice);
    for (auto scheme : both)
      for (std::size_t count = 1; count <= x.leases.size(); ++count) {
        std::vector<sharer> some{x.leases.begin(),
                                 x.leases.begin()
                                     + static_cast<std::ptrdiff_t>(count)};
        auto found = shares(x.capacities, some, scheme);
        for (std::size_t i = 0; i < count; ++i)
          ASSERT_GE(found[i], some[i].minimum) << seed << ' ' << count;
      }
  }
}

// The level at which the first link is full decides for ten thousand.
TEST(Shares, OfTenThousandAddUp) {
  std::vector<sharer> leases;
  for (auto i = 0; i < 10'000; ++i)
    leases.push_back(
        one_of(1000, 1'000'000, 1 + i % 3,
               {{0, 1}, {1 + static_cast<std::size_t>(i) % 50, 1}}));
  amounts_of capacities(51, 1'000'000'000);
  auto found = shares(capacities, leases, share_scheme::max_min);
  std::int64_t sum = 0;
  for (auto x : found)
    sum += x;
  EXPECT_LE(sum, 1'000'000'000);
  EXPECT_GE(sum, 1'000'000'000 - 10'000);
}

} // namespace
} // namespace leasehold
