// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Words of the command line, read with the bounds that hold for them.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
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

/// A whole number in decimal digits: no sign, no other base. Out of range is a
/// failure, never another number.
result<std::uint64_t> read_number(const std::string& word, std::uint64_t least,
                                  std::uint64_t most);

/// The number that was given, or a new one.
request_id request_number(std::optional<std::uint64_t> given);

result<std::vector<lease_id>>
read_lease_ids(const std::vector<std::string>& words);

/// "key=value" words.
result<std::map<std::string, std::string>>
read_labels(const std::vector<std::string>& words);

/// Says which option the failure is about.
failure about(const std::string& option, const failure& why);

} // namespace leasehold::cli
