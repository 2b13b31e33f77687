// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/stored_codec.hpp"

#include <array>

#include <capnp/message.h>
#include <capnp/serialize-packed.h>
#include <fmt/format.h>

#include "messages/codec/action_codec.hpp"
#include "messages/codec/class_codec.hpp"
#include "messages/codec/common_codec.hpp"
#include "messages/codec/decision_codec.hpp"
#include "messages/codec/demand_codec.hpp"
#include "messages/codec/event_codec.hpp"
#include "messages/codec/lease_codec.hpp"
#include "messages/codec/limit_codec.hpp"
#include "messages/codec/outage_codec.hpp"
#include "messages/codec/request_codec.hpp"
#include "messages/codec/usage_codec.hpp"
#include "messages/codec/utf8.hpp"
#include "messages/stored.capnp.h"

namespace leasehold {

namespace {

// Stored times count from the zero of the node's timeline.
constexpr time_base zero{};

// A lease of 64 hops with 64 uses each is well below; an action has as many
// targets as a frame of 8 MiB holds, and the names of groups' endpoints.
constexpr std::size_t record_words_max = 1 << 21;

/// Space for a message on the stack; most records need no other.
using scratch = std::array<capnp::word, 512>;

template <class Write>
std::string encode_with(Write write) {
  scratch space{};
  capnp::MallocMessageBuilder message(kj::arrayPtr(space.data(), space.size()));
  auto root = message.initRoot<rpc::StoredRecord>();
  root.setVersion(rpc::STORED_VERSION);
  write(root);
  kj::VectorOutputStream stream(1024);
  capnp::writePackedMessage(stream, message);
  auto bytes = stream.getArray();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

failure damaged(std::string_view kind, std::string_view why) {
  return {errc::corrupt,
          fmt::format("a stored {} can't be read: {}; restore the journal from "
                      "a backup",
                      kind, why)};
}

template <class Read>
auto decode_with(std::string_view kind, rpc::StoredRecord::Which which,
                 std::string_view body, Read read)
    -> result<decltype(read(std::declval<wire_reader&>(),
                            std::declval<rpc::StoredRecord::Reader>()))> {
  try {
    kj::ArrayInputStream stream(kj::arrayPtr(
        reinterpret_cast<const kj::byte*>(body.data()), body.size()));
    scratch space;
    capnp::ReaderOptions options;
    options.traversalLimitInWords = record_words_max;
    options.nestingLimit = 16;
    capnp::PackedMessageReader message(
        stream, options, kj::arrayPtr(space.data(), space.size()));
    auto root = message.getRoot<rpc::StoredRecord>();
    if (root.getVersion() == 0 || root.getVersion() > rpc::STORED_VERSION)
      return failure{errc::corrupt,
                     fmt::format("a stored {} has version {}, this program "
                                 "knows up to {}; use a newer program",
                                 kind, root.getVersion(),
                                 +rpc::STORED_VERSION)};
    if (root.which() != which)
      return damaged(kind, "it is a record of another kind");
    wire_reader reader{zero};
    auto value = read(reader, root);
    if (reader.failed())
      return damaged(kind, reader.why().message);
    return value;
  } catch (const kj::Exception& e) {
    return damaged(kind, to_plain_utf8(e.getDescription().cStr()));
  }
}

void write(const hop_record& x, rpc::HopRecord::Builder to) {
  to.setLease(x.key.lease.value());
  to.setEpoch(x.key.epoch.value());
  to.setGateway(x.key.gateway.str());
  to.setRoot(x.root.str());
  to.setState(static_cast<rpc::HopRecord::State>(x.state));
  to_wire(x.uses, to.initUses(x.uses.size()));
  to.setStartInMs(in_ms(x.term.start, zero));
  to.setEndInMs(in_ms(x.term.end, zero));
  to.setDeadlineInMs(in_ms(x.deadline, zero));
  to.setFence(x.fence.value());
  to.setShiftMs(length_ms(x.shift));
  to.setLostFrom(x.lost.from.value());
  to.setLostUntil(x.lost.until.value());
  if (x.carries)
    to_wire(*x.carries, to.initCarries());
  if (!x.next)
    return;
  auto next = to.initNext();
  to_wire(x.next->uses, next.initUses(x.next->uses.size()));
  next.setStartInMs(in_ms(x.next->term.start, zero));
  next.setEndInMs(in_ms(x.next->term.end, zero));
  next.setShiftMs(length_ms(x.next->shift));
  if (x.next->carries)
    to_wire(*x.next->carries, next.initCarries());
}

void write(const meter_record& x, rpc::MeterRecord::Builder to) {
  to.setNic(x.nic.str());
  to.setOf(static_cast<rpc::NicTraffic::Kind>(x.of));
  to.setLease(x.lease.value());
  to_wire(x.total, to.initTotal());
  if (!x.last)
    return;
  to.setCounter(x.last->counter);
  to_wire(x.last->said, to.initSaid());
}

meter_record read(wire_reader& reader, rpc::MeterRecord::Reader x) {
  meter_record y;
  y.nic = reader.name<resource_name>("NIC", x.getNic());
  y.of = reader.choice<traffic_kind>("kind of traffic", x.getOf(),
                                     traffic_kind::rest, first_arm::unset);
  y.lease = lease_id{x.getLease()};
  y.total = read_passed(x.getTotal());
  if (x.hasSaid())
    y.last = meter_record::reading{x.getCounter(), read_passed(x.getSaid())};
  return y;
}

void write(const usage_record& x, rpc::UsageRecord::Builder to) {
  to.setLessee(x.lessee.str());
  to.setHour(x.hour);
  to_wire(x.sums, to.initSums());
  to.setUntilInMs(in_ms(x.until, zero));
}

usage_record read(wire_reader& reader, rpc::UsageRecord::Reader x) {
  usage_record y;
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee());
  y.hour = reader.not_negative("hour", x.getHour());
  y.sums = read_sums(reader, x.getSums());
  y.until = reader.at("until", x.getUntilInMs());
  return y;
}

void write(const action_record& x, rpc::ActionRecord::Builder to) {
  to.setId(x.id.value());
  to.setLessee(x.lessee.str());
  to_wire(x.request, zero, to.initRequest());
  to.setBegunInMs(in_ms(x.begun, zero));
  to.setCancelled(x.cancelled);
  to.setFingerprint(x.fingerprint);
}

action_record read(wire_reader& reader, rpc::ActionRecord::Reader x) {
  action_record y;
  y.id = action_id{x.getId()};
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee());
  y.request = read_action_request(reader, x.getRequest());
  y.begun = reader.at("begun", x.getBegunInMs());
  y.cancelled = x.getCancelled();
  y.fingerprint = x.getFingerprint();
  return y;
}

void write(const statuses_record& x, rpc::StatusesRecord::Builder to) {
  to.setAction(x.action.value());
  to.setFrom(x.from);
  to.setAtInMs(in_ms(x.at, zero));
  const auto count = static_cast<kj::uint>(x.statuses.size());
  auto numbers = to.initNumbers(count);
  for (auto i = 0u; i < count; ++i)
    numbers.set(i, x.statuses[i].said.number);
  write_each(to.initStatuses(count), x.statuses,
             [](auto& from, auto at) { to_wire(from, at); });
}

statuses_record read(wire_reader& reader, rpc::StatusesRecord::Reader x) {
  statuses_record y;
  y.action = action_id{x.getAction()};
  y.from = x.getFrom();
  y.at = reader.at("at", x.getAtInMs());
  auto numbers = x.getNumbers();
  for (auto from : reader.list("statuses", x.getStatuses(), bounds::statuses)) {
    auto& last = y.statuses.emplace_back(read_target_status(reader, from));
    if (y.statuses.size() <= numbers.size())
      last.said.number = numbers[static_cast<kj::uint>(y.statuses.size()) - 1];
  }
  if (numbers.size() != y.statuses.size())
    reader.fail("numbers", "are not as many as the statuses", "restore it");
  return y;
}

void write(const permit_record& x, rpc::PermitRecord::Builder to) {
  to_wire(x.key, to.initKey());
  to.setPermit(x.permit);
  const auto count = static_cast<kj::uint>(x.targets.size());
  auto targets = to.initTargets(count);
  for (auto i = 0u; i < count; ++i)
    targets.set(i, x.targets[i]);
}

permit_record read(wire_reader& reader, rpc::PermitRecord::Reader x) {
  permit_record y;
  y.key = read_child_key(reader, x.getKey());
  y.permit = x.getPermit();
  for (auto target :
       reader.list("targets", x.getTargets(), bounds::once_targets))
    y.targets.push_back(target);
  return y;
}

hop_record read(wire_reader& reader, rpc::HopRecord::Reader x) {
  hop_record y;
  y.key = {lease_id{x.getLease()}, epoch{x.getEpoch()},
           reader.name<gateway_name>("gateway", x.getGateway())};
  y.root = reader.name<gateway_name>("root", x.getRoot());
  y.state = reader.choice<hop_state>("state", x.getState(), hop_state::dead,
                                     first_arm::unset);
  y.uses = read_uses(reader, x.getUses());
  y.term = {reader.at("start", x.getStartInMs()),
            reader.at("end", x.getEndInMs())};
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  y.fence = epoch{x.getFence()};
  y.shift = reader.length("shift", x.getShiftMs());
  y.lost = {epoch{x.getLostFrom()}, epoch{x.getLostUntil()}};
  if (x.hasCarries())
    y.carries = read_circuit(reader, x.getCarries());
  if (x.hasNext()) {
    auto next = x.getNext();
    y.next = hop_terms{read_uses(reader, next.getUses()),
                       {reader.at("start", next.getStartInMs()),
                        reader.at("end", next.getEndInMs())},
                       reader.length("shift", next.getShiftMs())};
    if (next.hasCarries())
      y.next->carries = read_circuit(reader, next.getCarries());
  }
  return y;
}

void write(const lease_record& x, rpc::LeaseRecord::Builder to) {
  to_wire(x.info, zero, to.initInfo());
  to.setRoot(x.root.str());
  to.setPhase(static_cast<rpc::LeaseRecord::Phase>(x.phase));
  to.setRequest(x.request.value());
  to.setRenewal(x.renewal.value());
  to.setLastSequence(x.last_sequence);
  to.setWarned(x.warned);
  write_names(to.initInclude(x.constraints.include.size()),
              x.constraints.include);
  write_names(to.initExclude(x.constraints.exclude.size()),
              x.constraints.exclude);
  to_wire(x.requested, to.initRequested());
  to.setFingerprint(x.fingerprint);
  auto left = to.initLeft(x.left.size());
  write_each(left, x.left, [](auto& from, auto at) {
    at.setGateway(from.first.str());
    at.setEpoch(from.second.value());
  });
  auto past =
      to.initPastRenewals(static_cast<unsigned>(x.past_renewals.size()));
  for (auto i = 0u; i < past.size(); ++i)
    past.set(i, x.past_renewals[i].value());
}

lease_record read(wire_reader& reader, rpc::LeaseRecord::Reader x) {
  lease_record y;
  y.info = read_lease_info(reader, x.getInfo());
  y.root = reader.name<gateway_name>("root", x.getRoot());
  y.phase = reader.choice<lease_phase>("phase", x.getPhase(), lease_phase::over,
                                       first_arm::unset);
  y.request = request_id{x.getRequest()};
  y.renewal = request_id{x.getRenewal()};
  y.last_sequence = x.getLastSequence();
  y.warned = x.getWarned();
  y.constraints = read_constraints(reader, x.getInclude(), x.getExclude());
  y.requested = x.hasRequested()
      ? read_amounts(reader, "requested", x.getRequested())
      : y.info.amount;
  y.fingerprint = x.getFingerprint();
  for (auto from : reader.list("left", x.getLeft(), bounds::gateways_left))
    y.left[reader.name<gateway_name>("gateway", from.getGateway())] =
        epoch{from.getEpoch()};
  for (auto number : x.getPastRenewals())
    y.past_renewals.emplace_back(number);
  return y;
}

} // namespace

