// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/dice.hpp"

#include <algorithm>
#include <cassert>

#include "tools/simulator/trace_hash.hpp"

namespace leasehold::sim {

namespace {

constexpr std::uint64_t rotate(std::uint64_t x, int bits) noexcept {
  return (x << bits) | (x >> (64 - bits));
}

} // namespace

// xoshiro256**, its state filled by a splitmix64 as its authors advise.
dice::dice(std::uint64_t seed) noexcept : seed_(seed), state_() {
  auto x = seed;
  for (auto& word : state_) {
    x += 0x9e3779b97f4a7c15U;
    word = mixed(x);
  }
}

dice dice::fork(std::string_view name, std::uint64_t number) const noexcept {
  trace_hash child;
  child.fold(seed_);
  child.fold(name);
  child.fold(number);
  return dice{child.value()};
}

std::uint64_t dice::next() noexcept {
  const auto result = rotate(state_[1] * 5, 7) * 9;
  const auto t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = rotate(state_[3], 45);
  return result;
}

std::uint64_t dice::below(std::uint64_t count) noexcept {
  assert(count > 0);
  // The high half of a product is even enough once the few low halves that
  // some results have one more of are drawn again.
  using wide = unsigned __int128;
  auto product = wide{next()} * count;
  if (static_cast<std::uint64_t>(product) < count) {
    const auto surplus = (0 - count) % count;
    while (static_cast<std::uint64_t>(product) < surplus)
      product = wide{next()} * count;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

std::int64_t dice::between(std::int64_t low, std::int64_t high) noexcept {
  assert(low <= high);
  const auto first = static_cast<std::uint64_t>(low);
  const auto span = static_cast<std::uint64_t>(high) - first;
  const auto offset = span == UINT64_MAX ? next() : below(span + 1);
  return static_cast<std::int64_t>(first + offset);
}

std::chrono::nanoseconds dice::between(std::chrono::nanoseconds low,
                                       std::chrono::nanoseconds high) noexcept {
  return std::chrono::nanoseconds{between(low.count(), high.count())};
}

bool dice::hit(std::uint32_t parts_per_million) noexcept {
  return below(1'000'000) < parts_per_million;
}

std::chrono::nanoseconds dice::tail(std::chrono::nanoseconds usual,
                                    std::chrono::nanoseconds longest) noexcept {
  auto floor = usual;
  while (floor < longest && (next() >> 63) == 0)
    floor *= 2;
  return std::min(longest, between(floor, floor * 2));
}

} // namespace leasehold::sim
