// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Words of the command line, read with the bounds that hold for them.

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "messages/bounds.hpp"
#include "messages/ids.hpp"
#include "messages/lease.hpp"
#include "messages/result.hpp"

namespace leasehold::cli {

/// A word that may name something. `what` says which word it is.
result<std::string> read_name(const std::string& word, const std::string& what,
                              std::size_t bytes_max = bounds::name_bytes);

/// As many as one call may carry.
result<std::vector<lease_id>>
read_lease_ids(const std::vector<std::string>& words);

/// "key=value" words.
result<std::map<std::string, std::string>>
read_labels(const std::vector<std::string>& words);

/// Says which option the failure is about.
failure about(const std::string& option, const failure& why);

} // namespace leasehold::cli
