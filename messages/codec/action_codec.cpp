// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/action_codec.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "messages/codec/common_codec.hpp"
#include "messages/codec/utf8.hpp"

namespace leasehold {

namespace {

// -- reading -----------------------------------------------------------------

template <class T>
T within(wire_reader& reader, const char* field, T x, T least, T most,
         const std::string& bounds) {
  if (x >= least && x <= most)
    return x;
  reader.fail(field, "is out of bounds", "give " + bounds);
  return least;
}

ping read_ping(wire_reader& reader, rpc::Ping::Reader x) {
  ping y;
  y.count = within(reader, "count", x.getCount(), 1u, bounds::ping_count,
                   fmt::format("1 to {}", bounds::ping_count));
  y.interval = within(
      reader, "interval", reader.length("interval", x.getIntervalMs()),
      bounds::ping_interval_min, bounds::ping_time_max, "10 ms to a minute");
  y.timeout =
      within(reader, "timeout", reader.length("timeout", x.getTimeoutMs()),
             duration{1}, bounds::ping_time_max, "1 ms to a minute");
  y.payload = within(reader, "payload", x.getPayloadBytes(),
                     bounds::ping_payload_min, bounds::ping_payload_max,
                     fmt::format("{} to {} bytes", bounds::ping_payload_min,
                                 bounds::ping_payload_max));
  return y;
}

verb read_verb(wire_reader& reader, rpc::Verb::Reader x) {
  switch (x.which()) {
  case rpc::Verb::UNSET:
    break;
  case rpc::Verb::PING:
    return read_ping(reader, x.getPing());
  case rpc::Verb::WAKE:
    return wake{};
  }
  reader.fail("verb", "is not known here",
              "use one that the node's version has: ping or wake");
  return {};
}

std::uint8_t read_priority(wire_reader& reader, std::uint8_t x) {
  return within(reader, "priority", x, std::uint8_t{0},
                bounds::action_priority_max,
                fmt::format("0 to {}", bounds::action_priority_max));
}

outcome read_outcome(wire_reader& reader, rpc::Outcome x) {
  return reader.choice<outcome>("outcome", x, outcome::unknown,
                                first_arm::unset);
}

std::chrono::microseconds read_us(wire_reader& reader, std::int64_t x) {
  return std::chrono::microseconds{reader.not_negative("round trip", x)};
}

echo_report read_echo(wire_reader& reader, rpc::EchoReport::Reader x) {
  return {x.getSent(),
          x.getReceived(),
          x.getDuplicates(),
          read_us(reader, x.getLeastUs()),
          read_us(reader, x.getMeanUs()),
          read_us(reader, x.getMostUs())};
}

/// What a target and a child have in common.
template <class Reader>
child_status read_said(wire_reader& reader, Reader x) {
  child_status y;
  y.outcome = read_outcome(reader, x.getOutcome());
  y.code = read_code(reader, x.getCode());
  y.message = reader.message(x.getMessage());
  if (x.hasEcho())
    y.echo = read_echo(reader, x.getEcho());
  return y;
}

child_task read_task(wire_reader& reader, rpc::ChildTask::Reader x) {
  child_task y;
  y.verb = read_verb(reader, x.getVerb());
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee());
  y.priority = read_priority(reader, x.getPriority());
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  auto targets = reader.list("targets", x.getTargets(), bounds::child_targets);
  y.targets.reserve(targets.size());
  for (auto from : targets) {
    auto address = parse_ip_address(
        reader.text("address", from.getAddress(), bounds::ip_address_bytes));
    if (!address) {
      reader.fail("address", "is no IP address", "give one like 192.0.2.7");
      break;
    }
    y.targets.push_back(
        {from.getNumber(), *address, read_mac(reader, from.getMac())});
  }
  return y;
}

action_info read_info(wire_reader& reader, rpc::ActionInfo::Reader x) {
  action_info y;
  y.id = action_id{x.getId()};
  y.verb = read_verb(reader, x.getVerb());
  y.lessee = reader.name<lessee_name>("lessee", x.getLessee());
  y.targets = x.getTargets();
  y.done = {x.getOk(), x.getFailed(), x.getUnknown()};
  y.begun = reader.at("begun", x.getBegunInMs());
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  y.priority = read_priority(reader, x.getPriority());
  y.cancelled = x.getCancelled();
  return y;
}

// -- writing -----------------------------------------------------------------

struct verb_writer {
  void operator()(const ping& x) {
    auto part = to.initPing();
    part.setCount(x.count);
    part.setIntervalMs(length_ms(x.interval));
    part.setTimeoutMs(length_ms(x.timeout));
    part.setPayloadBytes(x.payload);
  }

