// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/usage/usage_book.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

namespace leasehold {

namespace {

constexpr duration hour_long = std::chrono::hours{1};
constexpr int ms_in_second = 1000;

usage_hour hour_of(wall_time at) {
  return std::chrono::floor<std::chrono::hours>(at.time_since_epoch()).count();
}

wall_time start_of(usage_hour x) {
  return wall_time{x * hour_long};
}

usage_hour oldest_kept(const time_base& base) {
  return hour_of(base.wall) - usage_hours_kept + 1;
}

/// What is taken back before it was counted is nothing yet.
std::uint64_t in_seconds(__int128 x) {
  constexpr __int128 most = std::numeric_limits<std::uint64_t>::max();
  return static_cast<std::uint64_t>(
      std::clamp<__int128>(x / ms_in_second, 0, most));
}

bool may_see(const principal& who, const lessee_name& lessee) {
  return who.role == role::operator_ || who.name == lessee;
}

} // namespace

usage_sums usage_book::row::sums() const {
  usage_sums y;
  for (std::size_t i = 0; i < held.size(); ++i)
    y.held[i] = in_seconds(held[i]);
  y.bytes = bytes;
  y.grants = grants;
  y.denials = denials;
  return y;
}

usage_book::area usage_book::scaled(const amounts& x, int by) {
  area y{};
  for (auto u : all_units)
    y[static_cast<std::size_t>(u)] = static_cast<__int128>(x[u]) * by;
  return y;
}

// -- amounts times time ------------------------------------------------------

usage_book::row& usage_book::row_now(const lessee_name& who,
                                     const time_base& base) {
  const row_key key{hour_of(base.wall), who};
  dirty_.insert(key);
  return rows_[key];
}

void usage_book::add(const lessee_name& who, const area& amount, instant from,
                     instant to, const time_base& base) {
  const auto sign = from <= to ? 1 : -1;
  if (to < from)
    std::swap(from, to);
  const auto now = hour_of(base.wall);
  from = std::max(from, base.to_instant(start_of(oldest_kept(base))));
  while (from < to) {
    const auto hour = hour_of(base.to_wall(from));
    const auto end = std::min(to, base.to_instant(start_of(hour + 1)));
    auto& row = rows_[{hour, who}];
    // Nothing else will have it written: it is over.
    if (hour < now)
      dirty_.insert({hour, who});
    for (std::size_t i = 0; i < amount.size(); ++i)
      row.held[i] += sign * amount[i] * (end - from).count();
    from = end;
  }
}

void usage_book::settle(holder& x, const time_base& base) {
  auto& [who, sum] = x;
  if (base.now <= sum.until)
    return;
  add(who, sum.amount, sum.until, base.now, base);
  sum.until = base.now;
}

void usage_book::hold(holder& x, const area& more, instant from,
                      const time_base& base) {
  add(x.first, more, from, x.second.until, base);
  for (std::size_t i = 0; i < more.size(); ++i)
    x.second.amount[i] += more[i];
}

usage_book::holder& usage_book::holder_of(const lessee_name& who,
                                          const time_base& base) {
  return *holders_.try_emplace(who, holding_sum{{}, base.now, 0}).first;
}

// -- leases ------------------------------------------------------------------

void usage_book::restore(const usage_record& x) {
  auto& row = rows_[{x.hour, x.lessee}];
  for (std::size_t i = 0; i < row.held.size(); ++i)
    row.held[i] = static_cast<__int128>(x.sums.held[i]) * ms_in_second;
  row.bytes = x.sums.bytes;
  row.grants = x.sums.grants;
  row.denials = x.sums.denials;
  auto& until = counted_until_.try_emplace(x.lessee, x.until).first->second;
  until = std::max(until, x.until);
}

void usage_book::restore(const std::shared_ptr<const lease_record>& x,
                         const time_base& base) {
  if (x->phase != lease_phase::granted)
    return;
  auto& info = x->info;
  auto& entry = enter(*x, base);
  auto counted = counted_until_.find(info.lessee);
  if (counted == counted_until_.end() || counted->second < info.since) {
    const auto hour = hour_of(base.to_wall(info.since));
    if (hour >= oldest_kept(base)) {
      ++rows_[{hour, info.lessee}].grants;
      dirty_.emplace(hour, info.lessee);
    }
  }
  if (counted != counted_until_.end())
    entry.start = std::max(entry.start, counted->second);
  begin_if_due(x->info.id, entry, base);
}

usage_book::holding& usage_book::enter(const lease_record& x,
                                       const time_base& base) {
  auto& of = holder_of(x.info.lessee, base);
  ++of.second.leases;
  auto& entry = leases_[x.info.id];
  entry = {&of, x.info.amount, x.info.term.start, x.info.term.end,
           holding::state::booked};
  return entry;
}

void usage_book::begin_if_due(lease_id id, holding& x, const time_base& base) {
  if (base.now < x.start) {
    starts_.emplace(x.start, id);
    return;
  }
  x.is = holding::state::begun;
  hold(*x.of, scaled(x.amount, 1), x.start, base);
}

/// One that ran out holds nothing after its term, however late that is written.
void usage_book::leave(lease_id id, instant at, const time_base& base) {
  auto i = leases_.find(id);
  auto& x = i->second;
  if (x.is == holding::state::begun)
    hold(*x.of, scaled(x.amount, -1), std::min(at, x.end), base);
  else
    starts_.erase({x.start, id});
  auto& of = *x.of;
  leases_.erase(i);
  if (--of.second.leases > 0)
    return;
  settle(of, base);
  holders_.erase(lessee_name{of.first});
}

void usage_book::note(const std::shared_ptr<const lease_record>& x,
                      event_kind what, instant at, const time_base& base) {
  begin_all_due(base);
  auto& info = x->info;
  auto i = leases_.find(info.id);
  const auto over = what == event_kind::ended || x->phase == lease_phase::over;
  auto& row = row_now(info.lessee, base);
  if (i == leases_.end()) {
    if (over)
      return;
    if (what == event_kind::granted)
      ++row.grants;
    begin_if_due(info.id, enter(*x, base), base);
    return;
  }
  if (over) {
    leave(info.id, at, base);
    return;
  }
  auto& known = i->second;
  known.end = info.term.end;
  const auto before = std::exchange(known.amount, info.amount);
  if (known.is == holding::state::begun) {
    hold(*known.of, scaled(info.amount - before, 1), at, base);
  } else if (known.start != info.term.start) {
    starts_.erase({known.start, info.id});
    known.start = info.term.start;
    begin_if_due(info.id, known, base);
  }
}

void usage_book::denied(const lessee_name& who, const time_base& base) {
  ++row_now(who, base).denials;
}

void usage_book::delivered(const lessee_name& who, std::uint64_t bytes,
                           const time_base& base) {
  row_now(who, base).bytes += bytes;
}

void usage_book::begin_all_due(const time_base& base) {
  while (!starts_.empty() && starts_.begin()->first <= base.now) {
    const auto id = starts_.begin()->second;
    starts_.erase(starts_.begin());
    auto& x = leases_.at(id);
    row_now(x.of->first, base);
    begin_if_due(id, x, base);
  }
}

void usage_book::advance(const time_base& base) {
  begin_all_due(base);
  for (auto& each : holders_)
    settle(each, base);
}

// -- rows --------------------------------------------------------------------

usage_record usage_book::record_of(const row_key& key, const row& x,
                                   instant until) const {
  return {key.second, key.first, x.sums(), until};
}

void usage_book::drop(std::map<row_key, row>::iterator x) {
  erased_.push_back(record_of(x->first, x->second, {}));
  dirty_.erase(x->first);
  rows_.erase(x);
}

usage_book::changes usage_book::take_changes(const time_base& base) {
  while (!rows_.empty()
         && (rows_.size() > rows_max_
             || rows_.begin()->first.first < oldest_kept(base)))
    drop(rows_.begin());
  // All that a lessee has is counted until now where any of it says so.
  const auto now = hour_of(base.wall);
  std::set<row_key> current;
  for (auto& key : dirty_)
    if (rows_.count({now, key.second}) > 0)
      current.emplace(now, key.second);
  dirty_.merge(current);
  changes result;
  for (auto& key : std::exchange(dirty_, {}))
    result.put.push_back(record_of(key, rows_.at(key), base.now));
  result.erased = std::exchange(erased_, {});
  return result;
}

usage_report usage_book::tell(const usage_query& question, const principal& who,
                              const time_base& base) const {
  const auto first =
      std::max(hour_of(base.wall
                       - std::min(question.back, usage_hours_kept * hour_long)),
               oldest_kept(base));
  std::map<lessee_name, row> sums;
  for (auto i = rows_.lower_bound({first, {}}); i != rows_.end(); ++i) {
    auto& [key, x] = *i;
    if (!may_see(who, key.second)
        || (question.lessee && *question.lessee != key.second))
      continue;
    auto& to = sums[key.second];
    for (std::size_t u = 0; u < to.held.size(); ++u)
      to.held[u] += x.held[u];
    to.bytes += x.bytes;
    to.grants += x.grants;
    to.denials += x.denials;
  }
  usage_report report;
  report.from = start_of(first);
  for (auto& [lessee, sum] : sums)
    report.lessees.push_back({lessee, sum.sums()});
  return report;
}

} // namespace leasehold
