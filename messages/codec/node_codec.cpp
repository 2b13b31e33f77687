// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0
#include "messages/codec/node_codec.hpp"

#include "messages/bounds.hpp"
#include "messages/codec/common_codec.hpp"

namespace leasehold {

namespace {

template <class Duration>
std::int64_t or_never(const std::optional<Duration>& x) {
  return x ? x->count() : -1;
}

template <class Duration>
std::optional<Duration> unless_never(std::int64_t x) {
  return x < 0 ? std::nullopt : std::optional{Duration{x}};
}

rpc::NodeInfo::State state_of(reachability x) {
  switch (x) {
  case reachability::down:
    break;
  case reachability::suspect:
    return rpc::NodeInfo::State::SUSPECT;
  case reachability::up:
    return rpc::NodeInfo::State::UP;
  }
  return rpc::NodeInfo::State::DOWN;
}

reachability read_state(wire_reader& reader, rpc::NodeInfo::State x) {
  switch (x) {
  case rpc::NodeInfo::State::DOWN:
    return reachability::down;
  case rpc::NodeInfo::State::SUSPECT:
    return reachability::suspect;
  case rpc::NodeInfo::State::UP:
    return reachability::up;
  }
  reader.fail("state", "is none that is known", "upgrade this program");
  return reachability::down;
}

} // namespace

void to_wire(const node_info& x, rpc::NodeInfo::Builder to) {
  to.setNode(x.node.str());
  to.setAddress(x.address);
  to.setState(state_of(x.state));
  to.setWhy(x.why);
  to.setRoundTripUs(or_never(x.round_trip));
  to.setSilenceMs(or_never(x.silence));
  to.setBytesSent(x.bytes_sent);
  to.setBytesReceived(x.bytes_received);
  to.setFramesDropped(x.frames_dropped);
  to.setVersion(x.version);
  to.setOtherTopology(!x.same_topology);
}

result<node_info> from_wire(rpc::NodeInfo::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    node_info y;
    y.node = reader.name<node_name>("node", x.getNode());
    y.address = reader.text("address", x.getAddress(), bounds::note_bytes);
    y.state = read_state(reader, x.getState());
    y.why = reader.text("why", x.getWhy(), bounds::message_bytes);
    y.round_trip = unless_never<std::chrono::microseconds>(x.getRoundTripUs());
    y.silence = unless_never<std::chrono::milliseconds>(x.getSilenceMs());
    y.bytes_sent = x.getBytesSent();
    y.bytes_received = x.getBytesReceived();
    y.frames_dropped = x.getFramesDropped();
    y.version = reader.text("version", x.getVersion(), bounds::note_bytes);
    y.same_topology = !x.getOtherTopology();
    return y;
  });
}

} // namespace leasehold
