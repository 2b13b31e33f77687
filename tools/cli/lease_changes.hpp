// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// What changes leases that are there. Each of many is settled by itself; the
// exit code is that of the first that failed.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/cli/context.hpp"

namespace leasehold::cli {

/// `lease renew` as it was typed.
struct renewal_words {
  std::vector<std::string> ids;
  /// Counts from now.
  std::string length;
  /// Whether a lease may end earlier than it does now.
  bool shorten = false;
  bool keep = false;
  /// Random where absent.
  std::optional<std::uint64_t> request;
};

/// Renews leases, however many, in calls of at most `bounds::batch_items`. One
/// that would end earlier is refused unless that was asked for. An infinite
/// period needs somebody who stays, so it is refused without `keep`.
exit_code renew_leases(context& run, const renewal_words& words);

/// `lease change` as it was typed. What is empty stays as it is.
struct change_words {
  std::string id;
  std::string amount;
  std::string length;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  bool keep = false;
};

exit_code change_lease(context& run, const change_words& words);

/// What the lease was told is known, up to the event with this sequence.
exit_code acknowledge_lease(context& run, const std::string& id,
                            std::uint32_t sequence);

/// Gives leases back, however many.
exit_code release_leases(context& run, const std::vector<std::string>& ids);

} // namespace leasehold::cli
