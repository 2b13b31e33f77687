// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/lease.capnp.h"
#include "messages/lease.hpp"
#include "messages/service.hpp"

namespace leasehold {

void to_wire(const lease_request& x, rpc::LeaseRequest::Builder to);
/// Fails with `errc::invalid_request` where it breaks a bound or a rule that
/// holds for every request.
result<lease_request> from_wire(rpc::LeaseRequest::Reader x,
                                const time_base& now);

/// The lessee does not travel: a session renews and releases for its own.
void to_wire(const renewal_request& x, rpc::Renewal::Builder to);
result<renewal_request> from_wire(rpc::Renewal::Reader x);

void to_wire(const change_request& x, rpc::Change::Builder to);
result<change_request> from_wire(rpc::Change::Reader x);

route_constraints read_constraints(wire_reader& reader,
                                   capnp::List<capnp::Text>::Reader include,
                                   capnp::List<capnp::Text>::Reader exclude);

void to_wire(const release_request& x, rpc::Release::Builder to);
release_request from_wire(rpc::Release::Reader x) noexcept;

void to_wire(const lease_filter& x, rpc::LeaseFilter::Builder to);
result<lease_filter> from_wire(rpc::LeaseFilter::Reader x);

} // namespace leasehold
