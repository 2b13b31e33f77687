// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tools/simulator/play/run.hpp"
#include "tools/simulator/play/scenario.hpp"

namespace leasehold::sim {

/// What a failing seed broke, and how to run it again.
std::string describe_failure(const scenario& plan, const run_report& report);

/// The story of what is left of a scenario that breaks a rule when all is left
/// out without which it still does.
std::string shrunken_story(const scenario& plan, const std::string& rule,
                           run_settings settings = {});

} // namespace leasehold::sim
