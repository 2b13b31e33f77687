// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/usage.capnp.h"
#include "messages/usage.hpp"

namespace leasehold {

traffic read_passed(rpc::Traffic::Reader x);
usage_sums read_sums(wire_reader& reader, rpc::UsageSums::Reader x);

void to_wire(const traffic& x, rpc::Traffic::Builder to);
void to_wire(const nic_traffic& x, rpc::NicTraffic::Builder to);
void to_wire(const usage_sums& x, rpc::UsageSums::Builder to);
void to_wire(const lessee_usage& x, rpc::LesseeUsage::Builder to);

result<nic_traffic> from_wire(rpc::NicTraffic::Reader x);
result<lessee_usage> from_wire(rpc::LesseeUsage::Reader x);

} // namespace leasehold
