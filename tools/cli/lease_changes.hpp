// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changes leases that are there. Each of many is settled by itself; the
// exit code is that of the first that failed.

#include <cstdint>
#include <string>
#include <vector>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// `length` counts from now.
exit_code renew_leases(context& run, const std::vector<std::string>& ids,
                       const std::string& length);

/// What is empty stays as it is.
struct change_words {
  std::string id;
  std::string amount;
  std::string length;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
};

exit_code change_lease(context& run, const change_words& words);

/// What the lease was told is known, up to the event with this sequence.
exit_code acknowledge_lease(context& run, const std::string& id,
                            std::uint32_t sequence);
exit_code release_leases(context& run, const std::vector<std::string>& ids);

} // namespace leasehold::cli
