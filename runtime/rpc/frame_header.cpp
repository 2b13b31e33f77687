// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/frame_header.hpp"

#include <cassert>

namespace leasehold {

namespace {

constexpr std::size_t number_bytes = 4;

std::uint32_t read_number(const unsigned char* data) noexcept {
  return std::uint32_t{data[0]} | std::uint32_t{data[1]} << 8
      | std::uint32_t{data[2]} << 16 | std::uint32_t{data[3]} << 24;
}

frame_header verdict(frame_verdict x) noexcept {
  frame_header result;
  result.verdict = x;
  return result;
}

} // namespace

frame_header read_frame_header(const unsigned char* data, std::size_t size,
                               const frame_bounds& bounds) noexcept {
  if (size < number_bytes)
    return verdict(frame_verdict::incomplete);
  // Compared before one is added: 0xFFFFFFFF would become 0.
  auto segments_less_one = read_number(data);
  if (segments_less_one >= bounds.segments_max)
    return verdict(frame_verdict::too_many_segments);
  auto segments = segments_less_one + 1;
  auto table_words = std::size_t{segments} / 2 + 1;
  auto table_bytes = table_words * bytes_per_word;
  if (table_bytes > bounds.bytes_max)
    return verdict(frame_verdict::too_large);
  auto words_max = bounds.bytes_max / bytes_per_word - table_words;
  // Each size is judged as it comes: a peer that announces too much is not
  // waited for.
  std::uint64_t words = 0;
  for (std::uint32_t i = 0; i < segments; ++i) {
    if (size < (i + 2) * number_bytes)
      return verdict(frame_verdict::incomplete);
    words += segment_words(data, i);
    if (words > words_max)
      return verdict(frame_verdict::too_large);
  }
  if (size < table_bytes)
    return verdict(frame_verdict::incomplete);
  assert(words <= words_max);
  return {frame_verdict::good, table_bytes, segments, words};
}

std::uint32_t segment_words(const unsigned char* data,
                            std::uint32_t index) noexcept {
  return read_number(data + (std::size_t{index} + 1) * number_bytes);
}

} // namespace leasehold
