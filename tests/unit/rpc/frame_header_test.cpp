// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "runtime/rpc/frame_header.hpp"

#include <numeric>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace leasehold {
namespace {

constexpr frame_bounds generous{8 << 20, 64};

using bytes = std::vector<unsigned char>;

bytes numbers(const std::vector<std::uint32_t>& words) {
  bytes result;
  for (auto word : words)
    for (int shift = 0; shift < 32; shift += 8)
      result.push_back(static_cast<unsigned char>(word >> shift));
  return result;
}

bytes table_of(const std::vector<std::uint32_t>& sizes) {
  std::vector<std::uint32_t> words{
      static_cast<std::uint32_t>(sizes.size() - 1)};
  words.insert(words.end(), sizes.begin(), sizes.end());
  if (words.size() % 2 != 0)
    words.push_back(0);
  return numbers(words);
}

frame_header read(const bytes& data, const frame_bounds& bounds = generous) {
  return read_frame_header(data.data(), data.size(), bounds);
}

TEST(FrameHeader, ReadsOneSegment) {
  auto header = read(table_of({5}));
  EXPECT_EQ(frame_verdict::good, header.verdict);
  EXPECT_EQ(8u, header.table_bytes);
  EXPECT_EQ(1u, header.segments);
  EXPECT_EQ(5u, header.body_words);
}

TEST(FrameHeader, SkipsThePaddingOfAnEvenNumberOfSegments) {
  auto table = table_of({1, 2});
  auto header = read(table);
  EXPECT_EQ(frame_verdict::good, header.verdict);
  EXPECT_EQ(16u, header.table_bytes);
  EXPECT_EQ(3u, header.body_words);
  EXPECT_EQ(1u, segment_words(table.data(), 0));
  EXPECT_EQ(2u, segment_words(table.data(), 1));
}

TEST(FrameHeader, RefusesANumberOfSegmentsThatOverflows) {
  EXPECT_EQ(frame_verdict::too_many_segments,
            read(numbers({0xFFFFFFFF})).verdict);
}

TEST(FrameHeader, AllowsExactlyTheBounds) {
  std::vector<std::uint32_t> most(64, 1);
  EXPECT_EQ(frame_verdict::good, read(table_of(most)).verdict);
  most.push_back(1);
  EXPECT_EQ(frame_verdict::too_many_segments, read(table_of(most)).verdict);
  frame_bounds small{4096, 64};
  EXPECT_EQ(frame_verdict::good, read(table_of({511}), small).verdict);
  EXPECT_EQ(frame_verdict::too_large, read(table_of({512}), small).verdict);
}

TEST(FrameHeader, AddsSizesWithoutOverflow) {
  std::vector<std::uint32_t> sizes(64, 0xFFFFFFFF);
  EXPECT_EQ(frame_verdict::too_large, read(table_of(sizes)).verdict);
}

TEST(FrameHeader, JudgesBeforeTheTableIsWhole) {
  EXPECT_EQ(frame_verdict::too_large,
            read(numbers({63, 1, 0xFFFFFFFF})).verdict);
  EXPECT_EQ(frame_verdict::incomplete, read(numbers({63, 1})).verdict);
}

TEST(FrameHeader, RefusesATableThatAloneIsTooLarge) {
  EXPECT_EQ(frame_verdict::too_large,
            read(numbers({63}), frame_bounds{64, 64}).verdict);
}

RC_GTEST_PROP(FrameHeader, ReadsEveryTableOnceItIsWhole, ()) {
  auto sizes = *rc::gen::resize(
      80,
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::uint32_t>>(
          rc::gen::inRange<std::uint32_t>(0, 60000))));
  auto table = table_of(sizes);
  auto words = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  auto header = read(table);
  if (sizes.size() > generous.segments_max) {
    RC_ASSERT(header.verdict == frame_verdict::too_many_segments);
  } else if (table.size() + words * bytes_per_word > generous.bytes_max) {
    RC_ASSERT(header.verdict == frame_verdict::too_large);
  } else {
    RC_ASSERT(header.verdict == frame_verdict::good);
    RC_ASSERT(header.table_bytes == table.size());
    RC_ASSERT(header.body_words == words);
    for (std::size_t n = 0; n < table.size(); ++n)
      RC_ASSERT(read_frame_header(table.data(), n, generous).verdict
                == frame_verdict::incomplete);
  }
}

RC_GTEST_PROP(FrameHeader, NeverTakesBackAVerdict, (const bytes& data)) {
  auto last = frame_verdict::incomplete;
  for (std::size_t n = 0; n <= data.size(); ++n) {
    auto now = read_frame_header(data.data(), n, generous).verdict;
    RC_ASSERT(last == frame_verdict::incomplete || now == last);
    last = now;
  }
}

} // namespace
} // namespace leasehold
