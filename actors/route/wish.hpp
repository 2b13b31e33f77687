// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "actors/route/search.hpp"
#include "messages/time.hpp"

namespace leasehold {

/// What a request asks of the region once the rules have had their say.
struct route_wish {
  route_query query;
  window term;
};

} // namespace leasehold
