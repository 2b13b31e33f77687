// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/store/record_block.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <limits>

namespace leasehold {

namespace {

// Of a record: kind, change, lengths of key and body; the lowest byte first.
constexpr std::size_t kind_bytes = 2;
constexpr std::size_t change_bytes = 1;
constexpr std::size_t length_bytes = 4;
constexpr std::size_t head_bytes = kind_bytes + change_bytes + 2 * length_bytes;

void put(std::string& to, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    to.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint64_t take(std::string_view& from, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i)
    value |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
  from.remove_prefix(bytes);
  return value;
}

} // namespace

void add_to_block(std::string& block, const record& entry) {
  assert(entry.key.size() <= std::numeric_limits<std::uint32_t>::max()
         && entry.body.size() <= std::numeric_limits<std::uint32_t>::max());
  put(block, entry.kind, kind_bytes);
  put(block, static_cast<std::uint64_t>(entry.what), change_bytes);
  put(block, entry.key.size(), length_bytes);
  put(block, entry.body.size(), length_bytes);
  block += entry.key;
  block += entry.body;
}

block_reader::outcome block_reader::next(record& to) {
  if (left_.empty())
    return outcome::end;
  if (left_.size() < head_bytes)
    return outcome::malformed;
  to.kind = static_cast<std::uint16_t>(take(left_, kind_bytes));
  to.what = static_cast<record::change>(take(left_, change_bytes));
  const auto key = take(left_, length_bytes);
  const auto body = take(left_, length_bytes);
  if (left_.size() < key + body)
    return outcome::malformed;
  to.key = left_.substr(0, key);
  to.body = left_.substr(key, body);
  left_.remove_prefix(key + body);
  return outcome::record;
}

} // namespace leasehold