// -- encoding ----------------------------------------------------------------

std::string encode(const node_record& x) {
  return encode_with([&x](auto root) {
    auto to = root.initNode();
    to.setBoots(x.boots);
    to.setNumber(x.number);
  });
}

std::string encode(const capacity_record& x) {
  return encode_with([&x](auto root) {
    auto to = root.initCapacity();
    to.setResource(x.resource.str());
    to_wire(x.capacity, to.initCapacity());
  });
}

std::string encode(const limit_rule& x) {
  return encode_with([&x](auto root) { to_wire(x, root.initRule()); });
}

std::string encode(const service_class& x) {
  return encode_with([&x](auto root) { to_wire(x, root.initServiceClass()); });
}

std::string encode(const demand_threshold& x) {
  return encode_with([&x](auto root) { to_wire(x, root.initThreshold()); });
}

std::string encode(const decision& x) {
  return encode_with([&x](auto root) { to_wire(x, root.initDecision()); });
}

std::string encode(const outage& x) {
  return encode_with([&x](auto root) { to_wire(x, zero, root.initOutage()); });
}

std::string encode(const hop_record& x) {
  return encode_with([&x](auto root) { write(x, root.initHop()); });
}

std::string encode(const lease_record& x) {
  return encode_with([&x](auto root) { write(x, root.initLease()); });
}

