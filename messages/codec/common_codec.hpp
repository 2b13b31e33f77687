// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/amount.hpp"
#include "messages/circuit.hpp"
#include "messages/codec/wire_reader.hpp"
#include "messages/common.capnp.h"
#include "messages/lease.hpp"
#include "messages/mac_address.hpp"
#include "messages/period.hpp"
#include "messages/route.hpp"

// The parts that all messages share. `read_` takes a part out of a message
// that a wire_reader checks as a whole; `from_wire` takes a whole one.
namespace leasehold {

using label_map = std::map<std::string, std::string>;

amounts read_amounts(wire_reader& reader, std::string_view field,
                     rpc::Amounts::Reader x);
period read_period(wire_reader& reader, std::string_view field,
                   rpc::Period::Reader x);
label_map read_labels(wire_reader& reader, capnp::List<rpc::Label>::Reader x);
std::vector<resource_use> read_uses(wire_reader& reader,
                                    capnp::List<rpc::ResourceUse>::Reader x);
enforcement read_enforcement(wire_reader& reader, rpc::Enforcement x);
rpc::Enforcement to_wire(enforcement x);
route read_route(wire_reader& reader, rpc::Route::Reader x);
/// Both strengths of a lease, setup first.
std::pair<priority, priority>
read_priorities(wire_reader& reader, std::uint8_t setup, std::uint8_t hold);
std::vector<group_name> read_groups(wire_reader& reader,
                                    capnp::List<capnp::Text>::Reader x);
flow_selector read_flow(wire_reader& reader, rpc::Flow::Reader x);
shared_circuit read_circuit(wire_reader& reader, rpc::Circuit::Reader x);
errc read_code(wire_reader& reader, rpc::ErrorCode x);
/// Nothing where the text is empty.
std::optional<mac_address> read_mac(wire_reader& reader, capnp::Text::Reader x);

void to_wire(const amounts& x, rpc::Amounts::Builder to);
void to_wire(period x, rpc::Period::Builder to);
void to_wire(const label_map& x, capnp::List<rpc::Label>::Builder to);
void to_wire(const std::vector<resource_use>& x,
             capnp::List<rpc::ResourceUse>::Builder to);
void to_wire(const route& x, rpc::Route::Builder to);
void to_wire(flow_selector x, rpc::Flow::Builder to);
void to_wire(const circuit& x, rpc::Circuit::Builder to);
rpc::ErrorCode to_wire(errc x) noexcept;

/// Whole on its own: the amounts and the period of a call's parameters.
result<amounts> from_wire(rpc::Amounts::Reader x);
result<period> from_wire(rpc::Period::Reader x);

void to_wire(const failure& x, rpc::Failure::Builder to);
/// Never fails: a failure that can't be read is still one.
failure from_wire(rpc::Failure::Reader x);

void to_wire(const status& x, rpc::Done::Builder to);
status from_wire(rpc::Done::Reader x);

} // namespace leasehold
