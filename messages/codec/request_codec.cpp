// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/request_codec.hpp"

#include <tuple>

#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

std::vector<std::string> read_names(wire_reader& reader, std::string_view field,
                                    capnp::List<capnp::Text>::Reader x) {
  std::vector<std::string> y;
  for (auto name : reader.list(field, x, bounds::constraints))
    y.push_back(
        reader.name_text(field, name, bounds::name_bytes, presence::required));
  return y;
}

wall_time start_at(wire_reader& reader, std::int64_t unix_ms,
                   const period& wanted) {
  if (wanted.type() != period::kind::finite)
    reader.fail("start", "needs a finite period",
                "give a length, or no start to begin now");
  const auto at = wall_time{duration{unix_ms}};
  const auto distance = saturating_since(reader.now().wall, at);
  if (distance > period::max || distance < -period::max) {
    reader.fail("start", "is more than 100 years from now",
                "give a nearer one");
    return {};
  }
  return at;
}

std::optional<wall_time> read_start(wire_reader& reader,
                                    rpc::LeaseRequest::Start::Reader x,
                                    const period& wanted) {
  switch (x.which()) {
  case rpc::LeaseRequest::Start::NOW:
    return std::nullopt;
  case rpc::LeaseRequest::Start::AT_UNIX_MS:
    return start_at(reader, x.getAtUnixMs(), wanted);
  }
  reader.bad_arm("start", x.which());
  return std::nullopt;
}

/// On the wire: as the class says.
constexpr std::uint8_t class_priority = 255;

std::optional<priority> read_priority(wire_reader& reader,
                                      std::string_view field, std::uint8_t x) {
  if (x == class_priority)
    return std::nullopt;
  if (x > priority_weakest)
    reader.fail(field, "is weaker than the weakest",
                "give 0, the strongest, to 7");
  return x;
}

amounts read_minimum(wire_reader& reader, const amounts& amount,
                     rpc::LeaseRequest::Reader x) {
  if (!x.hasMinimum())
    return {};
  auto y = read_amounts(reader, "minimum", x.getMinimum());
  for (auto u : all_units)
    if (y[u] > amount[u] || (y[u] == 0) != (amount[u] == 0))
      reader.fail("minimum", "does not fit the amount",
                  "name the same dimensions, and no more of any");
  return y;
}

lease_request read_request(wire_reader& reader, rpc::LeaseRequest::Reader x) {
  lease_request y;
  y.request = request_id{x.getRequest()};
  y.lessee =
      reader.name<lessee_name>("lessee", x.getLessee(), presence::optional);
  y.target = reader.name<resource_name>("target", x.getTarget());
  y.source = reader.name<endpoint_name>("source", x.getSource());
  y.amount = read_amounts(reader, "amount", x.getAmount());
  y.minimum = read_minimum(reader, y.amount, x);
  y.wanted = read_period(reader, "period", x.getWanted());
  y.start = read_start(reader, x.getStart(), y.wanted);
  if (x.hasServiceClass() && x.getServiceClass().size() > 0)
    y.service = reader.name<class_name>("class", x.getServiceClass());
  y.setup = read_priority(reader, "setup priority", x.getSetup());
  y.hold = read_priority(reader, "hold priority", x.getHold());
  if (y.setup && y.hold && *y.hold > *y.setup)
    reader.fail("hold priority", "is weaker than the setup priority",
                "give a hold priority that is not above it");
  y.constraints = read_constraints(reader, x.getInclude(), x.getExclude());
  y.labels = read_labels(reader, x.getLabels());
  y.intent = reader.choice<request_intent>(
      "intent", x.getIntent(), request_intent::dry_run, first_arm::value);
  y.flow = read_flow(reader, x.getFlow());
  return y;
}

} // namespace

route_constraints read_constraints(wire_reader& reader,
                                   capnp::List<capnp::Text>::Reader include,
                                   capnp::List<capnp::Text>::Reader exclude) {
  return {read_names(reader, "include", include),
          read_names(reader, "exclude", exclude)};
}

