// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "messages/action.capnp.h"
#include "messages/action.hpp"
#include "messages/codec/wire_reader.hpp"

namespace leasehold {

action_request read_action_request(wire_reader& reader,
                                   rpc::ActionRequest::Reader x);
target_status read_target_status(wire_reader& reader,
                                 rpc::TargetStatus::Reader x);
child_key read_child_key(wire_reader& reader, rpc::ChildKey::Reader x);
child_order read_child_order(wire_reader& reader, rpc::ChildOrder::Reader x);
child_word read_child_word(wire_reader& reader, rpc::ChildWord::Reader x);
/// Targets of a call, each within its bound.
std::vector<std::string> read_targets(wire_reader& reader,
                                      capnp::List<capnp::Text>::Reader x,
                                      std::size_t size_max);

void to_wire(const action_request& x, const time_base& now,
             rpc::ActionRequest::Builder to);
void to_wire(const target_status& x, rpc::TargetStatus::Builder to);
void to_wire(const action_info& x, const time_base& now,
             rpc::ActionInfo::Builder to);
void to_wire(const status_page& x, const time_base& now,
             rpc::StatusPageResult::Page::Builder to);
void to_wire(const location& x, rpc::Location::Builder to);
void to_wire(const child_key& x, rpc::ChildKey::Builder to);
void to_wire(const child_order& x, const time_base& now,
             rpc::ChildOrder::Builder to);
void to_wire(const child_word& x, rpc::ChildWord::Builder to);

result<action_request> from_wire(rpc::ActionRequest::Reader x,
                                 const time_base& now);
result<action_info> from_wire(rpc::ActionInfo::Reader x, const time_base& now);
result<status_page> from_wire(rpc::StatusPageResult::Page::Reader x,
                              const time_base& now);
result<location> from_wire(rpc::Location::Reader x);

} // namespace leasehold
