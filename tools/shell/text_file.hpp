// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace leasehold::shell {

/// No script is longer, and no program of people that writes one.
inline constexpr std::size_t script_bytes_max = std::size_t{16} << 20;

/// All that is in the file.
/// @throws std::runtime_error where it can't be read or has more than
///         `bytes_max`; the message names `path`.
std::string read_text_file(const std::string& path, std::size_t bytes_max);

/// The same for what is open already.
std::string read_text(std::istream& in, const std::string& name,
                      std::size_t bytes_max);

} // namespace leasehold::shell
