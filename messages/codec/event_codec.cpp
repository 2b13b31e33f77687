// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/event_codec.hpp"

#include "messages/codec/common_codec.hpp"

namespace leasehold {

lease_event read_event(wire_reader& reader, rpc::Event::Reader x) {
  lease_event y;
  y.number = x.getNumber();
  y.lease = lease_id{x.getLease()};
  y.epoch = epoch{x.getEpoch()};
  y.sequence = x.getSequence();
  y.kind = reader.choice<event_kind>("kind", x.getKind(), event_kind::suspended,
                                     first_arm::unset);
  y.reason = reader.choice<event_reason>(
      "reason", x.getReason(), event_reason::unreachable, first_arm::unset);
  y.lessee = reader.name<lessee_name>(
      "lessee", x.getLessee(),
      y.lease == lease_id{} ? presence::optional : presence::required);
  y.resource = reader.name<resource_name>("resource", x.getResource(),
                                          presence::optional);
  y.gateway =
      reader.name<gateway_name>("gateway", x.getGateway(), presence::optional);
  y.amount = read_amounts(reader, "amount", x.getAmount());
  y.remaining = reader.length("remaining", x.getRemainingMs());
  y.takes_effect = reader.at("takes effect", x.getTakesEffectInMs());
  y.amount_before = read_amounts(reader, "amount before", x.getAmountBefore());
  y.remaining_before =
      reader.length("remaining before", x.getRemainingBeforeMs());
  y.recorded = wall_time{duration{x.getRecordedUnixMs()}};
  y.labels = read_labels(reader, x.getLabels());
  if (x.hasMovedFrom())
    y.moved_from = read_route(reader, x.getMovedFrom());
  if (x.hasMovedTo())
    y.moved_to = read_route(reader, x.getMovedTo());
  return y;
}

void to_wire(const lease_event& x, const time_base& now,
             rpc::Event::Builder to) {
  to.setNumber(x.number);
  to.setLease(x.lease.value());
  to.setEpoch(x.epoch.value());
  to.setSequence(x.sequence);
  to.setKind(static_cast<rpc::Event::Kind>(x.kind));
  to.setReason(static_cast<rpc::Event::Reason>(x.reason));
  to.setLessee(x.lessee.str());
  if (!x.resource.empty())
    to.setResource(x.resource.str());
  if (!x.gateway.empty())
    to.setGateway(x.gateway.str());
  to_wire(x.amount, to.initAmount());
  to.setRemainingMs(length_ms(x.remaining));
  to.setTakesEffectInMs(in_ms(x.takes_effect, now));
  to_wire(x.amount_before, to.initAmountBefore());
  to.setRemainingBeforeMs(length_ms(x.remaining_before));
  to.setRecordedUnixMs(x.recorded.time_since_epoch().count());
  if (!x.labels.empty())
    to_wire(x.labels, to.initLabels(x.labels.size()));
  if (x.kind != event_kind::moved)
    return;
  to_wire(x.moved_from, to.initMovedFrom());
  to_wire(x.moved_to, to.initMovedTo());
}

result<lease_event> from_wire(rpc::Event::Reader x, const time_base& now) {
  return read_whole(now,
                    [x](wire_reader& reader) { return read_event(reader, x); });
}

void to_wire(const event_page& x, const time_base& now,
             rpc::EventPage::Builder to) {
  write_each(to.initEvents(x.events.size()), x.events,
             [&now](const auto& event, rpc::Event::Builder at) {
               to_wire(event, now, at);
             });
  to.setOldest(x.oldest);
  to.setNext(x.next);
  to.setSentUnixMs(unix_ms(now.now, now));
}

result<event_page> from_wire(rpc::EventPage::Reader x, const time_base& now) {
  // When something takes effect decides what its reader may believe: that
  // counts from now, however far the wall clocks are apart (T3).
  return read_whole(now, [x](wire_reader& reader) {
    event_page y;
    auto events = reader.list("events", x.getEvents(), bounds::batch_items);
    y.events.reserve(events.size());
    for (auto event : events)
      y.events.push_back(read_event(reader, event));
    y.oldest = x.getOldest();
    y.next = x.getNext();
    return y;
  });
}

} // namespace leasehold
