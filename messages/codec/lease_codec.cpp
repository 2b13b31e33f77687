// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/lease_codec.hpp"

#include <tuple>

#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

lease_grant read_grant(wire_reader& reader, rpc::LeaseGrant::Reader x) {
  lease_grant y;
  y.lease = read_lease_info(reader, x.getInfo());
  if (x.hasShortened()) {
    auto by = x.getShortened();
    y.shortened =
        shortened_by{reader.name<rule_name>("rule", by.getRule()),
                     read_period(reader, "asked period", by.getAsked()),
                     read_period(reader, "given period", by.getGiven())};
  }
  y.valid_for = reader.length("valid for", x.getValidForMs());
  y.intent = reader.choice<request_intent>(
      "intent", x.getIntent(), request_intent::dry_run, first_arm::value);
  return y;
}

std::optional<duration>
read_longest(wire_reader& reader, rpc::CounterOffer::LongestPeriod::Reader x) {
  switch (x.which()) {
  case rpc::CounterOffer::LongestPeriod::UNSET:
    return std::nullopt;
  case rpc::CounterOffer::LongestPeriod::MS:
    return reader.length("longest period", x.getMs());
  }
  reader.bad_arm("longest period", x.which());
  return std::nullopt;
}

std::optional<instant> read_earliest(wire_reader& reader,
                                     rpc::CounterOffer::Reader x) {
  const auto earliest = x.getEarliestStart();
  switch (earliest.which()) {
  case rpc::CounterOffer::EarliestStart::UNSET:
    return std::nullopt;
  case rpc::CounterOffer::EarliestStart::IN_MS:
    // Civil time is exact, so what is asked for is what was offered.
    return reader.at_wall("earliest start", x.getEarliestStartUnixMs());
  }
  reader.bad_arm("earliest start", earliest.which());
  return std::nullopt;
}

counter_offer read_offer(wire_reader& reader, rpc::CounterOffer::Reader x) {
  counter_offer y;
  if (x.hasLargestAmount())
    y.largest_amount =
        read_amounts(reader, "largest amount", x.getLargestAmount());
  y.longest_period = read_longest(reader, x.getLongestPeriod());
  y.earliest_start = read_earliest(reader, x);
  for (auto name :
       reader.list("alternatives", x.getAlternatives(), bounds::alternatives))
    y.alternatives.push_back(reader.name<resource_name>("alternative", name));
  return y;
}

std::optional<window> read_short_of(wire_reader& reader,
                                    rpc::Refusal::ShortOf::Reader x) {
  switch (x.which()) {
  case rpc::Refusal::ShortOf::UNSET:
    return std::nullopt;
  case rpc::Refusal::ShortOf::WINDOW: {
    const auto when = x.getWindow();
    return window{reader.at("start", when.getStartInMs()),
                  reader.at("end", when.getEndInMs())};
  }
  }
  reader.bad_arm("what is short", x.which());
  return std::nullopt;
}

refusal read_refusal(wire_reader& reader, rpc::Refusal::Reader x) {
  refusal y;
  y.code = read_code(reader, x.getCode());
  if (y.code == errc::none)
    reader.fail("code", "is none in a refusal", "give the reason");
  y.message = reader.message(x.getMessage());
  y.resource = reader.name<resource_name>("resource", x.getResource(),
                                          presence::optional);
  y.gateway =
      reader.name<gateway_name>("gateway", x.getGateway(), presence::optional);
  y.rule = reader.name<rule_name>("rule", x.getRule(), presence::optional);
  y.short_of = read_short_of(reader, x.getShortOf());
  y.offer = read_offer(reader, x.getOffer());
  y.retry_after = reader.length("retry after", x.getRetryAfterMs());
  return y;
}

} // namespace

lease_info read_lease_info(wire_reader& reader, rpc::LeaseInfo::Reader x) {
  lease_info y;
  y.id = lease_id{x.getId()};
  y.epoch = epoch{x.getEpoch()};
  y.state = reader.choice<lease_state>(
      "state", x.getState(), lease_state::suspended, first_arm::unset);
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee());
  y.target = reader.name<resource_name>("target", x.getTarget());
  y.source = reader.name<endpoint_name>("source", x.getSource());
  y.amount = read_amounts(reader, "amount", x.getAmount());
  if (x.hasMinimum())
    y.minimum = read_amounts(reader, "minimum", x.getMinimum());
  y.asked =
      x.hasAsked() ? read_amounts(reader, "asked", x.getAsked()) : y.amount;
  y.next = x.getNoRenewal() ? lease_info::renewals::refused
                            : lease_info::renewals::allowed;
  y.since = reader.at("since", x.getSinceInMs());
  y.granted = read_period(reader, "period", x.getGranted());
  y.term = {reader.at("start", x.getStartInMs()),
            reader.at("end", x.getEndInMs())};
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  y.service = reader.name<class_name>("class", x.getServiceClass());
  std::tie(y.setup, y.hold) =
      read_priorities(reader, x.getSetup(), x.getHold());
  y.route = read_route(reader, x.getRoute());
  y.labels = read_labels(reader, x.getLabels());
  y.flow = read_flow(reader, x.getFlow());
  if (x.getSentUnixMs() != 0)
    y.civil =
        time_base{reader.now().now, wall_time{duration{x.getSentUnixMs()}}};
  return y;
}

