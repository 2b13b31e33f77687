// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "tools/leasehold/node_options.hpp"

namespace leasehold {

struct simulate_setting {
  file_reader read;
  std::string version;
  /// Whether Ctrl-C was seen while no script ran.
  std::function<bool()> interrupted;
};

/// `leasehold simulate`: a script in simulated regions, seed by seed; returns
/// the exit code.
int run_simulate_program(const std::vector<std::string>& words,
                         const simulate_setting& setting, std::ostream& out,
                         std::ostream& err);

} // namespace leasehold
