// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "messages/result.hpp"
#include "tools/leasehold/node_options.hpp"

namespace leasehold {

/// A topology that is whole, as TOML: the one in `file`, or Figure 8.
result<std::string> read_region(const file_reader& read,
                                const std::optional<std::string>& file);

} // namespace leasehold
