// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/disk.hpp"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "tools/simulator/stored_row.hpp"

namespace leasehold::sim {

namespace {

constexpr std::uint64_t disk_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t low_bytes = std::uint64_t{32} << 20;

store_error visit_row(const std::string& bytes, const record_visitor& visit,
                      const char* place, std::size_t number) {
  auto row = decode_row(bytes);
  auto why = std::get_if<store_error>(&row);
  auto failed = why ? *why : visit(std::move(std::get<record>(row)));
  if (failed)
    failed.message = fmt::format("{} {}: {}", place, number, failed.message);
  return failed;
}

} // namespace

const char* to_string(disk::tail x) noexcept {
  switch (x) {
  case disk::tail::none:
    return "none";
  case disk::tail::kept:
    return "kept";
  case disk::tail::lost:
    return "lost";
  case disk::tail::torn:
    return "torn";
  }
  return "unknown";
}

void disk::write(const std::vector<record_group>& groups) {
  transaction rows;
  for (auto& group : groups)
    for (auto& row : group)
      rows.push_back(encode_row(row));
  cached_ = std::move(rows);
  cached_is_ = doubtful::no;
}

void disk::append(transaction rows) {
  durable_.log_rows += rows.size();
  for (auto& row : rows)
    durable_.bytes += row.size();
  durable_.log.push_back(std::move(rows));
}

void disk::sync() {
  if (cached_)
    append(std::move(*cached_));
  cached_.reset();
}

void disk::doubt() {
  cached_is_ = doubtful::yes;
}

store_error disk::read(const record_visitor& visit) {
  if (cached_ && cached_is_ == doubtful::yes && chance_.below(2) == 0)
    cached_.reset();
  sync();
  // The rest of a torn transaction never was one.
  if (torn_) {
    durable_.log_rows -= durable_.log.back().size();
    durable_.log.pop_back();
    torn_ = false;
  }
  std::size_t number = 0;
  for (auto& [key, bytes] : durable_.state)
    if (auto failed = visit_row(bytes, visit, "state row", ++number))
      return failed;
  number = 0;
  for (auto& rows : durable_.log)
    for (auto& bytes : rows)
      if (auto failed = visit_row(bytes, visit, "journal row", ++number))
        return failed;
  return {};
}

void disk::fold(std::size_t rows_max) {
  while (rows_max > 0 && !durable_.log.empty()) {
    auto& rows = durable_.log.front();
    const auto count = std::min(rows_max, rows.size());
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
    for (auto row = rows.begin(); row != end; ++row) {
      // Verified when it was read, or written by this process.
      const auto entry = std::get<record>(decode_row(*row));
      state_key key{entry.kind, entry.key};
      if (entry.what == record::change::put)
        durable_.state.insert_or_assign(std::move(key), std::move(*row));
      else
        durable_.state.erase(key);
    }
    rows.erase(rows.begin(), end);
    if (rows.empty())
      durable_.log.pop_front();
    durable_.log_rows -= count;
    rows_max -= count;
  }
}

journal_figures disk::figures() const {
  journal_figures result;
  result.state_rows = durable_.state.size();
  result.journal_rows = durable_.log_rows;
  result.bytes_on_disk = durable_.bytes;
  result.space = full() ? disk_space::low : space_;
  result.bytes_free = full() ? 0
      : space_ == disk_space::low
      ? low_bytes
      : disk_bytes - std::min(disk_bytes / 2, durable_.bytes);
  return result;
}

disk::tail disk::lose_power() {
  if (!cached_)
    return tail::none;
  auto rows = std::move(*cached_);
  cached_.reset();
  switch (chance_.below(3)) {
  case 0:
    return tail::lost;
  case 1:
    append(std::move(rows));
    return tail::kept;
  default:
    rows.resize(chance_.below(rows.size() + 1));
    if (!rows.empty())
      rows.back().resize(chance_.below(rows.back().size()));
    append(std::move(rows));
    torn_ = true;
    return tail::torn;
  }
}

bool disk::flip_bit() {
  const auto logged = durable_.log.empty() ? 0 : durable_.log.size() - 1;
  const auto count = durable_.state.size() + logged;
  if (count == 0)
    return false;
  const auto pick = chance_.below(count);
  std::string* row = nullptr;
  if (pick < logged) {
    auto& rows = durable_.log[pick];
    if (rows.empty())
      return false;
    row = &rows[chance_.below(rows.size())];
  } else {
    row = &std::next(durable_.state.begin(),
                     static_cast<std::ptrdiff_t>(pick - logged))
               ->second;
  }
  auto& byte = (*row)[chance_.below(row->size())];
  byte = static_cast<char>(byte ^ (1 << chance_.below(8)));
  return true;
}

void disk::wipe() {
  durable_ = {};
  cached_.reset();
  torn_ = false;
}

void disk::take_snapshot() {
  snapshot_ = durable_;
}

bool disk::restore_snapshot() {
  if (!snapshot_)
    return false;
  durable_ = *snapshot_;
  cached_.reset();
  torn_ = false;
  return true;
}

std::chrono::nanoseconds disk::draw_delay(true_time now) {
  const auto stall = std::max(true_time{0}, stalled_until_ - now);
  if (timing_.usual.count() == 0)
    return stall;
  return stall + chance_.tail(timing_.usual, timing_.longest);
}

} // namespace leasehold::sim