  void operator()(const wake&) {
    to.setWake();
  }

  rpc::Verb::Builder to;
};

void write(const verb& x, rpc::Verb::Builder to) {
  std::visit(verb_writer{to}, x);
}

void write(const echo_report& x, rpc::EchoReport::Builder to) {
  to.setSent(x.sent);
  to.setReceived(x.received);
  to.setDuplicates(x.duplicates);
  to.setLeastUs(x.least.count());
  to.setMeanUs(x.mean.count());
  to.setMostUs(x.most.count());
}

template <class Builder>
void write_said(const child_status& x, Builder to) {
  to.setOutcome(static_cast<rpc::Outcome>(x.outcome));
  to.setCode(to_wire(x.code));
  if (!x.message.empty())
    to.setMessage(to_plain_utf8(
        std::string_view{x.message}.substr(0, bounds::status_bytes)));
  if (x.echo)
    write(*x.echo, to.initEcho());
}

void write(const child_task& x, const time_base& now,
           rpc::ChildTask::Builder to) {
  write(x.verb, to.initVerb());
  to.setLessee(x.lessee.str());
  to.setPriority(x.priority);
  to.setDeadlineInMs(in_ms(x.deadline, now));
  write_each(to.initTargets(static_cast<kj::uint>(x.targets.size())), x.targets,
             [](auto& from, auto at) {
               at.setNumber(from.number);
               at.setAddress(to_string(from.address));
               if (from.mac)
                 at.setMac(to_string(*from.mac));
             });
}

} // namespace

std::vector<std::string> read_targets(wire_reader& reader,
                                      capnp::List<capnp::Text>::Reader x,
                                      std::size_t size_max) {
  std::vector<std::string> y;
  auto targets = reader.list("targets", x, size_max);
  y.reserve(targets.size());
  for (auto target : targets)
    y.push_back(reader.text("target", target, bounds::target_bytes));
  return y;
}

action_request read_action_request(wire_reader& reader,
                                   rpc::ActionRequest::Reader x) {
  action_request y;
  y.verb = read_verb(reader, x.getVerb());
  y.targets = read_targets(reader, x.getTargets(), bounds::action_targets);
  y.deadline = reader.at("deadline", x.getDeadlineInMs());
  y.priority = read_priority(reader, x.getPriority());
  y.request = request_id{x.getRequest()};
  return y;
}

target_status read_target_status(wire_reader& reader,
                                 rpc::TargetStatus::Reader x) {
  target_status y;
  y.target = reader.text("target", x.getTarget(), bounds::target_bytes);
  y.endpoint = reader.name<endpoint_name>("endpoint", x.getEndpoint(),
                                          presence::optional);
  y.gateway =
      reader.name<gateway_name>("gateway", x.getGateway(), presence::optional);
  y.attempt = x.getAttempt();
  y.said = read_said(reader, x);
  return y;
}

child_key read_child_key(wire_reader& reader, rpc::ChildKey::Reader x) {
  return {action_id{x.getAction()},
          reader.name<gateway_name>("gateway", x.getGateway()), x.getAttempt()};
}

child_order read_child_order(wire_reader& reader, rpc::ChildOrder::Reader x) {
  child_order y;
  y.key = read_child_key(reader, x.getKey());
  y.heard = x.getHeard();
  if (x.hasTask())
    y.task = std::make_shared<const child_task>(read_task(reader, x.getTask()));
  y.permit = x.getPermit();
  return y;
}

child_word read_child_word(wire_reader& reader, rpc::ChildWord::Reader x) {
  child_word y;
  y.key = read_child_key(reader, x.getKey());
  y.state = reader.choice<child_state>("state", x.getState(),
                                       child_state::ready, first_arm::unset);
  y.from = x.getFrom();
  for (auto from : reader.list("statuses", x.getStatuses(), bounds::statuses)) {
    y.statuses.push_back(read_said(reader, from));
    y.statuses.back().number = from.getNumber();
  }
  y.why = {read_code(reader, x.getCode()), reader.message(x.getMessage())};
  y.permit = x.getPermit();
  return y;
}

void to_wire(const action_request& x, const time_base& now,
             rpc::ActionRequest::Builder to) {
  write(x.verb, to.initVerb());
  write_names(to.initTargets(static_cast<kj::uint>(x.targets.size())),
              x.targets);
  to.setDeadlineInMs(in_ms(x.deadline, now));
  to.setPriority(x.priority);
  to.setRequest(x.request.value());
}

void to_wire(const target_status& x, rpc::TargetStatus::Builder to) {
  to.setTarget(x.target);
  if (!x.endpoint.empty())
    to.setEndpoint(x.endpoint.str());
  if (!x.gateway.empty())
    to.setGateway(x.gateway.str());
  to.setAttempt(x.attempt);
  write_said(x.said, to);
}

