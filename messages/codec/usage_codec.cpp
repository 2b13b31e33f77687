// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/usage_codec.hpp"

namespace leasehold {

traffic read_passed(rpc::Traffic::Reader x) {
  return {x.getBytes(), x.getPackets(), x.getDrops()};
}

usage_sums read_sums(wire_reader& reader, rpc::UsageSums::Reader x) {
  usage_sums y;
  std::size_t i = 0;
  for (auto value : reader.list("held", x.getHeld(), y.held.size()))
    y.held[i++] = value;
  y.bytes = x.getBytes();
  y.grants = x.getGrants();
  y.denials = x.getDenials();
  return y;
}

void to_wire(const traffic& x, rpc::Traffic::Builder to) {
  to.setBytes(x.bytes);
  to.setPackets(x.packets);
  to.setDrops(x.drops);
}

void to_wire(const nic_traffic& x, rpc::NicTraffic::Builder to) {
  to.setNic(x.nic.str());
  to.setGateway(x.gateway.str());
  to.setOf(static_cast<rpc::NicTraffic::Kind>(x.of));
  to.setLease(x.lease.value());
  to_wire(x.total, to.initTotal());
  to.setRate(x.rate);
  auto steps = to.initSteps(static_cast<kj::uint>(x.steps.size()));
  for (auto i = 0u; i < steps.size(); ++i)
    steps.set(i, x.steps[i]);
}

void to_wire(const usage_sums& x, rpc::UsageSums::Builder to) {
  auto held = to.initHeld(static_cast<kj::uint>(x.held.size()));
  for (auto i = 0u; i < held.size(); ++i)
    held.set(i, x.held[i]);
  to.setBytes(x.bytes);
  to.setGrants(x.grants);
  to.setDenials(x.denials);
}

void to_wire(const lessee_usage& x, rpc::LesseeUsage::Builder to) {
  to.setName(x.lessee.str());
  to_wire(x.sums, to.initSums());
}

result<nic_traffic> from_wire(rpc::NicTraffic::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    nic_traffic y;
    y.nic = reader.name<resource_name>("NIC", x.getNic());
    y.gateway = reader.name<gateway_name>("gateway", x.getGateway());
    y.of = reader.choice<traffic_kind>("kind of traffic", x.getOf(),
                                       traffic_kind::rest, first_arm::unset);
    y.lease = lease_id{x.getLease()};
    y.total = read_passed(x.getTotal());
    y.rate = x.getRate();
    for (auto step : reader.list("steps", x.getSteps(), traffic_steps))
      y.steps.push_back(step);
    return y;
  });
}

result<lessee_usage> from_wire(rpc::LesseeUsage::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    lessee_usage y;
    y.lessee = reader.name<lessee_name>("lessee", x.getName());
    y.sums = read_sums(reader, x.getSums());
    return y;
  });
}

} // namespace leasehold
