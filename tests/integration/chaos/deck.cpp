// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/chaos/deck.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace leasehold::test {

namespace {

enum class outcome : std::uint8_t { survives, ends };

struct card {
  fault_kind kind;
  const char* name;
  outcome node;
  std::size_t copies;
};

constexpr std::array<card, fault_kinds> cards{{
    {fault_kind::kill, "kill -9", outcome::ends, 3},
    {fault_kind::kill_in_loop, "kill -9 in a loop", outcome::ends, 1},
    {fault_kind::stop, "stop in order", outcome::ends, 1},
    {fault_kind::pause, "pause", outcome::survives, 4},
    {fault_kind::low_space, "disk nearly full", outcome::survives, 1},
    {fault_kind::full_log, "disk full: log", outcome::ends, 1},
    {fault_kind::full_database, "disk full: database", outcome::survives, 1},
    {fault_kind::write_error_once, "write fails once", outcome::ends, 1},
    {fault_kind::write_error, "writes fail", outcome::ends, 1},
    {fault_kind::sync_error_once, "sync fails once", outcome::ends, 1},
    {fault_kind::sync_error, "syncs fail", outcome::ends, 1},
    {fault_kind::sync_error_done, "sync fails, done", outcome::ends, 1},
    {fault_kind::slow_syncs, "slow syncs", outcome::survives, 2},
    {fault_kind::stalled_sync, "stalled sync", outcome::survives, 3},
    {fault_kind::wall_jump, "wall clock jumps", outcome::survives, 3},
}};

const card& card_of(fault_kind x) noexcept {
  return cards[static_cast<std::size_t>(x)];
}

std::int64_t draw_between(deck::random_engine& random, std::int64_t least,
                          std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>{least, most}(random);
}

/// 0.1 to 5 terms; as many of them under a tenth of the longest as above.
duration draw_pause(deck::random_engine& random) {
  std::uniform_real_distribution<double> exponent{std::log(0.1), std::log(5)};
  return duration{static_cast<duration::rep>(
      std::exp(exponent(random)) * static_cast<double>(short_term.count()))};
}

} // namespace

const char* to_string(fault_kind x) noexcept {
  return card_of(x).name;
}

bool mortal(fault_kind x) noexcept {
  return card_of(x).node == outcome::ends;
}

std::size_t deck::size() {
  std::size_t sum = 0;
  for (auto& each : cards)
    sum += each.copies;
  return sum;
}

fault deck::draw(random_engine& random) {
  if (left_.empty()) {
    for (auto& each : cards)
      left_.insert(left_.end(), each.copies, each.kind);
    std::shuffle(left_.begin(), left_.end(), random);
  }
  fault next{left_.back()};
  left_.pop_back();
  next.length = draw_pause(random);
  constexpr std::int64_t years = 365 * 24 * 3600;
  next.wall_shift_s = draw_between(random, -20 * years, 20 * years);
  next.delay = duration{draw_between(random, 20, 200)};
  return next;
}

} // namespace leasehold::test