std::string encode(const lease_event& x) {
  return encode_with([&x](auto root) { to_wire(x, zero, root.initEvent()); });
}

std::string encode(const meter_record& x) {
  return encode_with([&x](auto root) { write(x, root.initMeter()); });
}

std::string encode(const usage_record& x) {
  return encode_with([&x](auto root) { write(x, root.initUsage()); });
}

std::string encode(const action_record& x) {
  return encode_with([&x](auto root) { write(x, root.initAction()); });
}

std::string encode(const statuses_record& x) {
  return encode_with([&x](auto root) { write(x, root.initStatuses()); });
}

std::string encode(const permit_record& x) {
  return encode_with([&x](auto root) { write(x, root.initPermit()); });
}

// -- decoding ----------------------------------------------------------------

result<node_record> decode_node(std::string_view body) {
  return decode_with("node record", rpc::StoredRecord::NODE, body,
                     [](wire_reader&, auto root) {
                       auto from = root.getNode();
                       return node_record{from.getBoots(), from.getNumber()};
                     });
}

result<capacity_record> decode_capacity(std::string_view body) {
  return decode_with(
      "capacity", rpc::StoredRecord::CAPACITY, body,
      [](wire_reader& reader, auto root) {
        auto x = root.getCapacity();
        return capacity_record{
            reader.name<resource_name>("resource", x.getResource()),
            read_amounts(reader, "capacity", x.getCapacity())};
      });
}

