// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/region.capnp.h"
#include "messages/resource.hpp"
#include "messages/service.hpp"

// What a node tells of itself and of what it runs.
namespace leasehold {

void to_wire(const resource_info& x, rpc::ResourceInfo::Builder to);
result<resource_info> from_wire(rpc::ResourceInfo::Reader x);

void to_wire(const resource_calendar& x, const time_base& now,
             rpc::ResourceCalendar::Builder to);
result<resource_calendar> from_wire(rpc::ResourceCalendar::Reader x,
                                    const time_base& now);

void to_wire(const gateway_info& x, const time_base& now,
             rpc::GatewayInfo::Builder to);
result<gateway_info> from_wire(rpc::GatewayInfo::Reader x,
                               const time_base& now);

/// Tells at most `bounds::findings`.
void to_wire(const audit_report& x, rpc::AuditReport::Builder to);
result<audit_report> from_wire(rpc::AuditReport::Reader x);

void to_wire(const node_status& x, rpc::NodeStatus::Builder to);
result<node_status> from_wire(rpc::NodeStatus::Reader x);

} // namespace leasehold
