// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/demand_codec.hpp"

#include "messages/codec/common_codec.hpp"

namespace leasehold {

demand_threshold read_threshold(wire_reader& reader,
                                rpc::DemandThreshold::Reader x) {
  demand_threshold y;
  auto resource = reader.name<resource_name>("resource", x.getResource(),
                                             presence::optional);
  auto kind = reader.name<kind_name>("kind", x.getKind(), presence::optional);
  if (resource.empty() == kind.empty())
    reader.fail("threshold", "is for one resource, or for one kind",
                "name one of them");
  if (resource.empty())
    y.subject = kind;
  else
    y.subject = resource;
  y.high = x.getHigh();
  y.low = x.getLow();
  if (y.high > 100)
    reader.fail("threshold", "is above 100 per cent", "give 1 to 100");
  else if (y.high > 0 && y.low >= y.high)
    reader.fail("threshold", "has a low mark that is not below its high one",
                "give a smaller one");
  return y;
}

void to_wire(const demand_threshold& x, rpc::DemandThreshold::Builder to) {
  if (auto resource = std::get_if<resource_name>(&x.subject))
    to.setResource(resource->str());
  else
    to.setKind(std::get<kind_name>(x.subject).str());
  to.setHigh(x.high);
  to.setLow(x.low);
}

result<demand_threshold> from_wire(rpc::DemandThreshold::Reader x) {
  return read_whole(
      {}, [x](wire_reader& reader) { return read_threshold(reader, x); });
}

void to_wire(const resource_demand& x, const time_base& now,
             rpc::ResourceDemand::Builder to) {
  to.setResource(x.resource.str());
  to.setGateway(x.gateway.str());
  to_wire(x.capacity, to.initCapacity());
  to_wire(x.taken, to.initTaken());
  to.setLevel(x.level);
  to.setState(static_cast<rpc::ResourceDemand::State>(x.state));
  to.setHigh(x.high);
  to.setLow(x.low);
  auto periods = to.initPeriods(static_cast<kj::uint>(x.periods.size()));
  write_each(periods, x.periods, [&now](auto& period, auto builder) {
    builder.setStartInMs(in_ms(period.start, now));
    builder.setGrants(period.grants);
    builder.setRefusals(period.refusals);
    to_wire(period.granted, builder.initGranted());
    to_wire(period.refused, builder.initRefused());
    to_wire(period.free, builder.initFree());
  });
}

result<resource_demand> from_wire(rpc::ResourceDemand::Reader x,
                                  const time_base& now) {
  return read_whole(now, [x](wire_reader& reader) {
    resource_demand y;
    y.resource = reader.name<resource_name>("resource", x.getResource());
    y.gateway = reader.name<gateway_name>("gateway", x.getGateway(),
                                          presence::optional);
    y.capacity = read_amounts(reader, "capacity", x.getCapacity());
    y.taken = read_amounts(reader, "taken", x.getTaken());
    y.level = x.getLevel();
    y.state = reader.choice<demand_state>("state", x.getState(),
                                          demand_state::high, first_arm::unset);
    y.high = x.getHigh();
    y.low = x.getLow();
    for (auto period :
         reader.list("periods", x.getPeriods(), bounds::demand_periods))
      y.periods.push_back({reader.at("start", period.getStartInMs()),
                           period.getGrants(), period.getRefusals(),
                           read_amounts(reader, "granted", period.getGranted()),
                           read_amounts(reader, "refused", period.getRefused()),
                           read_amounts(reader, "free", period.getFree())});
    return y;
  });
}

} // namespace leasehold
