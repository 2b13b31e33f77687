// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/decision.hpp"
#include "messages/lease.capnp.h"

namespace leasehold {

decision read_decision(wire_reader& reader, rpc::Decision::Reader x);
void to_wire(const decision& x, rpc::Decision::Builder to);
result<decision> from_wire(rpc::Decision::Reader x);

void to_wire(const curtailment& x, rpc::Curtailment::Builder to);
result<curtailment> from_wire(rpc::Curtailment::Reader x);

} // namespace leasehold
