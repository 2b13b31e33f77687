// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/limit.hpp"
#include "messages/region.capnp.h"

namespace leasehold {

limit_rule read_rule(wire_reader& reader, rpc::LimitRule::Reader x);

void to_wire(const limit_rule& x, rpc::LimitRule::Builder to);
/// Fails with `errc::invalid_request` where a rule could never be meant so.
result<limit_rule> from_wire(rpc::LimitRule::Reader x);

} // namespace leasehold
