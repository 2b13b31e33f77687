// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/region.capnp.h"
#include "messages/service_class.hpp"

namespace leasehold {

service_class read_class(wire_reader& reader, rpc::ServiceClass::Reader x);

void to_wire(const service_class& x, rpc::ServiceClass::Builder to);
/// Fails with `errc::invalid_request` where a class could never be meant so.
result<service_class> from_wire(rpc::ServiceClass::Reader x);

} // namespace leasehold
