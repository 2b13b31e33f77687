// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/status_codec.hpp"

#include <algorithm>

#include "messages/codec/common_codec.hpp"
#include "messages/codec/outage_codec.hpp"

namespace leasehold {

void to_wire(const resource_info& x, rpc::ResourceInfo::Builder to) {
  to.setName(x.name.str());
  to.setKind(x.kind.str());
  to.setGateway(x.gateway.str());
  to.setEndpoint(x.endpoint.str());
  write_names(to.initGroups(x.groups.size()), x.groups);
  to_wire(x.capacity, to.initCapacity());
  to_wire(x.free, to.initFree());
  to.setBookings(x.bookings);
}

namespace {

resource_info read_info(wire_reader& reader, rpc::ResourceInfo::Reader x) {
  resource_info y;
  y.name = reader.name<resource_name>("resource", x.getName());
  y.kind = reader.name<kind_name>("kind", x.getKind(), presence::optional);
  y.gateway =
      reader.name<gateway_name>("gateway", x.getGateway(), presence::optional);
  y.endpoint = reader.name<endpoint_name>("endpoint", x.getEndpoint(),
                                          presence::optional);
  y.groups = read_groups(reader, x.getGroups());
  y.capacity = read_amounts(reader, "capacity", x.getCapacity());
  y.free = read_amounts(reader, "free", x.getFree());
  y.bookings = x.getBookings();
  return y;
}

} // namespace

result<resource_info> from_wire(rpc::ResourceInfo::Reader x) {
  return read_whole({},
                    [x](wire_reader& reader) { return read_info(reader, x); });
}

void to_wire(const resource_calendar& x, const time_base& now,
             rpc::ResourceCalendar::Builder to) {
  to_wire(x.info, to.initInfo());
  auto steps = to.initSteps(static_cast<kj::uint>(x.steps.size()));
  write_each(steps, x.steps, [&now](auto& step, auto builder) {
    builder.setFromInMs(in_ms(step.from, now));
    to_wire(step.taken, builder.initTaken());
    to_wire(step.held, builder.initHeld());
  });
  to.setUntilInMs(in_ms(x.until, now));
  to.setMerged(x.steps_are == resource_calendar::detail::merged);
  to.setSentUnixMs(unix_ms(now.now, now));
}

result<resource_calendar> from_wire(rpc::ResourceCalendar::Reader x,
                                    const time_base& now) {
  const auto base = sent_at(x.getSentUnixMs(), now);
  return read_whole(base, [x](wire_reader& reader) {
    resource_calendar y;
    y.info = read_info(reader, x.getInfo());
    for (auto step : reader.list("steps", x.getSteps(), bounds::calendar_steps))
      y.steps.push_back({reader.at("from", step.getFromInMs()),
                         read_amounts(reader, "taken", step.getTaken()),
                         read_amounts(reader, "held", step.getHeld())});
    y.until = reader.at("until", x.getUntilInMs());
    if (x.getMerged())
      y.steps_are = resource_calendar::detail::merged;
    return y;
  });
}

void to_wire(const gateway_info& x, const time_base& now,
             rpc::GatewayInfo::Builder to) {
  to.setName(x.name.str());
  to.setNode(x.node);
  to.setHopsHeld(x.hops_held);
  to.setHopsActive(x.hops_active);
  if (x.out) {
    to_wire(*x.out, now, to.initOutage());
    to.getOutage().setSentUnixMs(unix_ms(now.now, now));
  }
}

result<gateway_info> from_wire(rpc::GatewayInfo::Reader x,
                               const time_base& now) {
  const auto base = sent_at(x.getOutage().getSentUnixMs(), now);
  return read_whole(base, [x](wire_reader& reader) {
    gateway_info y{reader.name<gateway_name>("gateway", x.getName()),
                   reader.text("node", x.getNode(), bounds::note_bytes),
                   x.getHopsHeld(),
                   x.getHopsActive(),
                   {}};
    if (x.hasOutage())
      y.out = read_outage(reader, x.getOutage());
    return y;
  });
}

void to_wire(const audit_report& x, rpc::AuditReport::Builder to) {
  to.setLeases(x.leases);
  to.setHops(x.hops);
  to.setResources(x.resources);
  auto findings =
      to.initFindings(std::min(x.findings.size(), bounds::findings));
  for (auto i = 0u; i < findings.size(); ++i) {
    findings[i].setRule(x.findings[i].rule);
    findings[i].setSubject(x.findings[i].subject);
    findings[i].setMessage(x.findings[i].message);
  }
}

result<audit_report> from_wire(rpc::AuditReport::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    audit_report y{x.getLeases(), x.getHops(), x.getResources(), {}};
    for (auto finding :
         reader.list("findings", x.getFindings(), bounds::findings))
      y.findings.push_back({reader.message(finding.getRule()),
                            reader.message(finding.getSubject()),
                            reader.message(finding.getMessage())});
    return y;
  });
}

void to_wire(const node_status& x, rpc::NodeStatus::Builder to) {
  to.setName(x.name);
  to.setVersion(x.version);
  to.setRegion(x.region.str());
  to.setLeases(x.leases);
  to.setSessions(x.sessions);
  to.setUptimeMs(length_ms(x.uptime));
  to.setJournalRecords(x.journal_records);
  to.setDiskFreeBytes(x.disk_free_bytes);
  const auto told =
      std::min<std::size_t>(x.out_of_service.size(), bounds::batch_items);
  auto subjects = to.initOutOfService(static_cast<kj::uint>(told));
  for (auto i = 0u; i < told; ++i)
    subjects.set(i, x.out_of_service[i]);
}

result<node_status> from_wire(rpc::NodeStatus::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    node_status y;
    y.name = reader.text("node", x.getName(), bounds::note_bytes);
    y.version = reader.text("version", x.getVersion(), bounds::note_bytes);
    y.region =
        reader.name<region_name>("region", x.getRegion(), presence::optional);
    y.leases = x.getLeases();
    y.sessions = x.getSessions();
    y.uptime = reader.length("uptime", x.getUptimeMs());
    y.journal_records = x.getJournalRecords();
    y.disk_free_bytes = x.getDiskFreeBytes();
    for (auto subject : reader.list("out of service", x.getOutOfService(),
                                    bounds::batch_items))
      y.out_of_service.push_back(reader.name_text(
          "subject", subject, bounds::name_bytes, presence::required));
    return y;
  });
}

} // namespace leasehold
