// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/directory/survey.hpp"

namespace leasehold {

/// Brings the PEERs of the DIRECTORY to the nodes that its region names, and
/// tells whoever carries frames where those are.
/// @param next That region, with the gateways of other nodes known.
void meet_neighbours(directory_pointer self, const region_map& next);

} // namespace leasehold
