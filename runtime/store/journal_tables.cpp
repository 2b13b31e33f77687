// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal_tables.hpp"

#include <array>
#include <map>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/store/crc32c.hpp"

namespace leasehold {

namespace {

using outcome = sqlite_statement::outcome;

// Covers all that a row says. `seq` is 0 in the state, where order has no
// meaning. Lengths keep key and body apart.
std::uint32_t checksum(std::int64_t seq, const record& entry) {
  std::array<char, 19> head{};
  std::size_t used = 0;
  const auto put = [&head, &used](std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      head[used++] = static_cast<char>(value >> (8 * i));
  };
  put(static_cast<std::uint64_t>(seq), 8);
  put(entry.kind, 2);
  put(static_cast<std::uint64_t>(entry.what), 1);
  put(entry.key.size(), 8);
  return crc32c(crc32c(crc32c(0, {head.data(), head.size()}), entry.key),
                entry.body);
}

std::string place_of(const record& entry) {
  std::string key;
  for (const unsigned char c : entry.key)
    key += c >= 0x20 && c < 0x7F ? std::string(1, static_cast<char>(c))
                                 : fmt::format("\\x{:02x}", c);
  return fmt::format("kind {}, key \"{}\"", entry.kind, key);
}

} // namespace

store_result<journal_tables> journal_tables::prepare(sqlite_database& db) {
  journal_tables result;
  result.db_ = &db;
  if (auto failed = result.prepare_statements())
    return failed;
  if (auto failed = result.read_ends())
    return failed;
  return result;
}

store_error journal_tables::prepare_statements() {
  const std::pair<sqlite_statement*, const char*> statements[] = {
      {&insert_, "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
      {&read_state_, "SELECT kind, key, body, crc FROM state"},
      {&read_journal_,
       "SELECT seq, kind, what, key, body, crc FROM journal "
       "WHERE seq > ?1 ORDER BY seq LIMIT ?2"},
      {&drop_state_, "DELETE FROM state WHERE kind = ?1 AND key = ?2"},
      {&put_state_, "INSERT INTO state VALUES (?1, ?2, ?3, ?4)"},
      {&drop_journal_, "DELETE FROM journal WHERE seq <= ?1"},
      {&put_folded_, "UPDATE folded SET seq = ?1, rows = ?2 WHERE id = 1"},
  };
  for (const auto& [statement, sql] : statements) {
    auto prepared = sqlite_statement::prepare(*db_, sql);
    if (auto failed = std::get_if<store_error>(&prepared))
      return std::move(*failed);
    *statement = std::move(std::get<sqlite_statement>(prepared));
  }
  return {};
}

store_error journal_tables::read_ends() {
  std::int64_t rows = 0;
  const std::pair<std::int64_t*, const char*> ends[] = {
      {&folded_, "SELECT seq FROM folded WHERE id = 1"},
      {&rows, "SELECT rows FROM folded WHERE id = 1"},
      {&last_, "SELECT coalesce(max(seq), 0) FROM journal"},
  };
  for (const auto& [end, sql] : ends) {
    auto number = db_->read_number(sql);
    if (auto failed = std::get_if<store_error>(&number))
      return std::move(*failed);
    *end = std::get<std::int64_t>(number);
  }
  if (last_ == 0)
    last_ = folded_;
  if (folded_ < 0 || rows < 0 || last_ < folded_)
    return corrupt("folded", "row 1",
                   fmt::format("it says seq {}, {} rows, and the journal ends "
                               "at {}",
                               folded_, rows, last_));
  state_rows_ = static_cast<std::uint64_t>(rows);
  return {};
}

store_error journal_tables::insert(const record& entry) {
  insert_.bind(1, last_ + 1);
  insert_.bind(2, std::int64_t{entry.kind});
  insert_.bind(3, static_cast<std::int64_t>(entry.what));
  insert_.bind(4, std::string_view{entry.key});
  insert_.bind(5, std::string_view{entry.body});
  insert_.bind(6, std::int64_t{checksum(last_ + 1, entry)});
  if (insert_.run() != outcome::done)
    return db_->error("appending to the journal");
  ++last_;
  return {};
}

store_error journal_tables::replay(const record_visitor& visit) {
  if (auto failed = replay_state(visit))
    return failed;
  return replay_journal(visit);
}

store_error journal_tables::replay_state(const record_visitor& visit) {
  std::uint64_t rows = 0;
  auto step = read_state_.step();
  for (; step == outcome::row; step = read_state_.step(), ++rows) {
    record entry;
    entry.kind = static_cast<std::uint16_t>(read_state_.number(0));
    entry.key = read_state_.bytes(1);
    entry.body = read_state_.bytes(2);
    const auto stored = read_state_.number(3);
    const auto place = place_of(entry);
    const bool intact =
        read_state_.number(0) == entry.kind && stored == checksum(0, entry);
    auto failed = intact
        ? visit_row(visit, std::move(entry), "state", place)
        : corrupt("state", place, "its checksum does not match");
    if (failed) {
      read_state_.reset();
      return failed;
    }
  }
  auto failed =
      step == outcome::failed ? db_->error("reading the state") : store_error{};
  read_state_.reset();
  if (!failed && rows != state_rows_)
    return corrupt(
        "state", "all rows",
        fmt::format("{} are there, {} were written", rows, state_rows_));
  return failed;
}

store_error journal_tables::replay_journal(const record_visitor& visit) {
  auto expected = folded_;
  read_journal_.bind(1, std::int64_t{-1});
  read_journal_.bind(2, std::int64_t{-1});
  auto step = read_journal_.step();
  for (; step == outcome::row; step = read_journal_.step()) {
    auto entry = journal_row(++expected);
    auto failed = std::get_if<store_error>(&entry);
    auto refused = failed
        ? std::move(*failed)
        : visit_row(visit, std::move(std::get<record>(entry)), "journal",
                    fmt::format("seq {}", expected));
    if (refused) {
      read_journal_.reset();
      return refused;
    }
  }
  auto failed = step == outcome::failed ? db_->error("reading the journal")
                                        : store_error{};
  read_journal_.reset();
  return failed;
}

store_error journal_tables::visit_row(const record_visitor& visit, record entry,
                                      const char* table,
                                      std::string_view place) {
  auto refused = visit(std::move(entry));
  if (refused)
    refused.message = fmt::format("{}, table {}, {}: {}", db_->path(), table,
                                  place, refused.message);
  return refused;
}

store_result<record> journal_tables::journal_row(std::int64_t expected_seq) {
  const auto seq = read_journal_.number(0);
  if (seq != expected_seq)
    return corrupt("journal", fmt::format("seq {}", expected_seq),
                   fmt::format("it is missing, the next is {}", seq));
  record entry;
  entry.kind = static_cast<std::uint16_t>(read_journal_.number(1));
  entry.what = static_cast<record::change>(read_journal_.number(2));
  entry.key = read_journal_.bytes(3);
  entry.body = read_journal_.bytes(4);
  if (read_journal_.number(1) != entry.kind
      || read_journal_.number(2) != static_cast<std::int64_t>(entry.what)
      || read_journal_.number(5) != checksum(seq, entry))
    return corrupt("journal", fmt::format("seq {}", seq),
                   "its checksum does not match");
  if (entry.what != record::change::put && entry.what != record::change::erase)
    return store_error{
        store_errc::wrong_version,
        fmt::format("{}, table journal, seq {}: change {} is unknown; start "
                    "the version of Leasehold that wrote it",
                    db_->path(), seq, static_cast<int>(entry.what))};
  return entry;
}

store_error journal_tables::fold(std::size_t rows_max) {
  // Only the last record of a key in the chunk is worth a write.
  std::map<std::pair<std::uint16_t, std::string>, record> newest;
  auto end = folded_;
  read_journal_.bind(1, folded_);
  read_journal_.bind(2, static_cast<std::int64_t>(rows_max));
  auto step = read_journal_.step();
  for (; step == outcome::row; step = read_journal_.step()) {
    auto row = journal_row(++end);
    if (auto failed = std::get_if<store_error>(&row)) {
      read_journal_.reset();
      return std::move(*failed);
    }
    auto& entry = std::get<record>(row);
    auto key = std::pair{entry.kind, entry.key};
    newest.insert_or_assign(std::move(key), std::move(entry));
  }
  read_journal_.reset();
  if (step == outcome::failed)
    return db_->error("reading the journal");
  for (const auto& [key, entry] : newest)
    if (auto failed = replace_in_state(entry))
      return failed;
  drop_journal_.bind(1, end);
  put_folded_.bind(1, end);
  put_folded_.bind(2, static_cast<std::int64_t>(state_rows_));
  if (drop_journal_.run() != outcome::done
      || put_folded_.run() != outcome::done)
    return db_->error("folding the journal");
  folded_ = end;
  return {};
}

store_error journal_tables::replace_in_state(const record& entry) {
  drop_state_.bind(1, std::int64_t{entry.kind});
  drop_state_.bind(2, std::string_view{entry.key});
  if (drop_state_.run() != outcome::done)
    return db_->error("folding the journal");
  state_rows_ -= static_cast<std::uint64_t>(sqlite3_changes64(db_->get()));
  if (entry.what == record::change::erase)
    return {};
  put_state_.bind(1, std::int64_t{entry.kind});
  put_state_.bind(2, std::string_view{entry.key});
  put_state_.bind(3, std::string_view{entry.body});
  put_state_.bind(4, std::int64_t{checksum(0, entry)});
  if (put_state_.run() != outcome::done)
    return db_->error("folding the journal");
  ++state_rows_;
  return {};
}

store_error journal_tables::corrupt(const char* table, std::string_view place,
                                    std::string_view what) const {
  return {store_errc::corrupt,
          fmt::format("{}, table {}, {}: {}; restore a copy of the journal",
                      db_->path(), table, place, what)};
}

} // namespace leasehold
