// Copyright 2026 The Leasehold authors
// SPDX-License-Identifier: Apache-2.0

#include "messages/codec/actor_codec.hpp"

#include <string>

namespace leasehold {

namespace {

std::string read_path(wire_reader& reader, std::string_view field,
                      capnp::Text::Reader x,
                      presence wanted = presence::optional) {
  return reader.name_text(field, x, bounds::actor_path_bytes, wanted);
}

std::string read_words(wire_reader& reader, std::string_view field,
                       capnp::Text::Reader x) {
  return reader.text(field, x, bounds::actor_text_bytes);
}

std::chrono::microseconds read_us(wire_reader& reader, std::string_view field,
                                  std::int64_t x) {
  return std::chrono::microseconds{reader.not_negative(field, x)};
}

} // namespace

void to_wire(const actor_query& x, rpc::ActorQuery::Builder to) {
  to.setPath(x.path);
  to.setDepth(x.depth);
  to.setCountMax(x.count_max);
  to.setAfter(x.after);
  to.setOrder(static_cast<rpc::ActorQuery::Order>(x.order));
}

result<actor_query> from_wire(rpc::ActorQuery::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    actor_query y;
    y.path = read_path(reader, "path", x.getPath());
    y.depth = x.getDepth();
    if (y.depth > bounds::actor_depth)
      reader.fail("depth", "is more than 8 generations",
                  "begin at the path of an actor further down");
    y.count_max = x.getCountMax();
    y.after = read_path(reader, "after", x.getAfter());
    y.order = reader.choice<actor_order>("order", x.getOrder(),
                                         actor_order::turn, first_arm::value);
    return y;
  });
}

void to_wire(const actor_info& x, rpc::ActorInfo::Builder to) {
  to.setPath(x.path);
  to.setParent(x.parent);
  to.setRole(x.role);
  to.setState(x.state);
  to.setChildren(x.children);
  to.setRestarts(x.restarts);
  to.setMailbox(x.mailbox);
  to.setMessages(x.messages);
  to.setLongestTurnUs(x.longest_turn.count());
}

result<actor_info> from_wire(rpc::ActorInfo::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    actor_info y;
    y.path = read_path(reader, "path", x.getPath(), presence::required);
    y.parent = read_path(reader, "parent", x.getParent());
    y.role = read_words(reader, "role", x.getRole());
    y.state = read_words(reader, "state", x.getState());
    y.children = x.getChildren();
    y.restarts = x.getRestarts();
    y.mailbox = x.getMailbox();
    y.messages = x.getMessages();
    y.longest_turn = read_us(reader, "longest turn", x.getLongestTurnUs());
    return y;
  });
}

void to_wire(const message_note& x, rpc::MessageNote::Builder to) {
  to.setAtUs(x.at.count());
  to.setFrom(x.from);
  to.setTo(x.to);
  to.setMessage(x.message);
  to.setDetail(x.detail);
}

result<message_note> from_wire(rpc::MessageNote::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    message_note y;
    y.at = read_us(reader, "time", x.getAtUs());
    y.from = read_path(reader, "sender", x.getFrom());
    y.to = read_path(reader, "receiver", x.getTo());
    y.message = read_words(reader, "message", x.getMessage());
    y.detail = read_words(reader, "detail", x.getDetail());
    return y;
  });
}

result<std::string> actor_path_from_wire(capnp::Text::Reader x) {
  return read_whole({}, [x](wire_reader& reader) {
    return read_path(reader, "path", x, presence::required);
  });
}

} // namespace leasehold
