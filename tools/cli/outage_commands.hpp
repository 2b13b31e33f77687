// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "messages/decision.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace leasehold::cli {

/// The words of a command line that takes a gateway or a link out of service.
struct outage_words {
  std::string name;
  std::string at;
  std::string longest;
  bool dry_run = false;
};

exit_code drain(context& run, const outage_words& words);
exit_code report_error(context& run, const outage_words& words);
exit_code restore(context& run, const std::string& name);

/// What would become of leases, in the chosen format.
exit_code print_plan(context& run, const curtailment& plan);

} // namespace leasehold::cli
