// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/amount.hpp"

#include <algorithm>
#include <limits>

namespace leasehold {

namespace {

std::int64_t saturating_sum(std::int64_t x, std::int64_t y) noexcept {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(x, y, &sum))
    return sum;
  return y < 0 ? std::numeric_limits<std::int64_t>::min()
               : std::numeric_limits<std::int64_t>::max();
}

std::int64_t saturating_difference(std::int64_t x, std::int64_t y) noexcept {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(x, y, &difference))
    return difference;
  return y < 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

} // namespace

amounts& amounts::operator+=(const amounts& other) noexcept {
  for (std::size_t i = 0; i < unit_count; ++i)
    values_[i] = saturating_sum(values_[i], other.values_[i]);
  return *this;
}

amounts& amounts::operator-=(const amounts& other) noexcept {
  for (std::size_t i = 0; i < unit_count; ++i)
    values_[i] = saturating_difference(values_[i], other.values_[i]);
  return *this;
}

bool amounts::zero() const noexcept {
  return values_ == std::array<std::int64_t, unit_count>{};
}

bool amounts::negative() const noexcept {
  return std::any_of(values_.begin(), values_.end(),
                     [](std::int64_t x) { return x < 0; });
}

bool amounts::fits(const amounts& room) const noexcept {
  return std::equal(values_.begin(), values_.end(), room.values_.begin(),
                    [](std::int64_t x, std::int64_t y) { return x <= y; });
}

amounts max(const amounts& x, const amounts& y) noexcept {
  amounts result;
  for (auto u : {unit::bit_per_second, unit::byte, unit::count})
    result.set(u, std::max(x[u], y[u]));
  return result;
}

amounts min(const amounts& x, const amounts& y) noexcept {
  amounts result;
  for (auto u : {unit::bit_per_second, unit::byte, unit::count})
    result.set(u, std::min(x[u], y[u]));
  return result;
}

} // namespace leasehold
