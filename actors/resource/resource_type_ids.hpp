// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// The messages of RESOURCEs, known to CAF. Declared beside their role, so that
// another one rebuilds the role alone. Like those of actors/type_ids.hpp they
// never leave the process and are never serialised; CAF needs no numbers for
// such.

#include <caf/allowed_unsafe_message_type.hpp>

namespace leasehold {

struct carrier_read;
struct carry_circuits;
struct change_channels;
struct channels_changed;
struct clear_interface;
struct circuits_carried;
struct configure_resource;
struct counters_read;
struct demand_told;
struct interface_read;
struct load_hint;
struct note_demand;
struct note_last_traffic;
struct note_traffic;
struct read_carrier;
struct read_counters;
struct read_interface;
struct report_resource;
struct resource_serves;
struct tell_demand;
struct tell_resources;
struct watch_load;
struct watch_threshold;

} // namespace leasehold

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::carrier_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::carry_circuits)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::change_channels)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::channels_changed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::clear_interface)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::circuits_carried)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::configure_resource)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::counters_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::demand_told)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::interface_read)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::load_hint)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::note_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::note_last_traffic)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::note_traffic)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_carrier)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_counters)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::read_interface)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::report_resource)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::resource_serves)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::tell_demand)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::tell_resources)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::watch_load)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(leasehold::watch_threshold)