void to_wire(const action_info& x, const time_base& now,
             rpc::ActionInfo::Builder to) {
  to.setId(x.id.value());
  write(x.verb, to.initVerb());
  to.setLessee(x.lessee.str());
  to.setTargets(x.targets);
  to.setOk(x.done.ok);
  to.setFailed(x.done.failed);
  to.setUnknown(x.done.unknown);
  to.setBegunInMs(in_ms(x.begun, now));
  to.setDeadlineInMs(in_ms(x.deadline, now));
  to.setPriority(x.priority);
  to.setCancelled(x.cancelled);
}

void to_wire(const status_page& x, const time_base& now,
             rpc::StatusPageResult::Page::Builder to) {
  to_wire(x.action, now, to.initAction());
  write_each(to.initStatuses(static_cast<kj::uint>(x.statuses.size())),
             x.statuses, [](auto& from, auto at) { to_wire(from, at); });
  to.setNext(x.next);
}

void to_wire(const location& x, rpc::Location::Builder to) {
  to.setTarget(x.target);
  to.setEndpoint(x.endpoint.str());
  to.setGateway(x.gateway.str());
  to.setNode(x.node);
  to.setReached(x.reached);
  write_names(to.initAlternates(static_cast<kj::uint>(x.alternates.size())),
              x.alternates);
  auto addresses = to.initAddresses(static_cast<kj::uint>(x.addresses.size()));
  for (auto i = 0u; i < addresses.size(); ++i)
    addresses.set(i, to_string(x.addresses[i]));
  to.setPlace(x.place);
  to.setMachineType(x.machine_type);
}

void to_wire(const child_key& x, rpc::ChildKey::Builder to) {
  to.setAction(x.action.value());
  to.setGateway(x.gateway.str());
  to.setAttempt(x.attempt);
}

void to_wire(const child_order& x, const time_base& now,
             rpc::ChildOrder::Builder to) {
  to_wire(x.key, to.initKey());
  to.setHeard(x.heard);
  if (x.task)
    write(*x.task, now, to.initTask());
  to.setPermit(x.permit);
}

void to_wire(const child_word& x, rpc::ChildWord::Builder to) {
  to_wire(x.key, to.initKey());
  to.setState(static_cast<rpc::ChildWord::State>(x.state));
  to.setFrom(x.from);
  write_each(to.initStatuses(static_cast<kj::uint>(x.statuses.size())),
             x.statuses, [](auto& from, auto at) {
               at.setNumber(from.number);
               write_said(from, at);
             });
  to.setCode(to_wire(x.why.code));
  to.setMessage(x.why.message);
  to.setPermit(x.permit);
}

result<action_request> from_wire(rpc::ActionRequest::Reader x,
                                 const time_base& now) {
  return read_whole(
      now, [x](wire_reader& reader) { return read_action_request(reader, x); });
}

result<action_info> from_wire(rpc::ActionInfo::Reader x, const time_base& now) {
  return read_whole(now,
                    [x](wire_reader& reader) { return read_info(reader, x); });
}

result<status_page> from_wire(rpc::StatusPageResult::Page::Reader x,
                              const time_base& now) {
  return read_whole(now, [x](wire_reader& reader) {
    status_page y;
    y.action = read_info(reader, x.getAction());
    for (auto from : reader.list("statuses", x.getStatuses(), bounds::statuses))
      y.statuses.push_back(read_target_status(reader, from));
    y.next = x.getNext();
    return y;
  });
}

result<location> from_wire(rpc::Location::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    location y;
    y.target = reader.text("target", x.getTarget(), bounds::target_bytes);
    y.endpoint = reader.name<endpoint_name>("endpoint", x.getEndpoint());
    y.gateway = reader.name<gateway_name>("gateway", x.getGateway());
    y.node = reader.text("node", x.getNode(), bounds::name_bytes);
    y.reached = x.getReached();
    for (auto each :
         reader.list("alternates", x.getAlternates(), bounds::alternates))
      y.alternates.push_back(reader.name<gateway_name>("gateway", each));
    for (auto text :
         reader.list("addresses", x.getAddresses(), bounds::addresses))
      if (auto address = parse_endpoint_address(
              reader.text("address", text, endpoint_address_bytes)))
        y.addresses.push_back(*address);
    y.place = reader.text("place", x.getPlace(), bounds::note_bytes);
    y.machine_type =
        reader.text("machine type", x.getMachineType(), bounds::note_bytes);
    return y;
  });
}

} // namespace leasehold
