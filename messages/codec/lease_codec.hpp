// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/lease.capnp.h"
#include "messages/lease.hpp"

namespace leasehold {

lease_info read_lease_info(wire_reader& reader, rpc::LeaseInfo::Reader x);

void to_wire(const lease_info& x, const time_base& now,
             rpc::LeaseInfo::Builder to);
/// The same for a client, with the term in civil time.
void show(const lease_info& x, const time_base& now,
          rpc::LeaseInfo::Builder to);
result<lease_info> from_wire(rpc::LeaseInfo::Reader x, const time_base& now);

/// All but the capability of a grant.
void to_wire(const lease_outcome& x, const time_base& now,
             rpc::LeaseOutcome::Builder to);
result<lease_outcome> from_wire(rpc::LeaseOutcome::Reader x,
                                const time_base& now);

void to_wire(const release_outcome& x, rpc::ReleaseOutcome::Builder to);
result<release_outcome> from_wire(rpc::ReleaseOutcome::Reader x);

} // namespace leasehold
