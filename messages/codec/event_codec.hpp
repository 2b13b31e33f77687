// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/codec/wire_reader.hpp"
#include "messages/event.hpp"
#include "messages/lease.capnp.h"
#include "messages/service.hpp"

namespace leasehold {

lease_event read_event(wire_reader& reader, rpc::Event::Reader x);

void to_wire(const lease_event& x, const time_base& now,
             rpc::Event::Builder to);
result<lease_event> from_wire(rpc::Event::Reader x, const time_base& now);

void to_wire(const event_page& x, const time_base& now,
             rpc::EventPage::Builder to);
result<event_page> from_wire(rpc::EventPage::Reader x, const time_base& now);

} // namespace leasehold