result<limit_rule> decode_rule(std::string_view body) {
  return decode_with("rule", rpc::StoredRecord::RULE, body,
                     [](wire_reader& reader, auto root) {
                       return read_rule(reader, root.getRule());
                     });
}

result<service_class> decode_class(std::string_view body) {
  return decode_with("class", rpc::StoredRecord::SERVICE_CLASS, body,
                     [](wire_reader& reader, auto root) {
                       return read_class(reader, root.getServiceClass());
                     });
}

result<demand_threshold> decode_threshold(std::string_view body) {
  return decode_with("threshold", rpc::StoredRecord::THRESHOLD, body,
                     [](wire_reader& reader, auto root) {
                       return read_threshold(reader, root.getThreshold());
                     });
}

result<decision> decode_decision(std::string_view body) {
  return decode_with("decision", rpc::StoredRecord::DECISION, body,
                     [](wire_reader& reader, auto root) {
                       return read_decision(reader, root.getDecision());
                     });
}

result<outage> decode_outage(std::string_view body) {
  return decode_with("outage", rpc::StoredRecord::OUTAGE, body,
                     [](wire_reader& reader, auto root) {
                       return read_outage(reader, root.getOutage());
                     });
}

result<hop_record> decode_hop(std::string_view body) {
  return decode_with("hop", rpc::StoredRecord::HOP, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getHop());
                     });
}

result<lease_record> decode_lease(std::string_view body) {
  return decode_with("lease", rpc::StoredRecord::LEASE, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getLease());
                     });
}

result<lease_event> decode_event(std::string_view body) {
  return decode_with("event", rpc::StoredRecord::EVENT, body,
                     [](wire_reader& reader, auto root) {
                       return read_event(reader, root.getEvent());
                     });
}

result<meter_record> decode_meter(std::string_view body) {
  return decode_with("meter", rpc::StoredRecord::METER, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getMeter());
                     });
}

result<usage_record> decode_usage(std::string_view body) {
  return decode_with("usage", rpc::StoredRecord::USAGE, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getUsage());
                     });
}

result<action_record> decode_action(std::string_view body) {
  return decode_with("action", rpc::StoredRecord::ACTION, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getAction());
                     });
}

result<statuses_record> decode_statuses(std::string_view body) {
  return decode_with("page of statuses", rpc::StoredRecord::STATUSES, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getStatuses());
                     });
}

result<permit_record> decode_permit(std::string_view body) {
  return decode_with("permit", rpc::StoredRecord::PERMIT, body,
                     [](wire_reader& reader, auto root) {
                       return read(reader, root.getPermit());
                     });
}

} // namespace leasehold
