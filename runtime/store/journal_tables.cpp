// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/journal_tables.hpp"

#include <array>
#include <cstdint>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/store/crc32c.hpp"
#include "runtime/store/record_block.hpp"

namespace leasehold {

namespace {

using outcome = sqlite_statement::outcome;

/// A row ends with the record that brings it to so many bytes: one that is
/// damaged, or read for a fold, is never large.
constexpr std::size_t block_bytes_max = std::size_t{256} << 10;

/// Room for so many bytes; more than any row here needs.
class place_bytes {
public:
  void add(std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
      bytes_[used_++] = static_cast<char>(value >> (8 * i));
  }
  std::string_view bytes() const {
    return {bytes_.data(), used_};
  }

private:
  std::array<char, 24> bytes_{};
  std::size_t used_ = 0;
};

// Covers all that a row of the journal says, its place too.
std::uint32_t checksum(std::int64_t seq, std::uint64_t records,
                       std::string_view block) {
  place_bytes place;
  place.add(static_cast<std::uint64_t>(seq), 8);
  place.add(records, 8);
  return crc32c(crc32c(0, place.bytes()), block);
}

std::string place_of(const record& entry) {
  std::string key;
  for (const unsigned char c : entry.key)
    key += c >= 0x20 && c < 0x7F ? std::string(1, static_cast<char>(c))
                                 : fmt::format("\\x{:02x}", c);
  return fmt::format("kind {}, key \"{}\"", entry.kind, key);
}

} // namespace

std::uint32_t journal_tables::state_checksum(std::uint16_t kind,
                                             std::string_view key,
                                             std::string_view body) {
  place_bytes place;
  place.add(kind, 2);
  // Keeps key and body apart.
  place.add(key.size(), 8);
  return crc32c(crc32c(crc32c(0, place.bytes()), key), body);
}

std::uint32_t journal_tables::folded_checksum() const {
  place_bytes place;
  place.add(static_cast<std::uint64_t>(folded_), 8);
  place.add(static_cast<std::uint64_t>(ahead_), 8);
  place.add(state_rows_, 8);
  return crc32c(0, place.bytes());
}

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
      {&insert_, "INSERT INTO journal VALUES (?1, ?2, ?3, ?4)"},
      {&read_state_, "SELECT kind, key, body, crc FROM state"},
      {&read_journal_,
       "SELECT seq, records, block, crc FROM journal "
       "WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq"},
      {&drop_state_, "DELETE FROM state WHERE kind = ?1 AND key = ?2"},
      {&add_state_,
       "INSERT INTO state VALUES (?1, ?2, ?3, ?4) "
       "ON CONFLICT (kind, key) DO NOTHING"},
      {&change_state_,
       "UPDATE state SET body = ?3, crc = ?4 WHERE kind = ?1 AND key = ?2"},
      {&drop_journal_, "DELETE FROM journal WHERE seq <= ?1"},
      {&put_folded_,
       "UPDATE folded SET seq = ?1, ahead = ?2, rows = ?3, crc = ?4 "
       "WHERE id = 1"},
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
  std::int64_t crc = 0;
  std::int64_t records = 0;
  const std::pair<std::int64_t*, const char*> ends[] = {
      {&folded_, "SELECT seq FROM folded WHERE id = 1"},
      {&ahead_, "SELECT ahead FROM folded WHERE id = 1"},
      {&rows, "SELECT rows FROM folded WHERE id = 1"},
      {&crc, "SELECT crc FROM folded WHERE id = 1"},
      {&last_, "SELECT coalesce(max(seq), 0) FROM journal"},
      {&records, "SELECT coalesce(sum(records), 0) FROM journal"},
  };
  for (const auto& [end, sql] : ends) {
    auto number = db_->read_number(sql);
    if (auto failed = std::get_if<store_error>(&number))
      return std::move(*failed);
    *end = std::get<std::int64_t>(number);
  }
  if (last_ == 0)
    last_ = folded_;
  state_rows_ = static_cast<std::uint64_t>(rows);
  if (crc != folded_checksum())
    return corrupt("folded", "row 1", "its checksum does not match");
  if (last_ < ahead_)
    return corrupt("journal", fmt::format("seq {}", ahead_),
                   fmt::format("it is missing, the last is {}", last_));
  journal_records_ = static_cast<std::uint64_t>(records);
  return {};
}

store_error journal_tables::insert(const std::vector<record_group>& groups) {
  std::string block;
  std::uint64_t records = 0;
  for (const auto& group : groups)
    for (const auto& entry : group) {
      add_to_block(block, entry);
      ++records;
      if (block.size() < block_bytes_max)
        continue;
      if (auto failed = insert_row(block, records))
        return failed;
      block.clear();
      records = 0;
    }
  return records > 0 ? insert_row(block, records) : store_error{};
}

