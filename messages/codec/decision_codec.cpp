// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/decision_codec.hpp"

#include <tuple>

#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

considered_lease read_considered(wire_reader& reader,
                                 rpc::Decision::Considered::Reader x) {
  return {
      lease_id{x.getLease()},
      reader.name<lessee_name>("lessee", x.getLessee(), presence::optional),
      reader.choice<fate>("fate", x.getFate(), fate::moved, first_arm::unset)};
}

void write(const considered_lease& x, rpc::Decision::Considered::Builder to) {
  to.setLease(x.lease.value());
  to.setLessee(x.lessee.str());
  to.setFate(static_cast<rpc::Decision::Fate>(x.what));
}

void read_why(wire_reader& reader, rpc::Decision::Reader x, decision& y) {
  constexpr auto maybe = presence::optional;
  y.code = read_code(reader, x.getCode());
  y.message = reader.message(x.getMessage());
  y.rule = reader.name<rule_name>("rule", x.getRule(), maybe);
  y.resource = reader.name<resource_name>("resource", x.getResource(), maybe);
  y.gateway = reader.name<gateway_name>("gateway", x.getGateway(), maybe);
  y.cause = lease_id{x.getCause()};
  y.routes = x.getRoutes();
  for (auto gateway : reader.list("route", x.getRoute(), bounds::route_hops))
    y.route.push_back(reader.name<gateway_name>("gateway", gateway));
  for (auto item :
       reader.list("considered", x.getConsidered(), bounds::considered))
    y.considered.push_back(read_considered(reader, item));
  y.considered_count = x.getConsideredCount();
}

} // namespace

decision read_decision(wire_reader& reader, rpc::Decision::Reader x) {
  constexpr auto maybe = presence::optional;
  decision y;
  y.number = x.getNumber();
  y.made = wall_time{duration{x.getMadeUnixMs()}};
  y.what = reader.choice<decision::kind>(
      "kind", x.getKind(), decision::kind::changed, first_arm::unset);
  y.lease = lease_id{x.getLease()};
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee(), maybe);
  y.request = request_id{x.getRequest()};
  y.target = reader.name<resource_name>("target", x.getTarget(), maybe);
  y.source = reader.name<endpoint_name>("source", x.getSource(), maybe);
  y.amount = read_amounts(reader, "amount", x.getAmount());
  y.service = reader.name<class_name>("service", x.getService(), maybe);
  std::tie(y.setup, y.hold) =
      read_priorities(reader, x.getSetup(), x.getHold());
  read_why(reader, x, y);
  return y;
}

void to_wire(const decision& x, rpc::Decision::Builder to) {
  to.setNumber(x.number);
  to.setMadeUnixMs(x.made.time_since_epoch().count());
  to.setKind(static_cast<rpc::Decision::Kind>(x.what));
  to.setLease(x.lease.value());
  to.setLessee(x.lessee.str());
  to.setRequest(x.request.value());
  to.setTarget(x.target.str());
  to.setSource(x.source.str());
  to_wire(x.amount, to.initAmount());
  to.setService(x.service.str());
  to.setSetup(x.setup);
  to.setHold(x.hold);
  to.setCode(to_wire(x.code));
  to.setMessage(x.message);
  to.setRule(x.rule.str());
  to.setResource(x.resource.str());
  to.setGateway(x.gateway.str());
  to.setCause(x.cause.value());
  to.setRoutes(x.routes);
  write_names(to.initRoute(static_cast<kj::uint>(x.route.size())), x.route);
  write_each(to.initConsidered(static_cast<kj::uint>(x.considered.size())),
             x.considered,
             [](auto& item, auto builder) { write(item, builder); });
  to.setConsideredCount(x.considered_count);
}

result<decision> from_wire(rpc::Decision::Reader x) {
  return read_whole(
      {}, [x](wire_reader& reader) { return read_decision(reader, x); });
}

void to_wire(const curtailment& x, rpc::Curtailment::Builder to) {
  write_each(to.initLeases(static_cast<kj::uint>(x.leases.size())), x.leases,
             [](auto& item, auto builder) { write(item, builder); });
  to.setCount(x.count);
}

result<curtailment> from_wire(rpc::Curtailment::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    curtailment y;
    for (auto item : reader.list("leases", x.getLeases(), bounds::curtailed))
      y.leases.push_back(read_considered(reader, item));
    y.count = x.getCount();
    return y;
  });
}

} // namespace leasehold
