// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/common_codec.hpp"

#include <fmt/format.h>

namespace leasehold {

// -- reading -----------------------------------------------------------------

amounts read_amounts(wire_reader& reader, std::string_view field,
                     rpc::Amounts::Reader x) {
  amounts y;
  y.set(unit::bit_per_second, reader.not_negative(field, x.getBitPerSecond()));
  y.set(unit::byte, reader.not_negative(field, x.getBytes()));
  y.set(unit::count, reader.not_negative(field, x.getCount()));
  return y;
}

period read_period(wire_reader& reader, std::string_view field,
                   rpc::Period::Reader x) {
  switch (x.which()) {
  case rpc::Period::UNSET:
    break;
  case rpc::Period::ANY:
    return period::any();
  case rpc::Period::ZERO:
    return period::zero();
  case rpc::Period::INFINITE:
    return period::infinite();
  case rpc::Period::FINITE_MS: {
    auto length = duration{x.getFiniteMs()};
    if (length > duration::zero() && length <= period::max)
      return period::finite(length);
    if (length > duration::zero())
      reader.fail(field, "is longer than 100 years",
                  "ask for less or infinite");
    else
      reader.fail(field, fmt::format("has a length of {} ms", length.count()),
                  "give at least 1 ms, or say zero or infinite");
    return {};
  }
  }
  reader.bad_arm(field, x.which());
  return {};
}

label_map read_labels(wire_reader& reader, capnp::List<rpc::Label>::Reader x) {
  label_map y;
  for (auto label : reader.list("labels", x, bounds::labels)) {
    auto key = reader.name_text("label", label.getKey(), bounds::name_bytes,
                                presence::required);
    auto value = reader.text("label", label.getValue(), bounds::label_bytes);
    if (!y.emplace(std::move(key), std::move(value)).second)
      reader.fail("labels", "have the same key twice", "give each key once");
  }
  return y;
}

std::vector<resource_use> read_uses(wire_reader& reader,
                                    capnp::List<rpc::ResourceUse>::Reader x) {
  auto uses = reader.list("uses", x, bounds::uses_per_hop);
  std::vector<resource_use> y;
  y.reserve(uses.size());
  for (auto use : uses)
    y.push_back({reader.name<resource_name>("resource", use.getResource()),
                 read_amounts(reader, "amount", use.getAmount())});
  return y;
}

enforcement read_enforcement(wire_reader& reader, rpc::Enforcement x) {
  return reader.choice("enforced", x, enforcement::by_driver, first_arm::value);
}

rpc::Enforcement to_wire(enforcement x) {
  return static_cast<rpc::Enforcement>(x);
}

route read_route(wire_reader& reader, rpc::Route::Reader x) {
  auto hops = reader.list("route", x.getHops(), bounds::route_hops);
  auto links = reader.list("route", x.getLinks(), bounds::route_hops);
  if (hops.size() > 0 ? links.size() + 1 != hops.size() : links.size() > 0)
    reader.fail("route", "has not one link between each two hops",
                "give all of them");
  route y;
  y.hops.reserve(hops.size());
  for (auto hop : hops)
    y.hops.push_back({reader.name<gateway_name>("gateway", hop.getGateway()),
                      read_uses(reader, hop.getUses()),
                      read_enforcement(reader, hop.getEnforced())});
  y.links.reserve(links.size());
  for (auto link : links)
    y.links.push_back(reader.name<link_name>("link", link));
  return y;
}

std::pair<priority, priority>
read_priorities(wire_reader& reader, std::uint8_t setup, std::uint8_t hold) {
  if (setup > priority_weakest || hold > priority_weakest)
    reader.fail("priority", "is weaker than the weakest",
                "give 0, the strongest, to 7");
  else if (hold > setup)
    reader.fail("hold priority", "is weaker than the setup priority",
                "give a hold priority that is not above it");
  return {setup, hold};
}

std::vector<group_name> read_groups(wire_reader& reader,
                                    capnp::List<capnp::Text>::Reader x) {
  std::vector<group_name> y;
  for (auto group : reader.list("groups", x, bounds::groups))
    y.push_back(reader.name<group_name>("group", group));
  return y;
}

flow_selector read_flow(wire_reader& reader, rpc::Flow::Reader x) {
  flow_selector y;
  y.port = x.getPort();
  switch (x.getProtocol()) {
  case rpc::Flow::Protocol::ALL:
    if (y.port != 0)
      reader.fail("flow", "has a port of no protocol", "name the protocol");
    return y;
  case rpc::Flow::Protocol::TCP:
    y.is = flow_selector::protocol::tcp;
    return y;
  case rpc::Flow::Protocol::UDP:
    y.is = flow_selector::protocol::udp;
    return y;
  }
  reader.bad_arm("flow", x.getProtocol());
  return y;
}

shared_circuit read_circuit(wire_reader& reader, rpc::Circuit::Reader x) {
  return circuit{
      reader.name<endpoint_name>("source", x.getSource()),
      reader.name<endpoint_name>("target", x.getTarget()),
      read_flow(reader, x.getFlow()),
      reader.name<resource_name>("NIC to the source", x.getToSource()),
      reader.name<resource_name>("NIC to the target", x.getToTarget()),
      reader.name<lessee_name>("lessee", x.getLessee(), presence::optional)};
}

errc read_code(wire_reader& reader, rpc::ErrorCode x) {
  return reader.choice<errc>("code", x, errc::driver_failed, first_arm::value);
}

std::optional<mac_address> read_mac(wire_reader& reader,
                                    capnp::Text::Reader x) {
  if (x.size() == 0)
    return std::nullopt;
  auto mac = parse_mac_address(reader.text("mac", x, mac_address_bytes));
  if (mac)
    return *mac;
  reader.fail("mac", "is no hardware address of one NIC",
              "give one like 02:00:5e:10:00:51");
  return std::nullopt;
}

result<amounts> from_wire(rpc::Amounts::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    return read_amounts(reader, "amount", x);
  });
}

