// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/actor.capnp.h"
#include "messages/actor.hpp"
#include "messages/codec/wire_reader.hpp"

namespace leasehold {

void to_wire(const actor_query& x, rpc::ActorQuery::Builder to);
result<actor_query> from_wire(rpc::ActorQuery::Reader x);

void to_wire(const actor_info& x, rpc::ActorInfo::Builder to);
result<actor_info> from_wire(rpc::ActorInfo::Reader x);

void to_wire(const message_note& x, rpc::MessageNote::Builder to);
result<message_note> from_wire(rpc::MessageNote::Reader x);

/// The path of one actor. Fails where it is none.
result<std::string> actor_path_from_wire(capnp::Text::Reader x);

} // namespace leasehold