store_error journal_tables::insert_row(const std::string& block,
                                       std::uint64_t records) {
  insert_.bind(1, last_ + 1);
  insert_.bind(2, static_cast<std::int64_t>(records));
  insert_.bind(3, std::string_view{block});
  insert_.bind(4, std::int64_t{checksum(last_ + 1, records, block)});
  if (insert_.run() != outcome::done)
    return db_->error("appending to the journal");
  ++last_;
  journal_records_ += records;
  return {};
}

store_error journal_tables::replay_state(const record_visitor& visit) {
  fold_pass early{ahead_, folded_, {}, {}};
  if (auto failed = read_for_fold(early, SIZE_MAX))
    return failed;
  if (auto failed = replay_rows(early.newest, visit))
    return failed;
  for (auto& [key, newest] : early.newest) {
    if (newest.what != record::change::put)
      continue;
    record entry{key.first, key.second, std::move(newest.body), newest.what};
    if (auto refused = visit(entry))
      return at_place(std::move(refused), "journal",
                      fmt::format("seq {}, {}", newest.seq, place_of(entry)));
  }
  return {};
}

store_error journal_tables::replay_rows(const folded_records& newer,
                                        const record_visitor& visit) {
  std::uint64_t rows = 0;
  auto step = read_state_.step();
  for (; step == outcome::row; step = read_state_.step(), ++rows) {
    record entry;
    entry.kind = static_cast<std::uint16_t>(read_state_.number(0));
    entry.key = read_state_.bytes(1);
    entry.body = read_state_.bytes(2);
    const auto intact = read_state_.number(0) == entry.kind
        && read_state_.number(3)
            == state_checksum(entry.kind, entry.key, entry.body);
    if (intact && newer.count({entry.kind, entry.key}) > 0)
      continue;
    auto failed = intact
        ? visit(entry)
        : corrupt("state", place_of(entry), "its checksum does not match");
    if (failed) {
      read_state_.reset();
      return intact ? at_place(std::move(failed), "state", place_of(entry))
                    : failed;
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

store_error journal_tables::replay_since(const record_visitor& visit) {
  std::uint64_t number = 0;
  const auto each = [&](record entry, std::int64_t seq) {
    ++number;
    auto refused = visit(std::move(entry));
    return refused ? at_place(std::move(refused), "journal",
                              fmt::format("seq {}, record {}", seq, number))
                   : store_error{};
  };
  auto expected = ahead_;
  read_journal_.bind(1, ahead_ + 1);
  read_journal_.bind(2, last_);
  auto step = read_journal_.step();
  for (; step == outcome::row; step = read_journal_.step()) {
    number = 0;
    auto row = verified_row(++expected);
    auto failed = std::get_if<store_error>(&row);
    auto refused = failed
        ? std::move(*failed)
        : each_record(std::get<journal_row>(row), expected, each);
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

store_result<journal_tables::journal_row>
journal_tables::verified_row(std::int64_t expected_seq) {
  const auto seq = read_journal_.number(0);
  if (seq != expected_seq)
    return corrupt("journal", fmt::format("seq {}", expected_seq),
                   fmt::format("it is missing, the next is {}", seq));
  journal_row row;
  row.records = static_cast<std::uint64_t>(read_journal_.number(1));
  row.block = read_journal_.bytes(2);
  if (read_journal_.number(3) != checksum(seq, row.records, row.block))
    return corrupt("journal", fmt::format("seq {}", seq),
                   "its checksum does not match");
  return row;
}

store_error journal_tables::each_record(const journal_row& row,
                                        std::int64_t seq,
                                        const row_visitor& visit) {
  block_reader reader{row.block};
  record entry;
  std::uint64_t number = 0;
  auto read = reader.next(entry);
  for (; read == block_reader::outcome::record; read = reader.next(entry)) {
    ++number;
    if (entry.what != record::change::put
        && entry.what != record::change::erase)
      return {store_errc::wrong_version,
              fmt::format("{}, table journal, seq {}, record {}: change {} is "
                          "unknown; start the version of Leasehold that wrote "
                          "it",
                          db_->path(), seq, number,
                          static_cast<int>(entry.what))};
    if (auto refused = visit(std::move(entry), seq))
      return refused;
  }
  if (read == block_reader::outcome::malformed || number != row.records)
    return corrupt("journal", fmt::format("seq {}", seq),
                   fmt::format("it should have {} records, and has {}",
                               row.records, number));
  return {};
}

store_error journal_tables::at_place(store_error refused, const char* table,
                                     std::string_view place) const {
  refused.message = fmt::format("{}, table {}, {}: {}", db_->path(), table,
                                place, refused.message);
  return refused;
}

store_error journal_tables::corrupt(const char* table, std::string_view place,
                                    std::string_view what) const {
  return {store_errc::corrupt,
          fmt::format("{}, table {}, {}: {}; restore a copy of the journal",
                      db_->path(), table, place, what)};
}

} // namespace leasehold
