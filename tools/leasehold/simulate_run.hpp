// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "messages/time.hpp"
#include "tools/leasehold/node_options.hpp"
#include "tools/leasehold/simulate_command.hpp"

namespace leasehold {

/// What became of one seed.
struct seed_report {
  enum class end : std::uint8_t { well, failed, interrupted };
  end how = end::well;
  /// What failed: what the script complained of, and what the audit found.
  std::string what;
  std::uint64_t faults = 0;
  duration simulated{};
};

/// Runs a script in a simulated region and audits that when it is over: faults
/// end, nodes that are down start, and what is on its way arrives. `write` gets
/// what the script prints.
seed_report run_seed(const simulate_command& command, std::uint64_t seed,
                     const std::string& script, const file_reader& read,
                     const std::string& version,
                     const std::function<void(std::string_view)>& write);

} // namespace leasehold
