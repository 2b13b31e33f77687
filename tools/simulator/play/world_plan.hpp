// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/simulator/oracle/facts.hpp"
#include "tools/simulator/play/scenario.hpp"
#include "tools/simulator/world.hpp"

namespace leasehold::sim {

/// The world in which a scenario plays.
world_config world_of(const scenario& plan);

/// What the oracle knows of it from the start.
region_facts facts_of(const scenario& plan);

} // namespace leasehold::sim