result<period> from_wire(rpc::Period::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    return read_period(reader, "period", x);
  });
}

// -- writing -----------------------------------------------------------------

void to_wire(const amounts& x, rpc::Amounts::Builder to) {
  to.setBitPerSecond(x[unit::bit_per_second]);
  to.setBytes(x[unit::byte]);
  to.setCount(x[unit::count]);
}

void to_wire(period x, rpc::Period::Builder to) {
  switch (x.type()) {
  case period::kind::any:
    return to.setAny();
  case period::kind::zero:
    return to.setZero();
  case period::kind::finite:
    return to.setFiniteMs(x.length().count());
  case period::kind::infinite:
    return to.setInfinite();
  }
}

void to_wire(const label_map& x, capnp::List<rpc::Label>::Builder to) {
  write_each(to, x, [](const auto& label, rpc::Label::Builder at) {
    at.setKey(label.first);
    at.setValue(label.second);
  });
}

void to_wire(const std::vector<resource_use>& x,
             capnp::List<rpc::ResourceUse>::Builder to) {
  write_each(to, x, [](const auto& use, rpc::ResourceUse::Builder at) {
    at.setResource(use.resource.str());
    to_wire(use.amount, at.initAmount());
  });
}

void to_wire(const route& x, rpc::Route::Builder to) {
  if (x.hops.empty())
    return;
  write_each(to.initHops(x.hops.size()), x.hops,
             [](const auto& hop, rpc::RouteHop::Builder at) {
               at.setGateway(hop.gateway.str());
               to_wire(hop.uses, at.initUses(hop.uses.size()));
               at.setEnforced(to_wire(hop.enforced));
             });
  write_names(to.initLinks(x.links.size()), x.links);
}

void to_wire(flow_selector x, rpc::Flow::Builder to) {
  switch (x.is) {
  case flow_selector::protocol::all:
    break;
  case flow_selector::protocol::tcp:
    to.setProtocol(rpc::Flow::Protocol::TCP);
    break;
  case flow_selector::protocol::udp:
    to.setProtocol(rpc::Flow::Protocol::UDP);
    break;
  }
  to.setPort(x.port);
}

void to_wire(const circuit& x, rpc::Circuit::Builder to) {
  to.setSource(x.source.str());
  to.setTarget(x.target.str());
  if (x.flow != flow_selector{})
    to_wire(x.flow, to.initFlow());
  to.setToSource(x.to_source.str());
  to.setToTarget(x.to_target.str());
  to.setLessee(x.lessee.str());
}

rpc::ErrorCode to_wire(errc x) noexcept {
  return static_cast<rpc::ErrorCode>(x);
}

// -- outcomes ----------------------------------------------------------------

void to_wire(const failure& x, rpc::Failure::Builder to) {
  to.setCode(to_wire(x.code));
  to.setMessage(x.message);
}

failure from_wire(rpc::Failure::Reader x) {
  failure y;
  auto read = read_whole({}, [x, &y](wire_reader& reader) {
    y.code = read_code(reader, x.getCode());
    y.message = reader.message(x.getMessage());
    if (y.code == errc::none)
      reader.fail("code", "is none in a failure", "give the reason");
    return std::monostate{};
  });
  return read ? y : read.error();
}

void to_wire(const status& x, rpc::Done::Builder to) {
  if (x)
    to.setOk();
  else
    to_wire(x.error(), to.initFailure());
}

status from_wire(rpc::Done::Reader x) {
  switch (x.which()) {
  case rpc::Done::UNSET:
    break;
  case rpc::Done::OK:
    return success();
  case rpc::Done::FAILURE:
    return from_wire(x.getFailure());
  }
  return failure{errc::invalid_request,
                 "the result is not set; use programs of the same version"};
}

} // namespace leasehold
