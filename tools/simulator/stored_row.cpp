// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "tools/simulator/stored_row.hpp"

#include <cstdint>
#include <string_view>

#include "runtime/store/crc32c.hpp"

namespace leasehold::sim {

namespace {

template <class T>
void put(std::string& to, T value) {
  for (std::size_t i = 0; i < sizeof(T); ++i)
    to.push_back(static_cast<char>(value >> (8 * i)));
}

template <class T>
T get(std::string_view from) {
  T result = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    result = static_cast<T>(
        result | T{static_cast<unsigned char>(from[i])} << (8 * i));
  return result;
}

constexpr std::size_t sum_size = 4;
constexpr std::size_t head_size = sum_size + 2 + 1 + 4;

} // namespace

std::string encode_row(const record& row) {
  std::string bytes(sum_size, '\0');
  bytes.reserve(head_size + row.key.size() + row.body.size());
  put(bytes, row.kind);
  bytes.push_back(static_cast<char>(row.what));
  put(bytes, static_cast<std::uint32_t>(row.key.size()));
  bytes += row.key;
  bytes += row.body;
  const auto sum = crc32c(0, std::string_view{bytes}.substr(sum_size));
  for (std::size_t i = 0; i < sum_size; ++i)
    bytes[i] = static_cast<char>(sum >> (8 * i));
  return bytes;
}

store_result<record> decode_row(const std::string& bytes) {
  const std::string_view all{bytes};
  if (all.size() < head_size
      || crc32c(0, all.substr(sum_size)) != get<std::uint32_t>(all))
    return store_error{store_errc::corrupt,
                       "the row does not match its checksum: restore a copy"};
  record row;
  row.kind = get<std::uint16_t>(all.substr(sum_size));
  row.what = static_cast<record::change>(all[sum_size + 2]);
  const auto key = get<std::uint32_t>(all.substr(sum_size + 3));
  row.key = all.substr(head_size, key);
  row.body = all.substr(head_size + key);
  return row;
}

} // namespace leasehold::sim
