// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "actors/link/link_hub.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include <caf/make_message.hpp>
#include <caf/send.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "actors/link/certificate_name.hpp"
#include "actors/link/link_end.hpp"
#include "actors/link/link_peer.hpp"
#include "messages/bounds.hpp"
#include "messages/codec/wire_reader.hpp"
#include "messages/front_door.capnp.h"
#include "runtime/rpc/address.hpp"
#include "runtime/rpc/deadline.hpp"
#include "runtime/rpc/kj_error.hpp"
#include "runtime/rpc/reply_slot.hpp"

namespace leasehold {

namespace {

constexpr auto look_every = 100 * kj::MILLISECONDS;

/// S2: whoever has proved a name has no other. Without TLS nothing is proved.
status check_certificate(const std::string& proved, const std::string& node) {
  if (proved.empty() || proved == certificate_name(node))
    return success();
  return failure{errc::unauthenticated,
                 fmt::format("the certificate is that of \"{}\", not of "
                             "\"{}\": give node {} one of its own",
                             proved, certificate_name(node), node)};
}

} // namespace

link_hub::link_hub(loop_context& loop, link_config config,
                   exchange_actor exchange)
    : loop_(loop),
      config_(std::move(config)),
      exchange_(std::move(exchange)),
      self_(std::make_shared<link_hub*>(this)),
      tasks_(*this) {
  tasks_.add(keep_looking());
}

link_hub::~link_hub() noexcept {
  *self_ = nullptr;
}

void link_hub::taskFailed(kj::Exception&& exception) {
  spdlog::error("a link: {}", explain(exception));
}

milliseconds link_hub::now() const {
  return milliseconds{(loop_.timer().now() - kj::origin<kj::TimePoint>())
                      / kj::MILLISECONDS};
}

link_hub::peer* link_hub::find(const std::string& node) const {
  const auto i = peers_.find(node);
  return i == peers_.end() ? nullptr : i->second.get();
}

// -- who there is -------------------------------------------------------------

void link_hub::know(peer_nodes nodes) {
  auto known = std::exchange(peers_, {});
  nodes_ = std::move(nodes);
  for (auto& node : nodes_.others) {
    auto& x = peers_[node.name];
    if (auto old = known.find(node.name); old != known.end())
      x = std::move(old->second);
    else
      x = std::make_unique<peer>(node, config_.terms,
                                 config_.node < node.name
                                     ? link_machine::rank::first
                                     : link_machine::rank::second,
                                 now());
    x->spec = node;
    x->machine.address_is(node.address.empty() ? link_machine::address::unknown
                                               : link_machine::address::known);
  }
  for (auto& [name, gone] : known) {
    if (!gone)
      continue; // It goes on under `peers_`.
    for (auto& [id, line] : gone->lines)
      if (line.theirs)
        line.theirs->close("the region has no node " + name + " any more");
  }
  say_silent();
}

std::vector<node_info> link_hub::links() const {
  std::vector<node_info> result;
  for (auto& [name, x] : peers_) {
    auto one = x->told;
    one.node = node_name{name};
    one.address = x->spec.address;
    one.state = x->machine.state();
    if (one.state == reachability::down && one.why.empty()
        && x->spec.address.empty())
      one.why = "it has no address here, so it has to dial";
    if (x->heard_at)
      one.silence = now() - *x->heard_at;
    one.same_topology =
        x->topology.value_or(nodes_.topology) == nodes_.topology;
    result.push_back(std::move(one));
  }
  return result;
}

// -- what the machines decide -------------------------------------------------

struct link_hub::carrier {
  void operator()(dial_node) const {
    hub.dial_to(x);
  }
  void operator()(const send_beat& beat) const {
    hub.say(x, beat);
  }
  void operator()(const close_line& line) const {
    const auto i = x.lines.find(line.line);
    if (i == x.lines.end())
      return;
    if (i->second.theirs)
      i->second.theirs->close(line.why);
    x.told.why = line.why;
    // It may be a call on this very connection that ends it.
    hub.tasks_.add(kj::evalLater([ended = kj::mv(i->second)] {}));
    x.lines.erase(i);
  }
  void operator()(link_changed change) const {
    if (change.state == reachability::up) {
      x.told.why.clear();
      spdlog::info("node {} is reached", x.spec.name);
    } else if (change.state == reachability::down)
      spdlog::warn("node {} is not reached any more: {}", x.spec.name,
                   x.told.why.empty() ? "it is silent" : x.told.why);
    hub.say_silent();
  }

