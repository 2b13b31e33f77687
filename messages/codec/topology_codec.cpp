// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/topology_codec.hpp"

#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

gateway_spec read(wire_reader& reader, rpc::GatewaySpec::Reader x) {
  auto name = reader.name<gateway_name>("gateway", x.getName());
  auto bytes = reader.not_negative("buffers", x.getBufferBytes());
  return {std::move(name), bytes == 0 ? std::nullopt : std::optional{bytes},
          reader.length("buffer time", x.getBufferTimeMs()),
          reader.name<node_name>("node", x.getNode(), presence::optional)};
}

node_spec read(wire_reader& reader, rpc::NodeSpec::Reader x) {
  return {reader.name<node_name>("node", x.getName()),
          reader.text("address", x.getAddress(), bounds::note_bytes)};
}

template <class T>
std::vector<T> read_addresses(wire_reader& reader, std::string_view field,
                              capnp::List<capnp::Text>::Reader x,
                              result<T> (*parse)(std::string_view)) {
  std::vector<T> y;
  for (auto text : reader.list(field, x, bounds::addresses))
    if (auto address = parse(reader.text(field, text, endpoint_address_bytes)))
      y.push_back(*address);
    else
      reader.fail(field, "is no IP address", "give one like 192.0.2.7");
  return y;
}

interface_spec read(wire_reader& reader, rpc::InterfaceSpec::Reader x) {
  return {
      reader.text("device", x.getDevice(), bounds::device_bytes),
      reader.not_negative("line rate", x.getLineRate()),
      reader.not_negative("unleased rate", x.getUnleased()),
      read_addresses(reader, "next hop", x.getNextHops(), parse_ip_address)};
}

link_spec read(wire_reader& reader, rpc::LinkSpec::Reader x) {
  if (x.getCost() == 0)
    reader.fail("cost", "is 0", "give at least 1");
  link_spec y{reader.name<link_name>("link", x.getName()),
              reader.name<gateway_name>("gateway", x.getA()),
              reader.name<gateway_name>("gateway", x.getB()),
              reader.not_negative("bandwidth", x.getBandwidthA()),
              reader.not_negative("bandwidth", x.getBandwidthB()),
              x.getCost()};
  if (x.hasInterfaceA())
    y.interface_a = read(reader, x.getInterfaceA());
  if (x.hasInterfaceB())
    y.interface_b = read(reader, x.getInterfaceB());
  return y;
}

endpoint_spec read(wire_reader& reader, rpc::EndpointSpec::Reader x) {
  endpoint_spec y{
      reader.name<endpoint_name>("endpoint", x.getName()),
      reader.name<gateway_name>("gateway", x.getGateway()),
      reader.not_negative("bandwidth", x.getBandwidth()),
      reader.text("location", x.getLocation(), bounds::note_bytes),
      reader.text("machine type", x.getMachineType(), bounds::note_bytes)};
  y.addresses = read_addresses(reader, "address", x.getAddresses(),
                               parse_endpoint_address);
  if (x.hasGatewayInterface())
    y.interface = read(reader, x.getGatewayInterface());
  for (auto gateway :
       reader.list("alternates", x.getAlternates(), bounds::alternates))
    y.alternates.push_back(reader.name<gateway_name>("gateway", gateway));
  y.mac = read_mac(reader, x.getMac());
  return y;
}

resource_spec read(wire_reader& reader, rpc::ResourceSpec::Reader x) {
  resource_spec y;
  y.name = reader.name<resource_name>("resource", x.getName());
  y.kind = reader.name<kind_name>("kind", x.getKind(), presence::optional);
  y.endpoint = reader.name<endpoint_name>("endpoint", x.getEndpoint(),
                                          presence::optional);
  y.gateway =
      reader.name<gateway_name>("gateway", x.getGateway(), presence::optional);
  y.capacity = read_amounts(reader, "capacity", x.getCapacity());
  y.groups = read_groups(reader, x.getGroups());
  y.part_of = reader.optional_name<resource_name>("part of", x.getPartOf());
  return y;
}

