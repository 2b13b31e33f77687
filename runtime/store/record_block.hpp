// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Records side by side in one string, as the journal keeps all that became
// durable together.

#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/store/record.hpp"

namespace leasehold {

/// Puts a record at the end of a block.
/// @pre key and body are shorter than 4 GiB
void add_to_block(std::string& block, const record& entry);

/// Reads a block whose checksum was right. What it says of lengths is checked
/// nevertheless: a block can be wrong although it is as it was written.
class block_reader {
public:
  /// @pre the bytes outlive it
  explicit block_reader(std::string_view block) : left_(block) {}

  enum class outcome : std::uint8_t { record, end, malformed };
  outcome next(record& to);

private:
  std::string_view left_;
};

} // namespace leasehold
