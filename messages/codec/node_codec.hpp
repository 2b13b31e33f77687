// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/node_info.hpp"
#include "messages/peer_link.capnp.h"

namespace leasehold {

void to_wire(const node_info& x, rpc::NodeInfo::Builder to);
result<node_info> from_wire(rpc::NodeInfo::Reader x);

} // namespace leasehold
