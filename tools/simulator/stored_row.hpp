// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "runtime/store/record.hpp"
#include "runtime/store/store_error.hpp"

namespace leasehold::sim {

/// A record as bytes with a CRC-32C in front, as a simulated disk keeps it.
std::string encode_row(const record& row);

/// `store_errc::corrupt` for bytes that `encode_row` did not make.
store_result<record> decode_row(const std::string& bytes);

} // namespace leasehold::sim