void to_wire(const lease_request& x, rpc::LeaseRequest::Builder to) {
  to.setRequest(x.request.value());
  to.setLessee(x.lessee.str());
  to.setTarget(x.target.str());
  to.setSource(x.source.str());
  to_wire(x.amount, to.initAmount());
  to_wire(x.wanted, to.initWanted());
  if (x.start)
    to.getStart().setAtUnixMs(x.start->time_since_epoch().count());
  to.setServiceClass(x.service.str());
  if (!x.minimum.zero())
    to_wire(x.minimum, to.initMinimum());
  to.setSetup(x.setup.value_or(class_priority));
  to.setHold(x.hold.value_or(class_priority));
  write_names(to.initInclude(x.constraints.include.size()),
              x.constraints.include);
  write_names(to.initExclude(x.constraints.exclude.size()),
              x.constraints.exclude);
  to_wire(x.labels, to.initLabels(x.labels.size()));
  to.setIntent(static_cast<rpc::LeaseRequest::Intent>(x.intent));
  if (x.flow != flow_selector{})
    to_wire(x.flow, to.initFlow());
}

result<lease_request> from_wire(rpc::LeaseRequest::Reader x,
                                const time_base& now) {
  return read_whole(
      now, [x](wire_reader& reader) { return read_request(reader, x); });
}

void to_wire(const renewal_request& x, rpc::Renewal::Builder to) {
  to.setRequest(x.request.value());
  to.setLease(x.lease.value());
  to_wire(x.wanted, to.initWanted());
}

result<renewal_request> from_wire(rpc::Renewal::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    renewal_request y;
    y.request = request_id{x.getRequest()};
    y.lease = lease_id{x.getLease()};
    y.wanted = read_period(reader, "period", x.getWanted());
    return y;
  });
}

void to_wire(const change_request& x, rpc::Change::Builder to) {
  to.setLease(x.lease.value());
  if (x.amount)
    to_wire(*x.amount, to.initAmount());
  if (x.wanted)
    to_wire(*x.wanted, to.initWanted());
  if (!x.constraints)
    return;
  auto route = to.initRoute();
  write_names(route.initInclude(x.constraints->include.size()),
              x.constraints->include);
  write_names(route.initExclude(x.constraints->exclude.size()),
              x.constraints->exclude);
}

result<change_request> from_wire(rpc::Change::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    change_request y;
    y.lease = lease_id{x.getLease()};
    if (x.hasAmount())
      y.amount = read_amounts(reader, "amount", x.getAmount());
    if (x.hasWanted())
      y.wanted = read_period(reader, "period", x.getWanted());
    if (x.hasRoute())
      y.constraints = read_constraints(reader, x.getRoute().getInclude(),
                                       x.getRoute().getExclude());
    return y;
  });
}

void to_wire(const release_request& x, rpc::Release::Builder to) {
  to.setLease(x.lease.value());
  to.setEpoch(x.epoch.value());
}

release_request from_wire(rpc::Release::Reader x) noexcept {
  release_request y;
  y.lease = lease_id{x.getLease()};
  y.epoch = epoch{x.getEpoch()};
  return y;
}

void to_wire(const lease_filter& x, rpc::LeaseFilter::Builder to) {
  if (x.lease)
    to.setLease(x.lease->value());
  if (x.lessee)
    to.setLessee(x.lessee->str());
  if (x.resource)
    to.setResource(x.resource->str());
  if (x.gateway)
    to.setGateway(x.gateway->str());
}

result<lease_filter> from_wire(rpc::LeaseFilter::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    lease_filter y;
    if (x.getLease() != 0)
      y.lease = lease_id{x.getLease()};
    y.lessee = reader.optional_name<lessee_name>("lessee", x.getLessee());
    y.resource =
        reader.optional_name<resource_name>("resource", x.getResource());
    y.gateway = reader.optional_name<gateway_name>("gateway", x.getGateway());
    return y;
  });
}

} // namespace leasehold
