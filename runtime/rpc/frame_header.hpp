// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace leasehold {

/// A frame of Cap'n Proto begins with a table: the number of segments less
/// one, the size in words of each, and padding to a whole word, all in 32-bit
/// little-endian numbers. This reads the table of a frame from a peer before
/// anybody allocates or computes by it.
struct frame_bounds {
  /// Of the whole frame, its table included.
  std::uint64_t bytes_max = 0;
  std::uint32_t segments_max = 0;
};

enum class frame_verdict {
  /// Not enough bytes to tell; read more.
  incomplete,
  /// The table is whole and within the bounds.
  good,
  too_many_segments,
  too_large,
};

struct frame_header {
  frame_verdict verdict = frame_verdict::incomplete;
  /// With `good`: of the table with its padding.
  std::size_t table_bytes = 0;
  std::uint32_t segments = 0;
  std::uint64_t body_words = 0;
};

inline constexpr std::size_t bytes_per_word = 8;

/// Judges the first `size` bytes of a frame.
frame_header read_frame_header(const unsigned char* data, std::size_t size,
                               const frame_bounds& bounds) noexcept;

/// The size in words of a segment.
/// @pre the header was `good` and `index` is below its number of segments
std::uint32_t segment_words(const unsigned char* data,
                            std::uint32_t index) noexcept;

} // namespace leasehold
