// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "actors/resource/resource_machine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "messages/bounds.hpp"

namespace leasehold {

namespace {

constexpr duration minute = std::chrono::minutes{1};

/// Of the fullest dimension, rounded down; what is taken of nothing is all.
percent level_of(const amounts& taken, const amounts& capacity) {
  percent level = 0;
  for (auto u : all_units) {
    if (taken[u] <= 0)
      continue;
    auto part = capacity[u] <= 0
        ? 100
        : static_cast<__int128>(taken[u]) * 100 / capacity[u];
    level =
        std::max(level, static_cast<percent>(std::min<__int128>(part, 999)));
  }
  return level;
}

instant minute_of(instant at) {
  return std::chrono::floor<std::chrono::minutes>(at);
}

} // namespace

resource_machine::resource_machine(resource_name name, std::uint64_t hints_from)
    : name_(std::move(name)), version_(hints_from) {}

// -- what there is -----------------------------------------------------------

/// By its own account; nothing where it gives none.
std::optional<amounts> resource_machine::most() const {
  if (account_.is == report_resource::health::failed)
    return amounts{};
  if (!account_.capacity)
    return std::nullopt;
  return max(*account_.capacity, {});
}

amounts resource_machine::serves() const {
  auto own = most();
  return own ? min(given_.capacity, *own) : given_.capacity;
}

resource_machine::effects
resource_machine::configure(const configure_resource& given, instant now) {
  effects out;
  given_ = given;
  say_hint(now, out);
  return out;
}

resource_machine::effects
resource_machine::report(const report_resource& account, instant now) {
  effects out;
  auto before = std::pair{most(), account_.why};
  account_ = account;
  if (account_.is == report_resource::health::serving)
    account_.why.clear();
  if (account_.why.size() > bounds::note_bytes)
    account_.why.resize(bounds::note_bytes);
  if (before != std::pair{most(), account_.why})
    out.emplace_back(resource_serves{name_, most(), account_.why});
  say_hint(now, out);
  return out;
}

// -- demand ------------------------------------------------------------------

void resource_machine::watch(const std::optional<demand_limit>& limit) {
  limit_ = limit;
  if (!limit_)
    state_ = demand_state::normal;
}

demand_period& resource_machine::period(instant now) {
  auto start = minute_of(now);
  if (periods_.empty() || periods_.back().start < start) {
    periods_.emplace_back();
    periods_.back().start = start;
    periods_.back().free = max(capacity_ - taken_, {});
  }
  while (periods_.size() > minutes_kept
         || periods_.front().start + minutes_kept * minute <= start)
    periods_.pop_front();
  return periods_.back();
}

resource_machine::effects resource_machine::note(const note_demand& news,
                                                 instant now) {
  effects out;
  auto first = !std::exchange(seen_, true);
  capacity_ = news.capacity;
  taken_ = news.taken;
  auto& current = period(now);
  current.grants += news.grants;
  current.granted += news.granted;
  current.refusals += news.refusals;
  current.refused += news.refused;
  auto free = max(capacity_ - taken_, {});
  current.free = first ? free : min(current.free, free);
  if (news.refusals > 0)
    refused_at_ = now;
  level_ = level_of(taken_, capacity_);
  if (refused_at_ && now < *refused_at_ + minute)
    level_ = std::max<percent>(level_, 100);
  if (turns())
    out.emplace_back(demand_turned{state_, taken_, now});
  say_hint(now, out);
  return out;
}

/// Between the marks nothing turns.
bool resource_machine::turns() {
  if (!limit_)
    return false;
  auto next = state_;
  if (level_ >= limit_->high)
    next = demand_state::high;
  else if (level_ <= limit_->low)
    next = demand_state::normal;
  return std::exchange(state_, next) != next;
}

resource_demand resource_machine::tell(instant now) const {
  resource_demand result;
  result.resource = name_;
  if (limit_) {
    result.high = limit_->high;
    result.low = limit_->low;
  }
  result.capacity = capacity_;
  result.taken = taken_;
  result.level = level_;
  result.state = state_;
  for (auto& each : periods_)
    if (minute_of(now) < each.start + minutes_kept * minute)
      result.periods.push_back(each);
  return result;
}

// -- hints -------------------------------------------------------------------

load_hint::load resource_machine::load(instant now) const {
  auto closed = serves().zero() || given_.limit.latest_end(now) <= now;
  auto full = seen_ && level_of(taken_, capacity_) >= 100;
  return closed || full ? load_hint::load::full : load_hint::load::some_free;
}

void resource_machine::say_hint(instant now, effects& out) {
  hint_due_.reset();
  if (load(now) == said_)
    return;
  if (now < hint_from_) {
    hint_due_ = hint_from_;
    return;
  }
  said_ = load(now);
  hint_from_ = saturating_add(now, hint_every);
  ++version_;
  out.emplace_back(hint());
}

load_hint resource_machine::hint() const {
  return {name_, version_, said_};
}

resource_machine::effects resource_machine::due(instant now) {
  effects out;
  if (hint_due_ && *hint_due_ <= now)
    say_hint(now, out);
  return out;
}

std::optional<instant> resource_machine::next_deadline() const {
  return hint_due_;
}

} // namespace leasehold