template <class Spec, class List>
std::vector<Spec> read_specs(wire_reader& reader, std::string_view field,
                             List x) {
  auto specs = reader.list(field, x, bounds::region_items);
  std::vector<Spec> y;
  y.reserve(specs.size());
  for (auto spec : specs)
    y.push_back(read(reader, spec));
  return y;
}

void write(const gateway_spec& x, rpc::GatewaySpec::Builder to) {
  to.setName(x.name.str());
  to.setBufferBytes(x.buffer_bytes.value_or(0));
  to.setBufferTimeMs(length_ms(x.buffer_time));
  if (!x.node.empty())
    to.setNode(x.node.str());
}

void write(const node_spec& x, rpc::NodeSpec::Builder to) {
  to.setName(x.name.str());
  to.setAddress(x.address);
}

template <class T>
void write_addresses(capnp::List<capnp::Text>::Builder to,
                     const std::vector<T>& x) {
  for (auto i = 0u; i < x.size(); ++i)
    to.set(i, to_string(x[i]));
}

void write(const interface_spec& x, rpc::InterfaceSpec::Builder to) {
  to.setDevice(x.device);
  to.setLineRate(x.line_rate);
  to.setUnleased(x.unleased);
  write_addresses(to.initNextHops(x.next_hops.size()), x.next_hops);
}

void write(const link_spec& x, rpc::LinkSpec::Builder to) {
  to.setName(x.name.str());
  to.setA(x.a.str());
  to.setB(x.b.str());
  to.setBandwidthA(x.bandwidth_a);
  to.setBandwidthB(x.bandwidth_b);
  to.setCost(x.cost);
  if (x.interface_a)
    write(*x.interface_a, to.initInterfaceA());
  if (x.interface_b)
    write(*x.interface_b, to.initInterfaceB());
}

void write(const endpoint_spec& x, rpc::EndpointSpec::Builder to) {
  to.setName(x.name.str());
  to.setGateway(x.gateway.str());
  to.setBandwidth(x.bandwidth);
  to.setLocation(x.location);
  to.setMachineType(x.machine_type);
  if (!x.addresses.empty())
    write_addresses(to.initAddresses(x.addresses.size()), x.addresses);
  if (!x.alternates.empty())
    write_names(to.initAlternates(static_cast<kj::uint>(x.alternates.size())),
                x.alternates);
  if (x.mac)
    to.setMac(to_string(*x.mac));
  if (x.interface)
    write(*x.interface, to.initGatewayInterface());
}

void write(const resource_spec& x, rpc::ResourceSpec::Builder to) {
  to.setName(x.name.str());
  to.setKind(x.kind.str());
  to.setEndpoint(x.endpoint.str());
  to.setGateway(x.gateway.str());
  to_wire(x.capacity, to.initCapacity());
  write_names(to.initGroups(x.groups.size()), x.groups);
  if (x.part_of)
    to.setPartOf(x.part_of->str());
}

} // namespace

void to_wire(const topology& x, rpc::Topology::Builder to) {
  auto write_one = [](const auto& spec, auto at) {
    write(spec, at);
  };
  to.setRegion(x.region.str());
  write_each(to.initNodes(x.nodes.size()), x.nodes, write_one);
  write_each(to.initGateways(x.gateways.size()), x.gateways, write_one);
  write_each(to.initLinks(x.links.size()), x.links, write_one);
  write_each(to.initEndpoints(x.endpoints.size()), x.endpoints, write_one);
  write_each(to.initResources(x.resources.size()), x.resources, write_one);
}

result<topology> from_wire(rpc::Topology::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    return topology{
        reader.name<region_name>("region", x.getRegion(), presence::optional),
        read_specs<node_spec>(reader, "nodes", x.getNodes()),
        read_specs<gateway_spec>(reader, "gateways", x.getGateways()),
        read_specs<link_spec>(reader, "links", x.getLinks()),
        read_specs<endpoint_spec>(reader, "endpoints", x.getEndpoints()),
        read_specs<resource_spec>(reader, "resources", x.getResources())};
  });
}

} // namespace leasehold
