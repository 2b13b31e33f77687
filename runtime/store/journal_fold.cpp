// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

// How the rows of a journal become state.

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/store/journal_tables.hpp"

namespace leasehold {

namespace {

using outcome = sqlite_statement::outcome;

constexpr const char* doing = "folding the journal";

} // namespace

store_error journal_tables::fold(std::size_t records_max) {
  if (!pass_) {
    if (folded_ == last_)
      return {};
    pass_ = fold_pass{last_, folded_, {}, {}};
  }
  if (auto failed = read_for_fold(*pass_, records_max))
    return failed;
  if (pass_->read < pass_->end)
    return {};
  ahead_ = pass_->end;
  if (auto failed = write_folded(*pass_, records_max))
    return failed;
  if (pass_->newest.empty())
    if (auto failed = drop_folded(*pass_, records_max))
      return failed;
  if (pass_->newest.empty() && pass_->rows.empty())
    pass_.reset();
  return note_folded();
}

store_error journal_tables::read_for_fold(fold_pass& pass,
                                          std::size_t records_max) {
  const auto keep = [&pass](record entry, std::int64_t seq) {
    pass.newest.insert_or_assign(
        folded_key{entry.kind, std::move(entry.key)},
        folded_record{entry.what, std::move(entry.body), seq});
    return store_error{};
  };
  std::uint64_t records = 0;
  read_journal_.bind(1, pass.read + 1);
  read_journal_.bind(2, pass.end);
  store_error failed;
  while (!failed && pass.read < pass.end && records < records_max) {
    const auto step = read_journal_.step();
    if (step == outcome::failed) {
      failed = db_->error("reading the journal");
      break;
    }
    if (step == outcome::done) {
      failed = corrupt("journal", fmt::format("seq {}", pass.read + 1),
                       "it is missing");
      break;
    }
    auto row = verified_row(pass.read + 1);
    if (auto why = std::get_if<store_error>(&row)) {
      failed = std::move(*why);
      break;
    }
    const auto& verified = std::get<journal_row>(row);
    failed = each_record(verified, ++pass.read, keep);
    pass.rows.push_back(verified.records);
    records += verified.records;
  }
  read_journal_.reset();
  return failed;
}

/// In the order of keys, so that each page of the state is written once.
store_error journal_tables::write_folded(fold_pass& pass,
                                         std::size_t records_max) {
  for (; records_max > 0 && !pass.newest.empty(); --records_max) {
    const auto first = pass.newest.begin();
    auto failed = first->second.what == record::change::put
        ? put_in_state(first->first, first->second)
        : erase_from_state(first->first);
    if (failed)
      return failed;
    pass.newest.erase(first);
  }
  return {};
}

/// The oldest first, so that those that are left have no gap.
store_error journal_tables::drop_folded(fold_pass& pass,
                                        std::size_t records_max) {
  for (std::uint64_t records = 0;
       records < records_max && !pass.rows.empty();) {
    records += pass.rows.front();
    journal_records_ -= pass.rows.front();
    pass.rows.pop_front();
    ++folded_;
  }
  drop_journal_.bind(1, folded_);
  if (drop_journal_.run() != outcome::done)
    return db_->error(doing);
  return {};
}

store_error journal_tables::note_folded() {
  put_folded_.bind(1, folded_);
  put_folded_.bind(2, ahead_);
  put_folded_.bind(3, static_cast<std::int64_t>(state_rows_));
  put_folded_.bind(4, std::int64_t{folded_checksum()});
  if (put_folded_.run() != outcome::done)
    return db_->error(doing);
  return {};
}

store_error journal_tables::put_in_state(const folded_key& key,
                                         const folded_record& entry) {
  const auto crc =
      std::int64_t{state_checksum(key.first, key.second, entry.body)};
  for (auto* statement : {&add_state_, &change_state_}) {
    statement->bind(1, std::int64_t{key.first});
    statement->bind(2, std::string_view{key.second});
    statement->bind(3, std::string_view{entry.body});
    statement->bind(4, crc);
    if (statement->run() != outcome::done)
      return db_->error(doing);
    if (sqlite3_changes64(db_->get()) == 0)
      continue;
    state_rows_ += statement == &add_state_ ? 1 : 0;
    return {};
  }
  return {};
}

store_error journal_tables::erase_from_state(const folded_key& key) {
  drop_state_.bind(1, std::int64_t{key.first});
  drop_state_.bind(2, std::string_view{key.second});
  if (drop_state_.run() != outcome::done)
    return db_->error(doing);
  state_rows_ -= static_cast<std::uint64_t>(sqlite3_changes64(db_->get()));
  return {};
}

} // namespace leasehold