void to_wire(const lease_info& x, const time_base& now,
             rpc::LeaseInfo::Builder to) {
  to.setId(x.id.value());
  to.setEpoch(x.epoch.value());
  to.setState(static_cast<rpc::LeaseInfo::State>(x.state));
  to.setLessee(x.lessee.str());
  to.setTarget(x.target.str());
  to.setSource(x.source.str());
  to_wire(x.amount, to.initAmount());
  if (!x.minimum.zero())
    to_wire(x.minimum, to.initMinimum());
  if (x.asked != x.amount)
    to_wire(x.asked, to.initAsked());
  to.setNoRenewal(x.next == lease_info::renewals::refused);
  to.setSinceInMs(in_ms(x.since, now));
  to_wire(x.granted, to.initGranted());
  to.setStartInMs(in_ms(x.term.start, now));
  to.setEndInMs(in_ms(x.term.end, now));
  to.setDeadlineInMs(in_ms(x.deadline, now));
  to.setServiceClass(x.service.str());
  to.setSetup(x.setup);
  to.setHold(x.hold);
  to_wire(x.route, to.initRoute());
  if (!x.labels.empty())
    to_wire(x.labels, to.initLabels(x.labels.size()));
  if (x.flow != flow_selector{})
    to_wire(x.flow, to.initFlow());
}

void show(const lease_info& x, const time_base& now,
          rpc::LeaseInfo::Builder to) {
  to_wire(x, now, to);
  to.setSentUnixMs(unix_ms(now.now, now));
}

result<lease_info> from_wire(rpc::LeaseInfo::Reader x, const time_base& now) {
  return read_whole(
      now, [x](wire_reader& reader) { return read_lease_info(reader, x); });
}

namespace {

void write(const lease_grant& x, const time_base& now,
           rpc::LeaseGrant::Builder to) {
  show(x.lease, now, to.initInfo());
  if (x.shortened) {
    auto by = to.initShortened();
    by.setRule(x.shortened->rule.str());
    to_wire(x.shortened->asked, by.initAsked());
    to_wire(x.shortened->given, by.initGiven());
  }
  to.setValidForMs(length_ms(x.valid_for));
  to.setIntent(static_cast<rpc::LeaseRequest::Intent>(x.intent));
}

void write(const counter_offer& x, const time_base& now,
           rpc::CounterOffer::Builder to) {
  if (x.largest_amount)
    to_wire(*x.largest_amount, to.initLargestAmount());
  if (x.longest_period)
    to.getLongestPeriod().setMs(length_ms(*x.longest_period));
  if (x.earliest_start) {
    to.getEarliestStart().setInMs(in_ms(*x.earliest_start, now));
    to.setEarliestStartUnixMs(unix_ms(*x.earliest_start, now));
  }
  write_names(to.initAlternatives(x.alternatives.size()), x.alternatives);
}

void write(const refusal& x, const time_base& now, rpc::Refusal::Builder to) {
  to.setCode(to_wire(x.code));
  to.setMessage(x.message);
  to.setResource(x.resource.str());
  to.setGateway(x.gateway.str());
  to.setRule(x.rule.str());
  if (x.short_of) {
    auto when = to.getShortOf().initWindow();
    when.setStartInMs(in_ms(x.short_of->start, now));
    when.setEndInMs(in_ms(x.short_of->end, now));
  }
  write(x.offer, now, to.initOffer());
  to.setRetryAfterMs(length_ms(x.retry_after));
  to.setSentUnixMs(unix_ms(now.now, now));
}

} // namespace

void to_wire(const lease_outcome& x, const time_base& now,
             rpc::LeaseOutcome::Builder to) {
  if (auto grant = std::get_if<lease_grant>(&x))
    write(*grant, now, to.initGrant());
  else
    write(std::get<refusal>(x), now, to.initRefusal());
}

result<lease_outcome> from_wire(rpc::LeaseOutcome::Reader x,
                                const time_base& now) {
  if (x.isGrant()) {
    auto grant = read_whole(now, [x](wire_reader& reader) {
      return read_grant(reader, x.getGrant());
    });
    if (!grant)
      return grant.error();
    return lease_outcome{std::move(*grant)};
  }
  if (x.isRefusal()) {
    const auto base = sent_at(x.getRefusal().getSentUnixMs(), now);
    auto refused = read_whole(base, [x](wire_reader& reader) {
      return read_refusal(reader, x.getRefusal());
    });
    if (!refused)
      return refused.error();
    return lease_outcome{std::move(*refused)};
  }
  return failure{errc::invalid_request,
                 "outcome is not set; use programs of the same version"};
}

void to_wire(const release_outcome& x, rpc::ReleaseOutcome::Builder to) {
  to.setLease(x.lease.value());
  to.setCode(to_wire(x.code));
  to.setMessage(x.message);
}

result<release_outcome> from_wire(rpc::ReleaseOutcome::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    return release_outcome{lease_id{x.getLease()},
                           read_code(reader, x.getCode()),
                           reader.message(x.getMessage())};
  });
}

} // namespace leasehold