  link_hub& hub;
  peer& x;
};

void link_hub::apply(peer& x, const link_effects& effects) {
  for (auto& effect : effects)
    std::visit(carrier{*this, x}, effect);
}

void link_hub::say_silent() const {
  if (!nodes_.on_silent)
    return;
  std::vector<std::string> silent;
  for (auto& [name, x] : peers_)
    if (x->machine.state() == reachability::down)
      silent.push_back(name);
  nodes_.on_silent(silent);
}

kj::Promise<void> link_hub::keep_looking() {
  return loop_.timer().afterDelay(look_every).then([this] {
    for (auto& [name, x] : peers_)
      apply(*x, x->machine.look_at_time(now()));
    return keep_looking();
  });
}

// -- beats --------------------------------------------------------------------

void link_hub::say(peer& x, const send_beat& beat) {
  const auto i = x.lines.find(beat.line);
  if (i == x.lines.end())
    return;
  auto request = i->second.to.beatRequest();
  request.setSequence(beat.beat.sequence);
  request.setHeard(beat.beat.heard);
  request.setTopology(nodes_.topology);
  const auto sent = loop_.timer().now();
  tasks_.add(request.send().then(
      [this, name = x.spec.name, sent](auto&&) {
        if (auto to = find(name))
          to->told.round_trip = std::chrono::microseconds{
              (loop_.timer().now() - sent) / kj::MICROSECONDS};
      },
      // The line tells of its end itself.
      [](kj::Exception&&) {}));
}

void link_hub::beaten(const std::string& node, line_id line, line_beat beat,
                      std::uint32_t topology) {
  const auto x = find(node);
  if (x == nullptr)
    return;
  x->heard_at = now();
  x->topology = topology;
  apply(*x, x->machine.beaten(line, beat));
}

void link_hub::line_ended(const std::string& node, line_id line) {
  // It may be us who end it, in the midst of a change to the lines.
  tasks_.add(kj::evalLater([this, node, line] {
    const auto x = find(node);
    if (x == nullptr)
      return;
    if (x->lines.erase(line) > 0 && x->told.why.empty())
      x->told.why = "the connection ended";
    x->machine.closed(line, now());
  }));
}

// -- frames -------------------------------------------------------------------

void link_hub::send(const std::string& to_node, std::string frame) {
  const auto x = find(to_node);
  if (x == nullptr)
    return;
  // Times in a frame count from when it was made: one that waited for a
  // connection would say something else.
  if (!x->machine.carrier()) {
    ++x->told.frames_dropped;
    return;
  }
  x->waiting_bytes += frame.size();
  x->waiting.push_back(std::move(frame));
  while (x->waiting_bytes > config_.waiting_max) {
    x->waiting_bytes -= x->waiting.front().size();
    x->waiting.pop_front();
    ++x->told.frames_dropped;
  }
  pump(*x);
}

void link_hub::pump(peer& x) {
  const auto carrier = x.machine.carrier();
  const auto line = carrier ? x.lines.find(*carrier) : x.lines.end();
  if (line == x.lines.end()) {
    x.told.frames_dropped += x.waiting.size();
    x.waiting.clear();
    x.waiting_bytes = 0;
    return;
  }
  while (!x.waiting.empty() && x.under_way < config_.under_way_max) {
    const auto frame = std::move(x.waiting.front());
    x.waiting.pop_front();
    x.waiting_bytes -= frame.size();
    x.under_way += frame.size();
    x.told.bytes_sent += frame.size();
    auto request = line->second.to.deliverRequest();
    request.setFrame(kj::arrayPtr(
        reinterpret_cast<const kj::byte*>(frame.data()), frame.size()));
    auto taken = [this, name = x.spec.name, size = frame.size()] {
      if (auto to = find(name)) {
        to->under_way -= std::min(to->under_way, size);
        pump(*to);
      }
    };
    tasks_.add(request.send().then([taken](auto&&) { taken(); },
                                   [taken](kj::Exception&&) { taken(); }));
  }
}

kj::Promise<void> link_hub::delivered(const std::string& node,
                                      std::string frame) {
  const auto x = find(node);
  if (x == nullptr)
    return kj::READY_NOW;
  x->heard_at = now();
  x->told.bytes_received += frame.size();
  // The next ones are sent when this is read: nobody floods the EXCHANGE.
  auto slot = make_reply_slot<std::monostate>();
  caf::anon_send(exchange_,
                 peer_frame{node, std::move(frame), std::move(slot.reply)});
  return slot.answer.ignoreResult();
}

// -- connections --------------------------------------------------------------

void link_hub::introduce(rpc::Hello::Builder hello) const {
  hello.setRegion(nodes_.region);
  hello.setNode(config_.node);
  hello.setNumber(static_cast<std::uint16_t>(config_.number));
  hello.setBoot(config_.boot);
  hello.setProtocol(rpc::LINK_PROTOCOL);
  hello.setProtocolOldest(rpc::LINK_PROTOCOL_OLDEST);
  hello.setVersion(config_.version);
}

result<std::string> link_hub::check(rpc::Hello::Reader hello) const {
  auto names = read_whole({}, [hello](wire_reader& reader) {
    reader.text("version", hello.getVersion(), bounds::note_bytes);
    return std::pair{
        reader.name<node_name>("node", hello.getNode()).str(),
        reader
            .name<region_name>("region", hello.getRegion(), presence::optional)
            .str()};
  });
  if (!names)
    return names.error();
  auto& [node, region] = *names;
  if (nodes_.region.empty())
    return failure{
        errc::unavailable,
        fmt::format("node {} has just started; try again", config_.node)};
  if (region != nodes_.region)
    return failure{errc::conflict,
                   fmt::format("node {} is of region {}, and node {} of region "
                               "{}: nodes of one region are given one topology",
                               node, region, config_.node, nodes_.region)};
  if (peers_.count(node) == 0)
    return failure{
        errc::conflict,
        fmt::format("the topology of node {} has {} node {}: give both the "
                    "same file, and each node its own name",
                    config_.node, node == config_.node ? "itself as" : "no",
                    node)};
  if (hello.getNumber() == config_.number)
    return failure{
        errc::conflict,
        fmt::format("nodes {} and {} both have number {}, and ids of "
                    "leases begin with it: start one with another "
                    "--number",
                    config_.node, node, config_.number)};
  if (hello.getProtocolOldest() > rpc::LINK_PROTOCOL
      || hello.getProtocol() < rpc::LINK_PROTOCOL_OLDEST)
    return failure{errc::conflict,
                   fmt::format("node {} speaks versions {} to {} of the link "
                               "protocol, and node {} {} to {}: upgrade the "
                               "older one",
                               node, hello.getProtocolOldest(),
                               hello.getProtocol(), config_.node,
                               +rpc::LINK_PROTOCOL_OLDEST,
                               +rpc::LINK_PROTOCOL)};
  return node;
}

result<rpc::PeerLink::Client>
link_hub::join(rpc::Hello::Reader hello, rpc::PeerLink::Client link,
               std::shared_ptr<connection_context> connection) {
  const auto checked = check(hello);
  if (!checked)
    return checked.error();
  auto& node = *checked;
  // S2: whoever has proved a name has no other.
  if (auto proved = check_certificate(connection->peer_name(), node); !proved)
    return proved.error();
  connection->authenticated();
  connection->outlast_clients();
  auto& x = *find(node);
  const line_id id{++last_line_};
  x.lines.emplace(id, line{std::move(link), {}, std::move(connection)});
  x.told.version = hello.getVersion().cStr();
  x.number = hello.getNumber();
  apply(x, x.machine.opened(id, dialled_by::them, hello.getBoot(), now()));
  return rpc::PeerLink::Client{kj::heap<link_end>(self_, node, id)};
}

void link_hub::dial_to(peer& x) {
  dial_config wanted;
  wanted.address = x.spec.address;
  wanted.default_port = default_port;
  wanted.tls = config_.tls;
  wanted.plain = config_.plain;
  wanted.connect_timeout = config_.join_within;
  wanted.limits = config_.limits;
  auto& timer = loop_.timer();
  auto name = x.spec.name;
  tasks_.add(dial(loop_.network(), timer, std::move(wanted))
                 .then([this, name, &timer](kj::Own<dialled> connection) {
                   return with_deadline(timer, config_.join_within,
                                        "answer of node " + name,
                                        introduce_to(name, kj::mv(connection)));
                 })
                 .catch_([this, name](kj::Exception&& e) {
                   dial_failed(name, explain(e));
                 }));
}

void link_hub::dial_failed(const std::string& node, std::string why) {
  const auto x = find(node);
  if (x == nullptr)
    return;
  if (why.size() > bounds::message_bytes)
    why.resize(bounds::message_bytes);
  if (x->told.why != why)
    spdlog::warn("no link to node {}: {}", node, why);
  x->told.why = std::move(why);
  x->machine.dial_failed(now());
}

kj::Promise<void> link_hub::introduce_to(const std::string& node,
                                         kj::Own<dialled> connection) {
  if (auto proved = check_certificate(connection->peer_name(), node); !proved) {
    dial_failed(node, proved.error().message);
    return kj::READY_NOW;
  }
  const line_id id{++last_line_};
  auto request = connection->bootstrap().castAs<rpc::Bootstrap>().joinRequest();
  introduce(request.initHello());
  request.setLink(kj::heap<link_end>(self_, node, id));
  return request.send().then([this, node, id, connection = kj::mv(connection)](
                                 auto&& response) mutable {
    if (response.isFailure())
      return dial_failed(node, response.getFailure().getMessage().cStr());
    const auto x = find(node);
    if (x == nullptr || !response.isJoined())
      return dial_failed(node, "it gave no answer that this node knows");
    auto hello = response.getJoined().getHello();
    const auto checked = check(hello);
    if (!checked)
      return dial_failed(node, checked.error().message);
    if (*checked != node)
      return dial_failed(
          node, fmt::format("node {} answers at its address", *checked));
    x->lines.emplace(
        id, line{response.getJoined().getLink(), kj::mv(connection), nullptr});
    x->told.version = hello.getVersion().cStr();
    x->number = hello.getNumber();
    apply(*x, x->machine.opened(id, dialled_by::us, hello.getBoot(), now()));
  });
}

} // namespace leasehold
