// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/demand.hpp"
#include "messages/region.capnp.h"

namespace leasehold {

demand_threshold read_threshold(wire_reader& reader,
                                rpc::DemandThreshold::Reader x);
void to_wire(const demand_threshold& x, rpc::DemandThreshold::Builder to);
result<demand_threshold> from_wire(rpc::DemandThreshold::Reader x);

void to_wire(const resource_demand& x, const time_base& now,
             rpc::ResourceDemand::Builder to);
result<resource_demand> from_wire(rpc::ResourceDemand::Reader x,
                                  const time_base& now);

} // namespace leasehold
