// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/outage.hpp"
#include "messages/region.capnp.h"

namespace leasehold {

outage read_outage(wire_reader& reader, rpc::Outage::Reader x);
void to_wire(const outage& x, const time_base& now, rpc::Outage::Builder to);
result<outage> from_wire(rpc::Outage::Reader x, const time_base& now);

} // namespace leasehold
