// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/cli/calendar_text.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "messages/amount.hpp"
#include "messages/civil.hpp"
#include "tools/cli/text_table.hpp"
#include "tools/cli/time_text.hpp"

namespace leasehold::cli {

namespace {

using detail = resource_calendar::detail;

constexpr std::size_t cells_min = 10;

std::string times(const char* what, std::size_t count) {
  std::string text;
  while (count-- > 0)
    text += what;
  return text;
}

/// How many cells of `all` the part of `whole` has, at least one where there
/// is any.
std::size_t share(std::int64_t part, std::int64_t whole, std::size_t all) {
  if (part <= 0)
    return 0;
  if (part >= whole)
    return all;
  auto exact = static_cast<__int128>(part) * static_cast<__int128>(all) / whole;
  return std::max<std::size_t>(static_cast<std::size_t>(exact), 1);
}

/// To the second: more would be noise here.
std::string second_of(instant at, const time_base& clock) {
  auto wall = clock.to_wall(at);
  return format_time(std::chrono::floor<std::chrono::seconds>(wall));
}

std::string amount_text(unit u, std::int64_t value) {
  return value < 0 ? "-" + to_string(amounts{u, -value})
                   : to_string(amounts{u, value});
}

void print_steps(std::ostream& out, const resource_calendar& x, unit u,
                 const time_base& clock, const bar_style& style) {
  auto capacity = x.info.capacity[u];
  auto heading = fmt::format("OF {}", amount_text(u, capacity));
  std::vector<std::vector<std::string>> rows{
      {"FROM", "BOOKED", "HELD", "FREE"}};
  for (const auto& step : x.steps) {
    auto taken = step.taken[u];
    auto held = step.held[u];
    rows.push_back({second_of(step.from, clock), amount_text(u, taken - held),
                    amount_text(u, held), amount_text(u, capacity - taken)});
  }
  std::size_t used = 0;
  for (std::size_t i = 0; i < rows.front().size(); ++i) {
    std::size_t widest = 0;
    for (const auto& row : rows)
      widest = std::max(widest, row[i].size());
    used += widest + 2;
  }
  auto cells =
      style.columns > used + cells_min ? style.columns - used : cells_min;
  rows.front().push_back(heading);
  text_table table{rows.front()};
  for (std::size_t i = 0; i < x.steps.size(); ++i) {
    auto& row = rows[i + 1];
    row.push_back(
        bar(x.steps[i].taken[u], x.steps[i].held[u], capacity, cells, style));
    table.add(row);
  }
  out << '\n';
  table.print(out);
}

} // namespace

bar_style ascii_bars(std::size_t columns) {
  return {columns, "#", "=", "."};
}

bar_style unicode_bars(std::size_t columns) {
  return {columns, "█", "▒", "·"};
}

std::string bar(std::int64_t taken, std::int64_t held, std::int64_t capacity,
                std::size_t cells, const bar_style& style) {
  auto room = taken < capacity ? cells - 1 : cells;
  auto filled = std::min(share(taken, capacity, cells), room);
  auto booked = taken - held;
  auto solid = std::min(share(booked, taken, filled),
                        held > 0 && filled > 1 ? filled - 1 : filled);
  return times(style.booked, solid) + times(style.held, filled - solid)
      + times(style.free, cells - filled);
}

void print_calendar(std::ostream& out, const resource_calendar& x,
                    const time_base& clock, const bar_style& style) {
  field_list fields;
  fields.add("resource", x.info.name.str());
  fields.add("kind", x.info.kind.str());
  fields.add("gateway", x.info.gateway.str());
  fields.add("endpoint", x.info.endpoint.str());
  fields.add("capacity", to_string(x.info.capacity));
  fields.add("free now", to_string(x.info.free));
  fields.add("bookings", fmt::format("{}", x.info.bookings));
  fields.print(out);
  for (auto u : all_units) {
    auto taken =
        std::any_of(x.steps.begin(), x.steps.end(),
                    [u](const auto& step) { return step.taken[u] > 0; });
    if (x.info.capacity[u] > 0 || taken)
      print_steps(out, x, u, clock, style);
  }
  out << '\n'
      << style.booked << " booked  " << style.held << " held while a route is "
      << "set up  " << style.free << " free\n";
  if (x.until == forever)
    out << "The last line is as it stays.\n";
  if (x.steps_are == detail::merged)
    out << "There are more changes than lines: each line tells the worst of "
           "its time.\nSee a part with --from and --for, or more with "
           "--rows.\n";
}

} // namespace leasehold::cli
