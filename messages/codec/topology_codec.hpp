// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/region.capnp.h"
#include "messages/topology.hpp"

namespace leasehold {

void to_wire(const topology& x, rpc::Topology::Builder to);
/// Bounds it; whether its parts fit together is not looked at.
result<topology> from_wire(rpc::Topology::Reader x);

} // namespace leasehold
