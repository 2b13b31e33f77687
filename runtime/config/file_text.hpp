// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "messages/result.hpp"

namespace leasehold {

/// All that is in a file that an operator named. Fails with
/// `errc::unknown_name` where it can't be read, a folder for instance, with the
/// system's reason, and with `errc::too_much` where it has more than
/// `bytes_max`; both name the path.
result<std::string> read_file_text(const std::string& path,
                                   std::size_t bytes_max);

/// Puts a text in the place of a file, in one step: whoever reads meanwhile
/// sees the old one or the new one. Makes the folders that it lies in; it is
/// for its owner only. Fails with `errc::unavailable`, naming the path.
status replace_file_text(const std::string& path, const std::string& text);

} // namespace leasehold
